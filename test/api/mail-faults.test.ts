import assert from "node:assert/strict";
import type { Once, Route } from "#server/http/route.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { BROKEN_OFF, BrokenOff } from "#test/support/broken-off.ts";
import { TestApi } from "./support/api.ts";
import { MailTest, type Writer } from "./support/mail.ts";

describe("R3 mail that is broken off", () => {
  let api: TestApi;
  let mail: MailTest;
  let broken: BrokenOff;
  let ada: Writer;
  let ben: Writer;
  before(async () => {
    api = await TestApi.start();
    mail = new MailTest(api);
    broken = new BrokenOff(api.database.pool);
    [ada, ben] = [await mail.writer(), await mail.writer()];
  });
  after(() => api.stop());

  /** All that mail can change. */
  async function everything(): Promise<unknown> {
    const { rows } = await api.database.pool.query(`
      SELECT (SELECT json_agg(m ORDER BY id) FROM mail_messages m) AS mail, (SELECT json_agg(q ORDER BY account_id) FROM mail_quotas q) AS quotas,
        (SELECT json_agg(i ORDER BY id) FROM character_items i) AS items, (SELECT count(*) FROM item_history) AS moves,
        (SELECT json_agg(a ORDER BY owner_type, owner_id, currency_id) FROM currency_accounts a) AS accounts,
        (SELECT count(*) FROM currency_entries) AS entries, (SELECT count(*) FROM game_events) AS events`);
    return rows[0];
  }

  /** Broken off at its first statement, at its second … until it is done. @returns at how many it was */
  async function brokenOff(who: Writer, path: string, params: Record<string, string>, body?: object): Promise<number> {
    const route = api.routes.find((r) => r.method === "post" && r.path === `/api/v1/mail/{characterId}${path}`) as Route;
    const identity = { accountId: who.accountId, sessionId: "", roles: [], verified: true };
    const call = {
      identity,
      params: { characterId: who.id, ...params },
      query: {},
      body: body && route.body?.parse(body),
      ip: "",
      userAgent: "",
    };
    for (let n = 1; ; n++) {
      const before = await everything();
      const once: Once = (work) => mail.do(work);
      try {
        const { status } = await broken.at(n, async () => route.handler({ ...call, header: () => undefined, once }));
        assert.ok(status < 300);
        return n - 1;
      } catch (error) {
        assert.equal((error as Error).message, BROKEN_OFF);
        assert.deepEqual(await everything(), before, `${path} at statement ${n}`);
      }
    }
  }

  it("R3 sending, paying, taking and sending back are all or nothing, whatever statement is the last", async () => {
    const send = async (more: object) => {
      const items = [{ ...(await mail.give(ada, "wolf_pelt", 5)), quantity: 3 }, await mail.give(ada, "padded_jerkin")];
      const statements = await brokenOff(ada, "", {}, { to: ben.name, subject: "A letter", items, ...more });
      return { statements, mailId: (await mail.box(ben)).items[0].mailId as string };
    };
    const plain = await send({ money: "70" });
    const cod = await send({ cashOnDelivery: "90" });
    const back = await send({ money: "30" });
    const counts = [plain.statements, cod.statements, back.statements];
    counts.push(await brokenOff(ben, "/{mailId}/take", { mailId: plain.mailId }, { what: "all" }));
    counts.push(await brokenOff(ben, "/{mailId}/pay", { mailId: cod.mailId }, { amount: "90" }));
    counts.push(await brokenOff(ben, "/{mailId}/take", { mailId: cod.mailId }, { what: "all" }));
    counts.push(await brokenOff(ben, "/{mailId}/return", { mailId: back.mailId }));
    assert.ok(
      counts.every((n) => n >= 6),
      String(counts),
    );
    assert.deepEqual(await discrepanciesIn(api.database.pool), []);
    assert.deepEqual((await mail.bag(ben)).sort(), [
      ["padded_jerkin", 1],
      ["padded_jerkin", 1],
      ["wolf_pelt", 6],
    ]);
    assert.equal(await mail.balance(ben), 10_000n + 70n - 90n);
    const [returned, payment] = (await mail.box(ada)).items;
    assert.deepEqual([returned.returned, returned.items, returned.money, payment.kind, payment.money], [true, 2, "30", "payment", "90"]);
  });
});
