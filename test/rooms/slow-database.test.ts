import assert from "node:assert/strict";
import { Relay } from "#test/support/relay.ts";
import { Player } from "./support/player.ts";
import { World } from "./support/server-process.ts";

describe("a zone over a slow database", () => {
  let world: World;
  let relay: Relay;
  before(async () => {
    world = await World.make();
    relay = await Relay.start(new URL(world.databaseUrl));
  });
  after(async () => {
    await world.end();
    await relay.cut();
  });

  it("R15 requests are answered 503 while it answers late, and the zone goes on ticking", async () => {
    const server = await world.start({ DATABASE_URL: relay.url });
    const player = await Player.create(world, server);
    const client = await player.enter(server);
    await client.snapshotsMore(1);
    relay.delayMs = 1000;
    const from = client.x;
    const refused = assert.rejects(player.call(server, "POST", "/characters", { name: "Nobody", classId: "warden" }), / 503 /);
    for (let n = 0; n < 20; n++) {
      client.input({ moveX: 127 });
      await client.snapshotsMore(1);
    }
    assert.ok(client.x > from + 1, "it walked on while the request waited");
    await refused;
    await client.snapshotsMore(60);
    relay.delayMs = 0;
    await client.snapshotsMore(10);
    assert.equal(client.messages.filter(({ type }) => type === "goodbye").length, 0);
    client.destroy();
  });
});
