import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { testZone } from "#test/support/test-zone.ts";
import { TestProcess } from "#test/support/server.ts";
import { Replay } from "#rooms/recording/replay.ts";
import { killOne, Player } from "./support/player.ts";
import { World } from "./support/server-process.ts";
import { ZoneServer } from "./support/zone-server.ts";

describe("1.1 the time machine", () => {
  it("1.1 a fight on a server with RECORD=1 replays to the same state; any tick and anybody's view can be printed", async () => {
    const world = await World.make();
    try {
      const server = await world.start({ RECORD: "1" });
      const player = await Player.create(world, server);
      await player.train(world);
      const client = await player.enter(server);
      await killOne(client);
      await client.snapshotsMore(25);
      const tick = client.last?.tick ?? 0;
      server.signal("SIGTERM");
      assert.equal(await server.exit(), 0, server.output);

      const folder = path.join(world.dataDir, "recordings");
      const files = readdirSync(folder);
      assert.equal(files.length, 1);
      const replay = async (...args: string[]) => {
        const run = new TestProcess(
          ["scripts/replay.ts", path.join(folder, files[0]), "--extra-zone", world.zoneFiles, ...args],
          process.env,
        );
        const code = await run.exited();
        return { code, output: run.output };
      };
      const one = await replay("--tick", String(tick - 20), "--character", player.name);
      assert.equal(one.code, 0, one.output);
      assert.match(one.output, /the same as recorded: [1-9]\d* states compared/);
      assert.match(one.output, new RegExp(`${player.name} in tick ${tick - 20}\n  at [\\d.]+ [\\d.]+`));
      assert.match(one.output, /meadow_boar#\d+ \(NPC/);
      const absent = await replay("--tick", String(tick - 20), "--character", "Nobody");
      assert.equal(absent.code, 1);
      assert.match(absent.output, /Nobody was not in the zone/);
      const wrong = await replay("--tick", "yesterday");
      assert.equal(wrong.code, 2);
      assert.match(wrong.output, /--tick yesterday: expected a whole number/);
    } finally {
      await world.end();
    }
  });

  it("R17 a tick that throws leaves a recording of the zone's last minute, and nobody is disconnected", async () => {
    const server = await ZoneServer.start({ npcs: [{ npc: "wolf", at: [60, 50] }] });
    try {
      const player = await server.player("Mira");
      await player.snapshotsMore(10);
      let thrown = false;
      server.metrics.onPhase = (phase) => {
        if (phase !== "snapshot" || thrown) return;
        thrown = true;
        throw new Error("this tick fails");
      };
      await player.until(() => server.office.recordings.files.size === 1, "the recording is there");
      await player.snapshotsMore(5);
      const [bytes] = server.office.recordings.files.values();
      const zone = testZone({ npcs: [{ npc: "wolf", at: [60, 50] }] });
      const replay = new Replay(bytes, zone.content.hash, () => zone);
      let ticks = 0;
      while (replay.next()) ticks++;
      assert.ok(ticks >= 10);
      assert.match(replay.header.error ?? "", /this tick fails/);
      const { world } = replay.simulation;
      const me = [...world.name.keys()].find((i) => world.name[i]);
      assert.equal(new TextDecoder().decode(world.name[me ?? 0] ?? new Uint8Array()), "Mira");
    } finally {
      await server.stop();
    }
  });
});
