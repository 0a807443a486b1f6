import assert from "node:assert/strict";
import type { Zone } from "#shared/api/generated.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { redisUrl } from "#test/support/redis.ts";
import { Player } from "./support/player.ts";
import { GROUND, type ServerProcess, World } from "./support/server-process.ts";
import { TestClient } from "./support/test-client.ts";

const PARTY = "0192f0c5-1d3e-7c3a-9b61-2f4f5a6b7c8d";

/** Two processes and a zone whose layers count as full with two players; one after the other, as an evening goes. */
describe("1.8 layers over two processes", () => {
  let world: World;
  let servers: [ServerProcess, ServerProcess];
  let players: Player[];
  const clients: TestClient[] = [];
  const keep = (client: TestClient) => {
    clients.push(client);
    return client;
  };

  before(async () => {
    world = await World.make([], { softPlayers: 2, maxPlayers: 20 });
    const REDIS_URL = await redisUrl();
    const started = await Promise.all([1, 2].map(() => world.start({ REDIS_URL, LAYER_IDLE_S: "3" })));
    servers = [started[0], started[1]];
    players = [];
    for (let n = 0; n < 5; n++) players.push(await Player.create(world, servers[n % 2]));
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await world?.end();
  });

  const zone = () => players[0].call(servers[0], "GET", `/zones/${GROUND}`) as Promise<Zone>;
  const selected = async (n: number) => (await players[n].select(servers[0])).room;
  /** By the name: ids count anew in each room. */
  const sees = (client: TestClient, n: number) => [...client.entities.values()].some(({ name }) => name === players[n].name);
  async function enter(n: number): Promise<TestClient> {
    return keep(await players[n].enter(servers[n % 2]));
  }
  /** Waits, a minute at most, until what it asks for is as wanted. */
  async function until<T>(what: string, ask: () => T | Promise<T>, is: (now: T) => boolean): Promise<void> {
    const end = Date.now() + 60_000;
    for (;;) {
      const now = await ask();
      if (is(now)) return;
      assert.ok(Date.now() < end, `${what}: ${JSON.stringify(now)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it("1.8 when a layer is full the other process opens another, and who comes then goes there", async () => {
    for (const n of [0, 1]) await enter(n);
    await until("two layers", zone, ({ layers }) => layers.length === 2);
    const { rows } = await world.sql.query("SELECT layer, address FROM zone_leases WHERE expires_at > now() ORDER BY layer");
    assert.equal(rows.length, 2);
    assert.notEqual(rows[0].address, rows[1].address);
    assert.equal((await selected(2)).layer, 1);
    const third = await enter(2);
    assert.equal(third.welcome?.layer, 1);
    await third.snapshotsMore(5);
    assert.ok(!sees(third, 0));
    await until("three players", zone, ({ players: all, layers }) => all === 3 && layers[0].busy && !layers[1].busy);
  });

  it("R12 twenty joins of one character at once into two rooms of two processes: one survives", async () => {
    const player = players[4];
    const rooms = await world.sql.query("SELECT room_id, address FROM zone_leases WHERE expires_at > now() ORDER BY layer");
    const twenty: TestClient[] = [];
    const seated: Array<() => void> = [];
    for (let n = 0; n < 20; n++) {
      const { ticket } = await player.select(servers[n % 2]);
      const { room_id, address } = rooms.rows[n % 2];
      const client = keep(new TestClient(address, room_id));
      const seat = await client.seat({ ticket, protocol: PROTOCOL_VERSION });
      twenty.push(client);
      seated.push(() => client.openSeat(seat));
    }
    for (const take of seated) take();
    for (const client of twenty) await client.until(() => client.welcome !== null || client.closed !== null, "an answer");
    const alive = () => twenty.filter((client) => client.closed === null);
    await until(
      "one survives",
      () => alive().length,
      (count) => count <= 1,
    );
    const [survivor] = alive();
    await survivor.snapshotsMore(5);
    assert.deepEqual(alive(), [survivor]);
    await survivor.leave();
  });

  it("6.3 who is in a party comes to where the others are, full to the soft limit or not", async () => {
    await world.sql.query("INSERT INTO parties (id, created_at) VALUES ($1, now())", [PARTY]);
    for (const [seat, n] of [0, 3].entries())
      await world.sql.query(
        "INSERT INTO party_members (character_id, party_id, rank, role, seat, joined_at) VALUES ($1, $2, $3, 'damage', $4, now())",
        [players[n].characterId, PARTY, seat === 0 ? "leader" : "member", seat + 1],
      );
    const member = await enter(3);
    assert.equal(member.welcome?.layer, 0);
    await member.until(() => sees(member, 0), "the leader");
  });

  it("8.1 a player joins somebody on another layer: his room sends him there, to the same place, once a minute", async () => {
    const third = clients[2];
    const { x, y } = third;
    const wish = { characterId: players[2].characterId, joinName: players[0].name };
    const change = () => players[2].call(servers[1], "POST", `/zones/${GROUND}/layer`, wish);
    assert.deepEqual(await change(), { zoneId: GROUND, layer: 0 });
    const there = keep(await third.follow());
    assert.equal(there.welcome?.layer, 0);
    await there.until(() => sees(there, 0), "whom he joined");
    assert.ok(Math.hypot(there.x - x, there.y - y) < 0.5, `${there.x}, ${there.y} and not ${x}, ${y}`);
    await assert.rejects(change, /on_layer_already/);
    await assert.rejects(
      players[2].call(servers[0], "POST", `/zones/${GROUND}/layer`, { characterId: wish.characterId, layer: 1 }),
      /layer_not_ready/,
    );
    assert.equal(there.closed, null);
    await there.leave();
  });

  it("1.8 an empty layer that nobody needs closes; who was there last comes to another", async () => {
    for (const n of [1, 3]) await clients.find((client) => client.welcome?.characterId === players[n].characterId)?.leave();
    await until("one layer", zone, ({ layers, players: all }) => layers.length === 1 && all === 1);
    const lease = () => world.row<{ gone: boolean }>("SELECT expires_at <= now() AS gone FROM zone_leases WHERE layer = 1");
    await until("the layer is given back", lease, ({ gone }) => gone);
    await world.sql.query("UPDATE player_positions SET layer = 1 WHERE character_id = $1", [players[2].characterId]);
    assert.equal((await selected(2)).layer, 0);
    await clients[0].snapshotsMore(5);
    assert.equal(clients[0].closed, null, "who plays on the first notices nothing");
  });
});
