import assert from "node:assert/strict";
import { killOne, Player, takeOne } from "./support/player.ts";
import { type ServerProcess, World } from "./support/server-process.ts";
import { JoinRefused } from "./support/room-client.ts";
import { TestClient } from "./support/test-client.ts";

describe("a whole server", () => {
  let world: World;
  let server: ServerProcess;
  before(async () => {
    world = await World.make();
    server = await world.start();
  });
  after(() => world.end());

  it("11.1 log in, enter, see another, fight, loot, log out; come back to the same place with the same things", async () => {
    const ada = await Player.create(world, server);
    const ben = await Player.create(world, server, "arcanist");
    await ada.train(world);
    const client = await ada.enter(server);
    const other = await ben.enter(server);
    await client.until(() => client.sees(other.id)?.name === ben.name, "Ada sees Ben");
    const taken: Record<string, number> = {};
    let { experience } = client.self.progress ?? assert.fail("it knows what it has");
    for (let kills = 0; kills < 12 && Object.keys(taken).length === 0; kills++) {
      const progress = await killOne(client);
      assert.equal(progress.experience, experience + progress.gained);
      experience = progress.experience;
      for (const { templateId, quantity } of (await takeOne(client)) ?? []) taken[templateId] = (taken[templateId] ?? 0) + quantity;
    }
    assert.ok(Object.keys(taken).length > 0, "a dozen boars left nothing");
    assert.deepEqual(await ada.bag(server), taken);
    for (let n = 0; n < 10; n++) {
      client.input({ moveX: -127, moveY: 40 });
      await client.snapshotsMore(1);
    }
    await client.snapshotsMore(12);
    const { x, y } = client;
    const health = client.self.vitals?.health ?? 0;
    await client.leave();
    assert.equal(client.closed?.code, 4000);

    await ada.logIn(server);
    const back = await ada.enter(server);
    await back.snapshotsMore(1);
    assert.deepEqual([back.x, back.y], [x, y]);
    assert.ok(Math.abs((back.self.vitals?.health ?? 0) - health) <= 15, `health ${back.self.vitals?.health}, was ${health}`);
    assert.equal(back.self.progress?.experience, experience);
    assert.deepEqual(await ada.bag(server), taken);
    await back.leave();
    other.destroy();
    const names = await world.sql.query("SELECT name, count(*)::int AS n FROM game_events GROUP BY name");
    const count = Object.fromEntries(names.rows.map((r) => [r.name, r.n]));
    assert.ok(count.NPC_DIED >= 1 && count.LOOT_GENERATED >= 1 && count.ITEM_PICKED_UP === 1, JSON.stringify(count));
  });

  it("1.12 logging in elsewhere takes the character over and tells the first why", async () => {
    const eve = await Player.create(world, server);
    const first = await eve.enter(server);
    await first.snapshotsMore(1);
    await eve.logIn(server);
    const second = await eve.enter(server);
    assert.equal((await first.goodbye()).message.code, "taken_over");
    await second.snapshotsMore(3);
    assert.equal(second.closed, null);
    await second.leave();
  });

  it("R13 a ticket works once, for 15 s, for its own zone", async () => {
    const player = await Player.create(world, server);
    const { ticket, room } = await player.select(server);
    const client = new TestClient(room.endpoint, room.roomId);
    await client.join({ ticket });
    const refused = async (again: string) => {
      const join = new TestClient(room.endpoint, room.roomId).join({ ticket: again });
      await assert.rejects(join, (error: JoinRefused) => error instanceof JoinRefused && error.message.startsWith("ticket_invalid"));
    };
    await refused(ticket);
    const expired = await player.select(server);
    await world.sql.query("UPDATE character_tickets SET expires_at = now() WHERE character_id = $1", [player.characterId]);
    await refused(expired.ticket);
    const foreign = await player.select(server);
    await world.sql.query("UPDATE character_tickets SET zone_id = 'emberwatch_vale' WHERE character_id = $1", [player.characterId]);
    await refused(foreign.ticket);
    const replaced = await player.select(server);
    await player.select(server);
    await refused(replaced.ticket);
    await client.snapshotsMore(2);
    assert.equal(client.closed, null, "who plays is not disturbed");
    await client.leave();
  });

  it("9.6 readiness and metrics tell of the zone", async () => {
    const ready = (await (await fetch(`${server.web}/readyz`)).json()) as { ready: boolean; checks: Record<string, boolean> };
    assert.deepEqual(ready, { ready: true, checks: { database: true, zones: true, accepting: true }, remotes: {} });
    const metrics = await (await fetch(`${server.web}/metrics`)).text();
    assert.match(metrics, /necp_tick_seconds_count\{zone="proving_ground"\} \d{2,}/);
    assert.match(metrics, /necp_tick_phase_seconds_count\{zone="proving_ground",phase="snapshot"\}/);
    for (const subscriber of ["mail", "notifications"])
      for (const name of ["necp_event_lag_seconds", "necp_events_waiting", "necp_events_parked"])
        assert.match(metrics, new RegExp(`^${name}\\{subscriber="${subscriber}"\\} \\d`, "m"));
    assert.doesNotMatch(metrics, /necp_room_errors_total\{/);
  });
});
