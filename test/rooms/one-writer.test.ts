import assert from "node:assert/strict";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { type PrivateRedis, startRedis } from "#scripts/redis.ts";
import { append } from "#server/outbox/append.ts";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { joinHub } from "./support/hub-client.ts";
import { killOne, Player, takeOne } from "./support/player.ts";
import { GROUND, type ServerProcess, World } from "./support/server-process.ts";
import { JoinRefused } from "./support/room-client.ts";
import { TestClient } from "./support/test-client.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const seconds = (name: string, usual: number) => Number(process.env[name] ?? usual) * 1000;
/** For longer runs: how long the process that is the zone stands still beyond its lease, and how long Redis is away. */
const STALL_MS = seconds("STALL_S", 6);
const REDIS_AWAY_MS = seconds("REDIS_AWAY_S", 10);
/** An answer, however busy the machine: nobody waits for Redis to come back. */
const ANSWER_MS = 8000;

/** Two processes, one world: whatever happens to them and to Redis, a zone and a character have one writer. */
describe("one writer", () => {
  let world: World;
  let redis: PrivateRedis;
  let database: Database;
  /** The process that is the zone, and the other. */
  let owner: ServerProcess;
  let other: ServerProcess;
  let players: Player[];
  const clients: TestClient[] = [];

  before(async () => {
    [world, redis] = await Promise.all([World.make(), startRedis()]);
    database = openDatabase(world.databaseUrl, { poolSize: 1 });
    const servers = await Promise.all([1, 2].map(() => world.start({ REDIS_URL: redis.url })));
    const { address } = await lease();
    [owner, other] = address === servers[0].game ? servers : servers.toReversed();
    players = [];
    for (let n = 0; n < 4; n++) players.push(await Player.create(world, servers[n % 2]));
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  after(async () => {
    await database?.close();
    await world?.end();
    await redis?.stop();
  });

  const lease = () =>
    world.row<{ room_id: string; address: string; epoch: string }>(
      "SELECT room_id, address, epoch FROM zone_leases WHERE zone_id = $1 AND layer = 0",
      GROUND,
    );
  const keep = async (entering: Promise<TestClient>) => {
    const client = await entering;
    clients.push(client);
    return client;
  };
  /** All that a room writes of a character. */
  const written = (player: Player) =>
    world.row<{ all: unknown }>(
      `SELECT json_build_array(
         (SELECT row_to_json(c) FROM characters c WHERE c.id = $1::uuid),
         (SELECT row_to_json(p) FROM player_positions p WHERE p.character_id = $1::uuid),
         (SELECT json_agg(i ORDER BY i.id) FROM character_items i WHERE i.owner_id = $1::text),
         (SELECT json_agg(s ORDER BY s.skill_id) FROM character_skills s WHERE s.character_id = $1::uuid),
         (SELECT json_agg(k ORDER BY k.npc_id) FROM character_kills k WHERE k.character_id = $1::uuid),
         (SELECT count(*) FROM game_events WHERE name IN ('NPC_DIED', 'LOOT_GENERATED', 'ITEM_PICKED_UP', 'LEVEL_UP'))) AS all`,
      player.characterId,
    );

  it("R12 20 joins of one character at once, over both processes: one survives", async () => {
    const [player] = players;
    // each ticket is used before the next is asked for, and none of the seats is taken before all are there
    const seated: Array<() => void> = [];
    for (let n = 0; n < 20; n++) {
      const server = n % 2 ? owner : other;
      const { ticket, room } = await player.select(server);
      const client = new TestClient(server.game, room.roomId);
      clients.push(client);
      const seat = await client.seat({ ticket, protocol: PROTOCOL_VERSION });
      seated.push(() => client.openSeat(seat));
    }
    for (const take of seated) take();
    for (const client of clients) await client.until(() => client.welcome !== null || client.closed !== null, "an answer");
    const alive = () => clients.filter((client) => client.closed === null);
    while (alive().length > 1) await pause(50);
    const [survivor] = alive();
    await survivor.snapshotsMore(5);
    assert.deepEqual(alive(), [survivor]);
    const { lease_owner } = await world.row<{ lease_owner: string }>(
      "SELECT lease_owner FROM characters WHERE id = $1",
      player.characterId,
    );
    assert.equal(lease_owner, (await lease()).room_id);
    await survivor.leave();
  });

  it("R16 Redis away, and back empty: rooms tick on, joins get an answer, there is no second zone, its listing comes back, and hubs tell each other again", async () => {
    const [player, late] = players;
    const client = await keep(player.enter(other));
    const before = await lease();
    const hubs = await Promise.all([joinHub(player, owner), joinHub(late, other)]);
    for (const hub of hubs) await hub.follows("server/announcements");
    const levelUp = async (level: number) => {
      for (const { characterId } of [player, late]) await append(database.prisma, { name: "LEVEL_UP", characterId, payload: { level } });
    };
    const levels = () =>
      hubs.map((hub) => hub.events.filter(({ kind }) => kind === "level_up").map(({ data }) => (data as { level: number }).level));
    const told = (...expected: number[]) =>
      Promise.all(hubs.map((hub, n) => hub.until(() => levels()[n].length >= expected.length, `levels ${expected}`))).then(() =>
        assert.deepEqual(levels(), [expected, expected]),
      );
    await levelUp(2);
    await told(2);
    await redis.kill();
    const away = pause(REDIS_AWAY_MS);
    await levelUp(3); // told by one process, which reaches only its own hub
    for (const server of [owner, other]) {
      const asked = Date.now();
      const answer = await late.enter(server).then(
        (entered) => entered.leave().then(() => "entered"),
        (error) => error,
      );
      assert.ok(answer === "entered" || answer instanceof JoinRefused, String(answer));
      assert.ok(Date.now() - asked < ANSWER_MS, `${Date.now() - asked} ms`);
    }
    await away;
    await client.snapshotsMore(20);
    redis = await startRedis(redis.port);
    for (const server of [owner, other]) {
      const entered = await keep(late.enterSoon(server));
      await entered.until(() => entered.sees(client.id) !== null, "the same zone as before");
      await entered.leave();
    }
    assert.equal(client.closed, null);
    assert.deepEqual(await lease(), before, "the same room under the same lease");
    await levelUp(4);
    await told(2, 3, 4); // each once, in order: what was missed is found in the database
    for (const hub of hubs) {
      assert.equal(hub.closed, null);
      hub.destroy();
    }
    await client.leave();
  });

  it("R11 the owner stands still while the other takes the zone and its characters: when it wakes it writes nothing", async () => {
    const [leaver, stayer, fighter] = players;
    await fighter.train(world);
    for (const player of [leaver, stayer]) await keep(player.enter(owner));
    const [staleLeaver, staleStayer] = clients;
    const staleFighter = await keep(fighter.enter(owner));
    await killOne(staleFighter);
    await takeOne(staleFighter);
    const before = await lease();
    owner.signal("SIGSTOP");
    // what they still send waits for it
    for (const client of [staleLeaver, staleStayer, staleFighter]) client.input({ moveX: 127 });
    for (const npc of staleFighter.entities.values())
      for (const slot of [0, 1]) staleFighter.act({ kind: 1, slot, target: npc.id, aimX: 0, aimY: 0 });
    for (const thing of staleFighter.entities.values()) staleFighter.act({ kind: 3, target: thing.id });
    await pause(STALL_MS);
    const entered: TestClient[] = [];
    for (const player of [leaver, stayer, fighter]) entered.push(await keep(player.enterSoon(other)));
    const [left, stayed, fought] = entered;
    await killOne(fought);
    await takeOne(fought);
    await Promise.all([left.leave(), fought.leave()]);
    const after = await lease();
    assert.deepEqual([Number(after.epoch), after.address], [Number(before.epoch) + 1, other.game]);
    // whoever has left is written by nobody
    const kept = await Promise.all([leaver, fighter].map(written));
    const { lease_epoch } = await world.row<{ lease_epoch: string }>(
      "SELECT lease_epoch FROM characters WHERE id = $1",
      stayer.characterId,
    );
    owner.signal("SIGCONT");
    for (const client of [staleLeaver, staleStayer, staleFighter]) {
      const { message } = await client.goodbye();
      assert.ok(["zone_closing", "lease_lost", "taken_over"].includes(String(message.code)), `goodbye ${message.code}`);
    }
    await stayed.snapshotsMore(30); // more than a save interval
    assert.equal(stayed.closed, null, "who plays there is not disturbed");
    assert.deepEqual(await Promise.all([leaver, fighter].map(written)), kept);
    const again = await world.row<{ lease_epoch: string }>("SELECT lease_epoch FROM characters WHERE id = $1", stayer.characterId);
    assert.equal(again.lease_epoch, lease_epoch);
    assert.deepEqual(await lease(), after, "and it has not taken the zone back");
    // it is of use again: who asks it is sent to the zone's new owner
    const { room } = await leaver.select(owner);
    assert.equal(room.endpoint, other.game);
  });
});
