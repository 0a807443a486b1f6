import assert from "node:assert/strict";
import { append } from "#server/outbox/append.ts";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { redisUrl } from "#test/support/redis.ts";
import { HubClient, joinHub } from "./support/hub-client.ts";
import { Player } from "./support/player.ts";
import { GROUND, type ServerProcess, World } from "./support/server-process.ts";

describe("1.11 hubs of two processes", () => {
  let world: World;
  let one: ServerProcess;
  let two: ServerProcess;
  let database: Database;
  before(async () => {
    world = await World.make();
    database = openDatabase(world.databaseUrl, { poolSize: 2 });
    const env = { REDIS_URL: await redisUrl() };
    one = await world.start(env);
    two = await world.start(env);
  });
  after(async () => {
    await database.close();
    await world.end();
  });

  it("1.11 topics follow the character into its zone, in whichever process that is, and out of it", async () => {
    const player = await Player.create(world, one);
    const hub = await joinHub(player, two);
    await hub.follows("server/announcements");
    const client = await player.enter(one);
    await hub.follows(`zone/${GROUND}/chat`);
    const followed = hub.topics;
    for (const topic of [`zone/${GROUND}/events`, `character/${player.characterId}/position`, `character/${player.characterId}/combat`])
      assert.ok(followed.includes(topic), topic);
    await client.leave();
    await hub.follows(`zone/${GROUND}/chat`, false);
    hub.destroy();
  });

  it("6.6 a notification reaches its player live, over processes, and what came while away is caught up with once", async () => {
    const player = await Player.create(world, one);
    const hub = await joinHub(player, two);
    await hub.follows("server/announcements");
    const topic = hub.topics.find((name) => name.endsWith("/notifications")) ?? "";
    const levelUp = (level: number) => append(database.prisma, { name: "LEVEL_UP", characterId: player.characterId, payload: { level } });
    await levelUp(2);
    await hub.until(() => hub.events.length === 1, "the first");
    assert.deepEqual(hub.events, [{ topic, kind: "level_up", data: { characterId: player.characterId, level: 2 }, id: 1 }]);
    await hub.leave();
    await levelUp(3);
    await levelUp(4);
    type Page = { items: { number: number; kind: string }[]; unread: number; newest: number };
    const list = () => player.call(one, "GET", "/notifications?limit=2") as Promise<Page>;
    while ((await list()).newest < 3) await new Promise((resolve) => setTimeout(resolve, 50));
    const { items, unread } = await list();
    assert.deepEqual([items.map(({ number }) => number), unread], [[3, 2], 3]);
    const again = await joinHub(player, one, { [topic]: 1 });
    await levelUp(5);
    await again.until(() => again.events.length === 3, "what was missed, and a live one");
    assert.deepEqual(
      again.events.map(({ id }) => id),
      [2, 3, 4],
    );
    assert.deepEqual(await player.call(one, "POST", "/notifications/read", { upTo: 3 }), { unread: 1 });
    await player.call(one, "PUT", "/notifications/preferences", { muted: ["level_up"] });
    await levelUp(6);
    await player.call(one, "PUT", "/notifications/preferences", { muted: [] });
    again.destroy();
  });

  it("1.12 a seat taken in another process ends the first one with the reason; a log-in that ends takes its seat along", async () => {
    const player = await Player.create(world, one);
    const first = await joinHub(player, one);
    const elsewhere = await player.elsewhere(two);
    const second = await joinHub(elsewhere, two);
    assert.equal((await first.goodbye()).message.code, "taken_over");
    await elsewhere.call(two, "POST", "/auth/logout", { refreshToken: elsewhere.refreshToken });
    assert.equal((await second.goodbye()).message.code, "session_ended");
  });

  it("R13 a ticket is for one hub seat of one log-in: used, replaced and ended ones are refused", async () => {
    const player = await Player.create(world, one);
    type Ticket = { ticket: string; room: { endpoint: string; roomId: string } };
    const ticket = () => player.call(one, "POST", "/hub/ticket") as Promise<Ticket>;
    const replaced = await ticket();
    const good = await ticket();
    const join = ({ ticket: text, room }: Ticket) => new HubClient(room.endpoint, room.roomId).join(text);
    await assert.rejects(join(replaced), /ticket_invalid/);
    const client = await join(good);
    await assert.rejects(join(good), /ticket_invalid/);
    const late = await ticket();
    await player.call(one, "POST", "/auth/logout", { refreshToken: player.refreshToken });
    await assert.rejects(join(late), /ticket_invalid/);
    assert.equal((await client.goodbye()).message.code, "session_ended");
  });
});
