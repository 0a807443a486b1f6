import assert from "node:assert/strict";
import { redisUrl } from "#test/support/redis.ts";
import { killOne, Player, takeOne } from "./support/player.ts";
import { GROUND, World } from "./support/server-process.ts";
import { TestClient } from "./support/test-client.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("server processes", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.make();
  });
  afterEach(() => world.end());

  it("R20 killed in a fight: what was announced is there, the place is at most seconds old, and the zone is open again at once", async () => {
    let server = await world.start();
    const player = await Player.create(world, server);
    await player.train(world);
    let experience = 4400;
    const announced: Record<string, number> = {};
    for (let round = 0; round < 2; round++) {
      const client = await player.enterSoon(server);
      await client.snapshotsMore(1);
      assert.equal(client.self.progress?.experience, experience);
      assert.deepEqual(await player.bag(server), announced);
      experience = (await killOne(client)).experience;
      for (const { templateId, quantity } of (await takeOne(client)) ?? []) announced[templateId] = (announced[templateId] ?? 0) + quantity;
      await client.snapshotsMore(30);
      const { x, y } = client;
      server.signal("SIGKILL");
      await server.exit();
      server = await world.start();
      const saved = await world.row<{ x: number; y: number }>(
        "SELECT x, y FROM player_positions WHERE character_id = $1",
        player.characterId,
      );
      assert.ok(Math.hypot(saved.x - x, saved.y - y) < 1, "it stood still for longer than the save interval");
    }
    const client = await player.enterSoon(server);
    await client.snapshotsMore(1);
    assert.equal(client.self.progress?.experience, experience);
    assert.deepEqual(await player.bag(server), announced);
    client.destroy();
  });

  it("R19 SIGTERM twice with many players and a database that is stuck: all saved and told, exit 0", async () => {
    const server = await world.start();
    const players: Player[] = [];
    // one after the other: twelve passwords at once would make each wait for longer than a request may take
    for (let n = 0; n < 12; n++) players.push(await Player.create(world, server));
    const clients = await Promise.all(players.map((p) => p.enter(server)));
    for (let n = 0; n < 10; n++) {
      for (const [i, c] of clients.entries()) c.input({ moveX: i % 2 ? 127 : -127 });
      await clients[0].snapshotsMore(1);
    }
    const lock = await world.sql.connect();
    await lock.query("BEGIN; LOCK TABLE characters IN ACCESS EXCLUSIVE MODE");
    server.signal("SIGTERM");
    await pause(300);
    server.signal("SIGTERM");
    const readiness = await fetch(`${server.web}/readyz`);
    assert.equal(readiness.status, 503, "no longer ready while it saves");
    await pause(2500);
    await lock.query("ROLLBACK");
    lock.release();
    for (const c of clients) {
      const { message, code } = await c.goodbye();
      assert.deepEqual([message.code, code], ["server_shutdown", 4001]);
    }
    assert.equal(await server.exit(), 0, server.output);
    for (const [n, p] of players.entries()) {
      const row = await world.row<{ x: number; y: number; lease_owner: string | null }>(
        "SELECT p.x, p.y, c.lease_owner FROM characters c JOIN player_positions p ON p.character_id = c.id WHERE c.id = $1",
        p.characterId,
      );
      assert.equal(row.lease_owner, null);
      assert.ok(Math.hypot(row.x - clients[n].x, row.y - clients[n].y) < 0.6);
    }
  });

  it("9.7 a seat asked for at one process is taken at the one that has the zone", async () => {
    const REDIS_URL = await redisUrl();
    const a = await world.start({ REDIS_URL });
    const b = await world.start({ REDIS_URL });
    const player = await Player.create(world, b);
    const { ticket, room } = await player.select(b);
    assert.equal(room.endpoint, a.game, "the first one has it");
    const client = await new TestClient(b.game, room.roomId).join({ ticket });
    await client.snapshotsMore(2);
    await client.drop();
    await client.until(() => client.closed !== null, "close");
    await client.resume();
    await client.snapshotsMore(2);
    await client.leave();
  });

  it("R20 killed with another process beside it: that one opens the zone and the players go on there", async () => {
    const REDIS_URL = await redisUrl();
    const a = await world.start({ REDIS_URL });
    const b = await world.start({ REDIS_URL });
    const player = await Player.create(world, a);
    const client = await player.enter(a);
    await client.snapshotsMore(30);
    a.signal("SIGKILL");
    await a.exit();
    const again = await player.enterSoon(b);
    await again.snapshotsMore(2);
    assert.ok(Math.abs(again.x - client.x) < 0.5);
    const lease = await world.row<{ zone_id: string; epoch: string }>("SELECT zone_id, epoch FROM zone_leases WHERE expires_at > now()");
    assert.deepEqual(lease, { zone_id: GROUND, epoch: "2" });
    again.destroy();
  });
});
