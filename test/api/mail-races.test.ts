import assert from "node:assert/strict";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { type Reply, TestApi } from "./support/api.ts";
import { MailTest, type Writer } from "./support/mail.ts";

describe("6.5 letters that many reach for", () => {
  let api: TestApi;
  let mail: MailTest;
  let ada: Writer;
  let ben: Writer;
  let complaints: unknown[];
  before(async () => {
    api = await TestApi.start();
    mail = new MailTest(api);
  });
  beforeEach(async () => {
    [ada, ben] = [await mail.writer(1_000_000n), await mail.writer(1_000_000n)];
    complaints = [];
  });
  afterEach(async () => assert.deepEqual(await discrepanciesIn(api.database.pool), []));
  after(() => api.stop());

  const expire = () => api.mail.expiry({ error: (details) => void complaints.push(details) }).expire();
  const successes = (replies: readonly Reply[]) => {
    for (const { status, text } of replies) assert.ok(status < 500 || status === 503, text);
    return replies.filter(({ status }) => status < 300).length;
  };
  /** Of the main currency, wherever it is now. */
  const money = async () => (await api.database.pool.query("SELECT sum(balance)::bigint AS sum FROM currency_accounts")).rows[0].sum;
  const fees = async () =>
    (await api.database.pool.query("SELECT coalesce(sum(amount), 0)::bigint AS sum FROM currency_entries WHERE owner_id = 'mail_fee'"))
      .rows[0].sum;

  it("R4 of 100 identical claims at once exactly one succeeds, × 20", async () => {
    await api.database.pool.query("UPDATE character_inventory SET bag_slots = 100");
    for (let round = 0; round < 20; round++) {
      const mailId = await mail.sent(ada, ben, { items: [await mail.give(ada, "padded_jerkin")], money: "10" });
      const replies = await Promise.all(Array.from({ length: 100 }, () => mail.take(ben, mailId)));
      // with the machine so busy that all gave up waiting, one more asks
      if (successes(replies) === 0) assert.equal((await mail.take(ben, mailId)).status, 200);
      else assert.equal(successes(replies), 1);
      assert.equal((await mail.bag(ben)).length, round + 1);
      assert.equal(await mail.balance(ben), 1_000_000n + BigInt(10 * (round + 1)));
    }
  });

  it("R6 one stack sent ten times at once: one letter", async () => {
    const item = await mail.give(ada, "padded_jerkin");
    const replies = await Promise.all(Array.from({ length: 10 }, () => mail.send(ada, ben, { items: [item], money: "3" })));
    assert.equal(successes(replies), 1);
    const box = await mail.box(ben);
    assert.deepEqual([box.items.length, box.items[0].items], [1, 1]);
  });

  it("R5 paying against sending back against expiry, 60 times: both sides or neither, nothing lost, nothing doubled", async () => {
    const whole = BigInt(await money()) + BigInt(await fees());
    await api.database.pool.query("UPDATE character_inventory SET bag_slots = 100");
    const outcomes = { paid: 0, returned: 0, expired: 0 };
    for (let round = 0; round < 60; round++) {
      const mailId = await mail.sent(ada, ben, { items: [await mail.give(ada, "padded_jerkin")], cashOnDelivery: "100" });
      // most rounds: its time is over while they ask
      const until = round % 3 === 0 ? null : new Date(api.now - 1);
      if (until) await api.database.prisma.mailMessage.update({ where: { id: mailId }, data: { expiresAt: until } });
      const [paid, taken, returned, ended] = await Promise.all([
        mail.post(ben, `/${mailId}/pay`, { amount: "100" }),
        mail.take(ben, mailId),
        mail.post(ben, `/${mailId}/return`),
        expire(),
      ]);
      successes([paid, taken, returned]);
      const row = await api.database.prisma.mailMessage.findUniqueOrThrow({ where: { id: mailId } });
      const payments = await api.database.prisma.mailMessage.count({ where: { toId: ada.id, kind: "payment" } });
      if (paid.status === 200) {
        assert.deepEqual([row.toId, row.paid, row.returned, returned.status === 200], [ben.id, true, false, false]);
        outcomes.paid++;
      } else {
        assert.deepEqual([row.paid, taken.status === 200], [false, false]);
        if (returned.status === 200 || ended > 0) assert.deepEqual([row.toId, row.returned, row.cod], [ada.id, true, null]);
        if (returned.status === 200) outcomes.returned++;
        else if (ended > 0) outcomes.expired++;
      }
      assert.equal(payments, outcomes.paid, "one payment for each that was paid");
      const holder = row.toId === ben.id ? ben : ada;
      if (taken.status !== 200) assert.equal((await mail.take(holder, mailId)).status, row.cod === null ? 200 : 409);
      await api.database.prisma.mailQuota.deleteMany();
    }
    assert.equal(BigInt(await money()) + BigInt(await fees()), whole);
    assert.ok(outcomes.paid > 0 && outcomes.returned + outcomes.expired > 0, JSON.stringify(outcomes));
    assert.deepEqual(complaints, []);
  });

  it("R5 deleting against taking against expiry: what is in it is never deleted with it", async () => {
    for (let round = 0; round < 20; round++) {
      const mailId = await mail.sent(ada, ben, { items: [await mail.give(ada, "wolf_pelt")] });
      await api.database.prisma.mailMessage.update({ where: { id: mailId }, data: { expiresAt: new Date(api.now - 1) } });
      const before = await pelts();
      const replies = await Promise.all([mail.remove(ben, mailId), mail.take(ben, mailId), mail.remove(ben, mailId)]);
      await Promise.all([expire(), expire()]);
      successes(replies);
      assert.equal(await pelts(), before);
    }
  });

  async function pelts(): Promise<number> {
    const { _sum } = await api.database.prisma.characterItem.aggregate({ where: { templateId: "wolf_pelt" }, _sum: { quantity: true } });
    return _sum.quantity ?? 0;
  }
});
