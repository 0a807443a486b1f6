import assert from "node:assert/strict";
import { checkBooks } from "#server/modules/economy/economy.jobs.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import { TestEconomy } from "./support/economy.ts";

describe("4.6 the books", () => {
  let economy: TestEconomy;
  let service: EconomyService;
  let hero: string;
  const operator = { accountId: "01900000-0000-7000-8000-000000000001", sessionId: "", roles: [], verified: true };
  before(async () => {
    economy = await TestEconomy.open();
    service = new EconomyService({ prisma: economy.office.prisma, now: Date.now });
    [hero] = await economy.office.people(1);
    await economy.give(hero, "wolf_pelt", 30);
    await economy.pay(hero, 500n);
  });
  after(() => economy.close());

  const alarms: string[] = [];
  const counted: unknown[] = [];
  const check = () =>
    checkBooks(service, { log: { error: (_details, message) => alarms.push(message) }, count: (...numbers) => counted.push(numbers) });
  const sql = (text: string) => economy.office.database.pool.query(text);
  const thaw = (adopt: boolean) => economy.do((tx) => service.thaw(tx, operator, { reason: "test", adopt }));
  const open = () => economy.do((tx) => Economy.assertOpen(tx));
  /** Does it, expects a freeze with these findings, undoes it and opens trading. */
  const tampering = async (doIt: string, findings: unknown, undo: string) => {
    await sql(doIt);
    await check();
    await assert.rejects(open(), { code: "trading_frozen" });
    assert.deepEqual((await service.state()).findings, findings);
    await thaw(false);
    await check();
    await assert.rejects(open(), { code: "trading_frozen" }, "lifted, but nothing is better");
    await sql(undo);
    await thaw(false);
    await check();
    await open();
  };

  it("R2 what went its way adds up, check after check, whatever was written since", async () => {
    await check();
    await economy.give(hero, "wolf_pelt", 7);
    await economy.pay(hero, 20n);
    await check();
    await check();
    await open();
    assert.deepEqual(
      [alarms, counted],
      [
        [],
        [
          [0, false],
          [0, false],
          [0, false],
        ],
      ],
    );
    await assert.rejects(thaw(false), { code: "economy_open" });
  });

  it("R2 a quantity that was written by hand freezes trading", async () => {
    const finding = { kind: "item", subject: "wolf_pelt", part: null, expected: "37", found: "38" };
    const change = (by: number) => `UPDATE character_items SET quantity = quantity + ${by} WHERE owner_id = '${hero}' AND slot = 1`;
    await tampering(change(1), [finding], change(-1));
    assert.equal(alarms.length, 2);
  });

  it("R2 an item that came from nowhere freezes trading, and so does one that is gone", async () => {
    const finding = { kind: "item", subject: "torn_map", part: null, expected: "0", found: "1" };
    await tampering(
      `INSERT INTO character_items (id, template_id, owner_type, owner_id, place, slot, quantity)
       VALUES (gen_random_uuid(), 'torn_map', 'character', '${hero}', 'bag', 9, 1)`,
      [finding],
      "DELETE FROM character_items WHERE template_id = 'torn_map'",
    );
  });

  it("R2 a balance that was written by hand freezes trading, also when another pays for it", async () => {
    const change = (by: number) => `UPDATE currency_accounts SET balance = balance + ${by} WHERE owner_id = '${hero}'`;
    const finding = { kind: "currency", subject: "crowns", part: "character", expected: "520", found: "521" };
    await tampering(change(1), [finding], change(-1));
    const escrow = { kind: "currency", subject: "crowns", part: "mail", expected: "0", found: "5" };
    const less = { ...finding, found: "515" };
    await tampering(
      `${change(-5)}; INSERT INTO currency_accounts VALUES ('mail', 'x', 'crowns', 5, 10)`,
      [less, escrow],
      `${change(5)}; DELETE FROM currency_accounts WHERE owner_type = 'mail'`,
    );
  });

  it("4.6 an operator may take what was found for right: it is not found again", async () => {
    await sql(`UPDATE character_items SET quantity = quantity - 3 WHERE owner_id = '${hero}' AND slot = 1`);
    await sql(`UPDATE currency_accounts SET balance = balance + 7 WHERE owner_id = '${hero}'`);
    await check();
    assert.equal((await service.state()).findings.length, 2);
    await thaw(true);
    await check();
    await open();
    const [entry] = await economy.office.prisma.auditEntry.findMany({
      where: { action: "economy.thawed" },
      orderBy: { id: "desc" },
      take: 1,
    });
    assert.deepEqual([entry.actorId, entry.after], [operator.accountId, { adopted: true }]);
  });

  it("4.6 all is counted anew when the numbers of transactions begin anew", async () => {
    await sql("UPDATE economy_state SET counted_to = 4000000000000");
    await check();
    await open();
  });
});
