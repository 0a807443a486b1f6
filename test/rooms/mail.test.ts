import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { openDatabase } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { operation } from "#test/economy/support/economy.ts";
import { books } from "#test/support/books.ts";
import { joinHub } from "./support/hub-client.ts";
import { Player } from "./support/player.ts";
import { World } from "./support/server-process.ts";

describe("6.5 mail in the world", () => {
  let world: World;
  before(async () => {
    world = await World.make([], { objects: [{ kind: "mailbox", id: "box", name: "Mailbox", at: [62, 60], rangeM: 8 }] });
  });
  after(() => world.end());

  it("6.5 standing at a mailbox one sends, the other is told at once and takes it there; elsewhere neither can", async () => {
    const server = await world.start();
    const [ada, ben] = [await Player.create(world, server), await Player.create(world, server)];
    const database = openDatabase(world.databaseUrl, { poolSize: 1 });
    const [from, to] = [{ faucet: "operator" }, { character: ada.characterId }] as const;
    await transact(database.prisma, (tx) =>
      books().ledger.transfer(tx, operation("operator"), [{ from, to, currency: "crowns", amount: 500n }]),
    );
    await database.close();
    const hub = await joinHub(ben, server);
    const key = () => ({ "idempotency-key": uuidv7() });
    const letter = { to: ben.name, subject: "For the boars", money: "120" };
    const send = () => ada.call(server, "POST", `/mail/${ada.characterId}`, letter, key()) as Promise<{ mailId: string }>;
    await assert.rejects(send(), /not_at_mailbox/, "not in the world");
    const client = await ada.enter(server);
    await client.snapshotsMore(1);
    const { mailId } = await send();
    await hub.until(() => hub.events.some(({ kind }) => kind === "arrived"), "news of the letter");
    const news = hub.events.find(({ kind }) => kind === "arrived");
    assert.match(news?.topic ?? "", /^player\/[0-9a-f-]{36}\/mail$/);
    const data = news?.data as Record<string, unknown>;
    assert.deepEqual([data.mailId, data.from, data.subject], [mailId, ada.name, "For the boars"]);

    const take = () => ben.call(server, "POST", `/mail/${ben.characterId}/${mailId}/take`, { what: "all" }, key());
    await assert.rejects(take(), /not_at_mailbox/);
    await world.sql.query("UPDATE player_positions SET x = 100, y = 100 WHERE character_id = $1", [ben.characterId]);
    const away = await ben.enter(server);
    await away.snapshotsMore(1);
    await assert.rejects(take(), /not_at_mailbox/, "too far away");
    await away.leave();
    await world.sql.query("UPDATE player_positions SET x = 60, y = 60 WHERE character_id = $1", [ben.characterId]);
    const there = await ben.enter(server);
    await there.snapshotsMore(1);
    assert.deepEqual(await take(), { items: 0, money: "120" });
    hub.destroy();
    await client.leave();
    await there.leave();
  });
});
