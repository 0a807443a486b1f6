import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import type { Party, Transfer } from "#server/modules/currency/ledger.service.ts";
import { operation, TestEconomy } from "./support/economy.ts";

const CAP = 10_000_000_000n;

describe("4.6 ledger", () => {
  let economy: TestEconomy;
  before(async () => {
    economy = await TestEconomy.open();
  });
  afterEach(async () => assert.deepEqual(await economy.discrepancies(), []));
  after(() => economy.close());

  const transfer = (...transfers: Transfer[]) => economy.do((tx) => economy.ledger.transfer(tx, operation("trade"), transfers));
  const crowns = (from: Party, to: Party, amount: bigint): Transfer => ({ from, to, currency: "crowns", amount });

  it("4.6 what one has less the other has more; nobody has less than nothing or more than the cap", async () => {
    const [a, b] = await economy.office.people(2);
    await economy.pay(a, 100n);
    await transfer(crowns({ character: a }, { character: b }, 60n));
    assert.deepEqual([await economy.balance(a), await economy.balance(b)], [40n, 60n]);
    await assert.rejects(transfer(crowns({ character: a }, { character: b }, 41n)), { code: "not_enough_currency" });
    await assert.rejects(economy.pay(a, CAP - 39n), { code: "currency_full" });
    await economy.pay(a, CAP - 40n);
    await assert.rejects(transfer(crowns({ character: b }, { character: a }, 1n)), { code: "currency_full" });
    assert.deepEqual([await economy.balance(a), await economy.balance(b)], [CAP, 60n]);
    const events = await economy.office.prisma.gameEvent.findMany({ where: { characterId: b, name: "CURRENCY_GAINED" } });
    assert.deepEqual((events[0].payload as { amount: string; balance: string }).amount, "60");
  });

  it("4.6 rewards give what the cap leaves room for", async () => {
    const [a, b] = await economy.office.people(2);
    await economy.pay(a, CAP - 5n);
    const grants = [a, b, a].map((characterId) => ({ op: operation("kill"), characterId, currency: "crowns", amount: 4n }));
    const given = await economy.do((tx) => economy.ledger.grant(tx, "kill", grants));
    assert.deepEqual(given, [
      { given: 4n, balance: CAP - 1n },
      { given: 4n, balance: 4n },
      { given: 1n, balance: CAP },
    ]);
    assert.deepEqual([await economy.balance(a), await economy.balance(b)], [CAP, 4n]);
  });

  it("4.6 a bound currency comes from the world and goes to it, and to nobody else", async () => {
    const [a, b] = await economy.office.people(2);
    await economy.pay(a, 10n, "valor");
    const valor = { currency: "valor", amount: 1n, from: { character: a } };
    await assert.rejects(transfer({ ...valor, to: { character: b } }), { code: "currency_not_tradable" });
    await assert.rejects(transfer({ ...valor, to: { mail: uuidv7() } }), { code: "currency_not_tradable" });
    await transfer({ ...valor, to: { sink: "vendor" } });
    assert.equal(await economy.balance(a, "valor"), 9n);
  });

  it("4.6 the database refuses an operation that does not sum to 0, and whoever rewrites what was written", async () => {
    const { pool } = economy.office.database;
    const lone = `INSERT INTO currency_entries (operation, reason, owner_type, owner_id, currency_id, amount, balance_after)
      VALUES ($1, 'x', 'character', 'x', 'crowns', 5, 5), ($1, 'x', 'sink', 'x', 'valor', 5, NULL)`;
    await assert.rejects(pool.query(lone, [uuidv7()]), { constraint: "currency_entries_sum_to_zero" });
    await assert.rejects(pool.query("UPDATE currency_entries SET amount = 1"), { constraint: "currency_entries_only_added" });
    await assert.rejects(pool.query("DELETE FROM item_history"), { constraint: "item_history_only_added" });
  });

  it("4.6 whatever is transferred: as in a model of plain sums", async () => {
    const ids = await economy.office.people(3);
    const escrow = Array.from({ length: 2 }, () => uuidv7());
    const parties: Party[] = [
      ...ids.map((character) => ({ character })),
      ...escrow.map((mail) => ({ mail })),
      { faucet: "quest" },
      { sink: "vendor" },
    ];
    const model = new Map<string, bigint>();
    const key = (party: Party) => JSON.stringify(party);
    const account = (party: Party) => !("faucet" in party) && !("sink" in party);
    const party = fc.nat(parties.length - 1);
    const transfers = fc.array(fc.record({ from: party, to: party, amount: fc.bigInt(1n, 60n) }), { minLength: 1, maxLength: 4 });
    const seed = randomInt(2 ** 31);
    await fc.assert(
      fc.asyncProperty(transfers, async (wanted) => {
        const legal = wanted
          .map(({ from, to, amount }) => crowns(parties[from], parties[to], amount))
          .filter(({ from, to }) => !("sink" in from) && !("faucet" in to));
        const after = new Map(model);
        for (const { from, to, amount } of legal) {
          after.set(key(from), (after.get(key(from)) ?? 0n) - amount);
          after.set(key(to), (after.get(key(to)) ?? 0n) + amount);
        }
        const fine = parties.every((p) => !account(p) || (after.get(key(p)) ?? 0n) >= 0n);
        if (fine) {
          await transfer(...legal);
          for (const [name, sum] of after) model.set(name, sum);
        } else await assert.rejects(transfer(...legal), { code: "not_enough_currency" });
        for (const id of ids) assert.equal(await economy.balance(id), model.get(key({ character: id })) ?? 0n);
      }),
      { seed, numRuns: 120 },
    );
  });
});
