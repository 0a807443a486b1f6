import assert from "node:assert/strict";
import { erase } from "#server/modules/accounts/erasure.repository.ts";
import { tidy } from "#server/modules/upkeep/upkeep.jobs.ts";
import { MAIL } from "#shared/rules/mail.ts";
import { discrepanciesIn, operation } from "#test/economy/support/economy.ts";
import { books } from "#test/support/books.ts";
import { TestApi } from "./support/api.ts";
import { MailTest, type Writer } from "./support/mail.ts";

const DAY_MS = 86_400_000;

/** Payload of MAIL_EXPIRED. */
interface Expired {
  mailId: string;
  money: string;
  items: Array<{ templateId: string; quantity: number }>;
}

describe("6.5 letters whose time is over", () => {
  let api: TestApi;
  let mail: MailTest;
  let ada: Writer;
  let ben: Writer;
  beforeEach(async () => {
    api = await TestApi.start();
    mail = new MailTest(api);
    [ada, ben] = [await mail.writer(), await mail.writer()];
  });
  afterEach(async () => {
    assert.deepEqual(await discrepanciesIn(api.database.pool), []);
    await api.stop();
  });

  const complaints: string[] = [];
  const expire = () => api.mail.expiry({ error: (_details, message) => void complaints.push(message) }).expire();
  const ids = async (who: Writer) => {
    const rows = await api.database.prisma.mailMessage.findMany({ where: { toId: who.id }, orderBy: { arrival: "asc" } });
    return rows.map(({ id }) => id);
  };
  const remove = (who: Writer, daysAgo: number) =>
    api.database.prisma.character.update({ where: { id: who.id }, data: { deletedAt: new Date(api.now - daysAgo * DAY_MS) } });
  const there = (who: Writer) => api.database.prisma.character.update({ where: { id: who.id }, data: { deletedAt: null } });

  it("6.5 an empty one goes, one with things goes back, one to be paid for goes back after three days; none before its time", async () => {
    const empty = await mail.sent(ada, ben);
    const full = await mail.sent(ada, ben, { items: [await mail.give(ada, "wolf_pelt", 3)], money: "60" });
    const cod = await mail.sent(ada, ben, { items: [await mail.give(ada, "padded_jerkin")], cashOnDelivery: "70" });
    api.pass(MAIL.codDays * DAY_MS - 1000);
    assert.equal(await expire(), 0);
    api.pass(1000);
    assert.equal(await expire(), 1);
    assert.deepEqual([await ids(ben), await ids(ada)], [[empty, full], [cod]]);
    api.pass((MAIL.days - MAIL.codDays) * DAY_MS - 1000);
    assert.equal(await expire(), 0);
    api.pass(1000);
    assert.equal(await expire(), 2);
    assert.deepEqual([await ids(ben), await ids(ada)], [[], [cod, full]]);
    assert.deepEqual((await mail.events(full)).slice(-2), ["MAIL_ARRIVED", "MAIL_RETURNED"]);
    const rows = await api.database.prisma.mailMessage.findMany({ where: { toId: ada.id }, orderBy: { arrival: "asc" } });
    assert.deepEqual(
      rows.map(({ cod: due, returned, fromId }) => [due, returned, fromId]),
      [
        [null, true, ben.id],
        [null, true, ben.id],
      ],
    );
  });

  it("6.5 what nobody else has a claim to stays a year, then it is destroyed, and events, history and ledger tell of it", async () => {
    const back = await mail.sent(ada, ben, { items: [await mail.give(ada, "wolf_pelt", 3)], money: "60" });
    await mail.post(ben, `/${back}/return`);
    const paid = await mail.sent(ada, ben, { items: [await mail.give(ada, "padded_jerkin")], cashOnDelivery: "70" });
    assert.equal((await mail.post(ben, `/${paid}/pay`, { amount: "70" })).status, 200);
    const letter = { to: ben.id, from: "auction", subject: "Sold", money: [{ from: { faucet: "quest" }, amount: 5n }] } as const;
    const [system] = await mail.do((tx) => api.mail.post.sendSystem(tx, operation("quest"), letter));
    const payment = (await ids(ada))[1];
    api.pass(MAIL.keptDays * DAY_MS - 1000);
    assert.equal(await expire(), 0);
    assert.deepEqual(
      [await ids(ada), await ids(ben)],
      [
        [back, payment],
        [paid, system],
      ],
    );
    api.pass(1000);
    assert.equal(await expire(), 4);
    assert.deepEqual([await ids(ada), await ids(ben)], [[], []]);
    const expired = await api.database.prisma.gameEvent.findMany({ where: { name: "MAIL_EXPIRED" } });
    const payloads = expired.map(({ characterId, payload }) => ({ characterId, ...(payload as unknown as Expired) }));
    const [told] = payloads.filter(({ mailId }) => mailId === back);
    assert.deepEqual([told.characterId, told.money, told.items.map((i) => [i.templateId, i.quantity])], [ada.id, "60", [["wolf_pelt", 3]]]);
    const { rows } = await api.database.pool.query("SELECT sum(amount)::int AS gone FROM currency_entries WHERE owner_id = 'mail_expired'");
    assert.deepEqual(rows, [{ gone: 135 }]);
  });

  it("6.5 emptied it stays for a month to be read again", async () => {
    const letter = { to: ben.id, from: "loot", subject: "Bag full", items: [{ templateId: "wolf_pelt", quantity: 1 }] } as const;
    const [id] = await mail.do((tx) => api.mail.post.sendSystem(tx, operation("loot_rolled"), letter));
    await mail.take(ben, id);
    api.pass(MAIL.days * DAY_MS);
    assert.equal(await expire(), 1);
    assert.deepEqual(await ids(ben), []);
  });

  it("6.5 of a sender who is deleted it waits for him to come back, a year at most; then it is gone", async () => {
    const cod = await mail.sent(ada, ben, { items: [await mail.give(ada, "padded_jerkin")], cashOnDelivery: "70" });
    const cid = await mail.writer();
    const other = await mail.sent(cid, ben, { money: "5" });
    await remove(cid, 0);
    await remove(ada, 0);
    api.pass(MAIL.codDays * DAY_MS);
    assert.equal(await expire(), 1);
    assert.deepEqual(await ids(ben), [cod, other]);
    assert.equal(await expire(), 0, "it is put off");
    await there(ada);
    api.pass(MAIL.days * DAY_MS);
    await expire();
    assert.deepEqual([await ids(ada), await ids(ben)], [[cod], [other]]);
    for (let days = MAIL.codDays + MAIL.days; days < MAIL.keptDays; days += MAIL.days) {
      assert.deepEqual(await ids(ben), [other]);
      api.pass(MAIL.days * DAY_MS);
      await expire();
    }
    assert.deepEqual(await ids(ben), []);
  });

  it("6.5 the mailbox of a character that is deleted for good is emptied first: things go back, or are destroyed", async () => {
    const back = await mail.sent(ada, ben, { items: [await mail.give(ada, "wolf_pelt", 2)] });
    await mail.sent(ada, ben);
    const own = await mail.sent(ben, ada, { money: "5" });
    const letter = { to: ben.id, from: "loot", subject: "Bag full", items: [{ templateId: "wolf_pelt", quantity: 1 }] } as const;
    await mail.do((tx) => api.mail.post.sendSystem(tx, operation("loot_rolled"), letter));
    await remove(ben, 31);
    await api.database.pool.query("UPDATE characters SET deleted_at = now() - interval '31 days' WHERE id = $1", [ben.id]);
    const silent = { info: () => {} };
    await tidy(api.database.prisma, books(), silent);
    assert.equal(await api.database.prisma.character.count({ where: { id: ben.id } }), 1, "not before its mailbox is empty");
    assert.equal(await expire(), 3);
    assert.deepEqual([await ids(ben), await ids(ada)], [[], [own, back]]);
    await tidy(api.database.prisma, books(), silent);
    assert.equal(await api.database.prisma.character.count({ where: { id: ben.id } }), 0);
    const box = await mail.box(ada);
    assert.deepEqual(
      box.items.map(({ from }: { from: object }) => from),
      [
        { characterId: null, name: null, source: null },
        { characterId: null, name: null, source: null },
      ],
    );
    assert.equal((await mail.take(ada, own)).status, 200);
    assert.deepEqual(complaints, []);
  });

  it("6.5 a letter that cannot be ended stands in nobody's way", async () => {
    const stuck = await mail.sent(ada, ben, { items: [await mail.give(ada, "padded_jerkin")], cashOnDelivery: "70" });
    const other = await mail.sent(ada, ben, { items: [await mail.give(ada, "wolf_pelt")], cashOnDelivery: "70" });
    await api.database.pool.query(
      "INSERT INTO item_templates SELECT 'gone', 999, name, kind, quality, 1 FROM item_templates WHERE id = 'wolf_pelt'",
    );
    await api.database.pool.query("UPDATE character_items SET template_id = 'gone' WHERE owner_type = 'mail' AND owner_id = $1", [stuck]);
    api.pass(MAIL.codDays * DAY_MS);
    assert.equal(await expire(), 1);
    assert.deepEqual([await ids(ben), await ids(ada)], [[stuck], [other]]);
    assert.deepEqual(complaints.splice(0), ["a letter could not be ended; it is tried again"]);
  });

  it("2.2 the export tells of letters sent and received; erased, the writer's name is nowhere, and the letter is its receiver's", async () => {
    const sent = await mail.sent(ada, ben, { text: "to be kept", money: "5" });
    const got = await mail.sent(ben, ada);
    const told = (await api.get("/api/v1/account/export", { token: ada.token })).body.tables;
    assert.deepEqual(told.mail_messages.map(({ id }: { id: string }) => id).sort(), [sent, got].sort());
    assert.equal(told.mail_quotas[0].sent, 1);
    const { email } = await api.database.prisma.account.findUniqueOrThrow({ where: { id: ada.accountId } });
    await mail.do((tx) => erase(tx, { id: ada.accountId, email }, new Date(api.now)));
    assert.equal(await api.database.prisma.mailQuota.count({ where: { accountId: ada.accountId } }), 0);
    assert.equal((await mail.letter(ben, sent)).text, "to be kept");
    assert.equal((await mail.take(ben, sent)).status, 200);
    assert.equal((await mail.send(ben, ada)).body.code, "recipient_not_found");
  });
});
