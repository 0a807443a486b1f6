import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import { TradeTeller } from "#server/modules/trade/trade.news.ts";
import { TradeService } from "#server/modules/trade/trade.service.ts";
import { isUnavailable } from "#server/platform/transaction.ts";
import { TestEconomy } from "./support/economy.ts";

const PAIRS = 8;
/** What each gives of his stack, and the crowns of the first. */
const [QUANTITY, CROWNS, OTHER_CROWNS] = [1, 7n, 1n];

/** Two who have an open trade again and again. */
interface Pair {
  ids: [string, string];
  identities: [Identity, Identity];
  /** Of each the stack that is given from. */
  stacks: [string, string];
}

describe("4.3 trades under requests at the same time", () => {
  let economy: TestEconomy;
  let trades: TradeService;
  before(async () => {
    economy = await TestEconomy.open();
    const { items, ledger } = economy;
    const deps = { prisma: economy.office.prisma, items, ledger, currency: "crowns", now: () => economy.office.now };
    const teller = new TradeTeller({ publish: () => {}, moved: () => {} });
    trades = new TradeService({ ...deps, teller, whereabouts: { of: async () => new Map() }, ignores: { isIgnored: async () => false } });
  });
  afterEach(async () => {
    assert.deepEqual(await economy.discrepancies(), []);
    const books = new EconomyService({ prisma: economy.office.prisma, now: Date.now });
    assert.deepEqual(await books.check(), { findings: [], frozen: false });
  });
  after(() => economy.close());

  const place = (characterId: string): CharacterPlace => {
    return { characterId, zoneId: "emberwatch_vale", layer: 0, x: 1, y: 1, alive: true, inCombat: false, near: [] };
  };
  const here = { own: place("own"), other: place("other") };

  async function pair(): Promise<Pair> {
    const ids = (await economy.office.people(2, 100)) as [string, string];
    const identities = (await Promise.all(ids.map(identityOf))) as [Identity, Identity];
    for (const id of ids) await economy.pay(id, 1_000_000n);
    return { ids, identities, stacks: [await economy.give(ids[0], "stolen_coin", 200), await economy.give(ids[1], "stolen_coin", 200)] };
  }

  async function identityOf(id: string): Promise<Identity> {
    const { accountId } = await economy.office.prisma.character.findUniqueOrThrow({ where: { id } });
    return { accountId } as Identity;
  }

  /** An open trade with offers that both have locked and the first has confirmed. */
  async function begin({ ids: [a, b], stacks }: Pair): Promise<string> {
    const id = uuidv7();
    const [createdAt, expiresAt] = [new Date(economy.office.now), new Date(economy.office.now + 60_000)];
    await economy.office.prisma.$executeRaw`
      WITH trade AS (
        INSERT INTO trades (id, from_id, to_id, state, created_at, expires_at)
        VALUES (${id}::uuid, ${a}::uuid, ${b}::uuid, 'open', ${createdAt}, ${expiresAt})),
      sides AS (
        INSERT INTO trade_sides (trade_id, character_id, active, locked, money, confirmed)
        VALUES (${id}::uuid, ${a}::uuid, true, true, ${CROWNS}, true), (${id}::uuid, ${b}::uuid, true, true, 0, false))
      INSERT INTO trade_offers (trade_id, character_id, position, item_id, version, quantity)
      SELECT ${id}::uuid, owner_id::uuid, 0, id, version, ${QUANTITY} FROM character_items WHERE id = ANY(${stacks}::uuid[])`;
    return id;
  }

  /** What the first has, and what became of the trade. */
  async function look({ ids: [a] }: Pair, tradeId: string | null) {
    const [row] = await economy.office.prisma.$queryRaw<[{ balance: bigint; state: string | null; revision: number | null }]>`
      SELECT c.balance, t.state, t.revision FROM currency_accounts c LEFT JOIN trades t ON t.id = ${tradeId}::uuid
      WHERE c.owner_type = 'character' AND c.owner_id = ${a} AND c.currency_id = 'crowns'`;
    return row;
  }

  /** The code of the refusal; null: it was done. Busy counts as a refusal, a fault does not. */
  async function outcome(work: Promise<unknown>): Promise<string | null> {
    try {
      await work;
      return null;
    } catch (error) {
      if (error instanceof Problem) return error.code;
      if (isUnavailable(error)) return "busy";
      throw error;
    }
  }

  /** All at once, but one of them a moment ahead. @returns what came of confirming, cancelling and another offer */
  async function race({ ids, identities }: Pair, tradeId: string, ahead: number): Promise<Array<string | null>> {
    const [of0, of1] = ids.map((characterId) => ({ characterId, tradeId }));
    const other = { items: [], money: OTHER_CROWNS };
    const steps = [
      () => outcome(economy.do((tx) => trades.confirm(tx, identities[1], of1, 0, here))),
      () => outcome(economy.do((tx) => trades.cancel(tx, identities[0], of0))),
      () => outcome(economy.do((tx) => trades.offer(tx, identities[0], of0, other))),
    ];
    const moment = economy.office.prisma.$queryRaw`SELECT 1`;
    return Promise.all(steps.map((step, n) => (n === ahead ? step() : moment.then(step))));
  }

  it("R5 confirming against cancelling against another offer, × 1 000: both sides or neither, and what was not seen is never exchanged", async () => {
    const pairs = await Promise.all(Array.from({ length: PAIRS }, pair));
    const outcomes = { completed: 0, cancelled: 0, changed: 0 };
    for (let done = 0; done < 1000; done += PAIRS) {
      await Promise.all(
        pairs.map(async (one, n) => {
          const tradeId = await begin(one);
          const before = await look(one, null);
          const answers = await race(one, tradeId, (n + done / PAIRS) % 3);
          const after = await look(one, tradeId);
          const [confirmed, cancelled, changed] = answers;
          const paid = before.balance - after.balance;
          const said = JSON.stringify(answers);
          if (confirmed === null) {
            assert.deepEqual([after.state, paid, after.revision], ["completed", CROWNS, 0], said);
            for (const other of [cancelled, changed]) assert.ok(other === "trade_over" || other === "busy", said);
            outcomes.completed++;
          } else {
            assert.ok(["trade_over", "stale_version", "busy"].includes(confirmed), said);
            assert.deepEqual([after.state, paid], [cancelled === null ? "cancelled" : "open", 0n], said);
            outcomes[changed === null ? "changed" : "cancelled"]++;
            if (after.state === "open") await trades.endFor(tradeId, "cancelled");
          }
        }),
      );
    }
    assert.equal(await economy.office.prisma.tradeSide.count({ where: { active: true } }), 0);
    for (const [what, count] of Object.entries(outcomes)) assert.ok(count > 20, `${what}: ${JSON.stringify(outcomes)}`);
    const moved = await economy.office.prisma.itemHistory.aggregate({ where: { reason: "trade" }, _sum: { quantity: true } });
    assert.equal(moved._sum.quantity, outcomes.completed * 2 * QUANTITY, "both sides of each, once");
    console.log(`      ${JSON.stringify(outcomes)}`);
  });

  it("R4 of 100 identical confirmations at once exactly one succeeds, × 20", async () => {
    const one = await pair();
    for (let round = 0; round < 20; round++) {
      const { balance } = await look(one, null);
      const tradeId = await begin(one);
      const of1 = { characterId: one.ids[1], tradeId };
      const confirm = () => outcome(economy.do((tx) => trades.confirm(tx, one.identities[1], of1, 0, here)));
      const answers = await Promise.all(Array.from({ length: 100 }, confirm));
      // with the machine so busy that all gave up waiting, one more asks
      const successes = answers.filter((answer) => answer === null).length || ((await confirm()) === null ? 1 : 0);
      assert.equal(successes, 1);
      assert.ok(
        answers.every((answer) => answer === null || answer === "trade_over" || answer === "busy"),
        JSON.stringify(answers),
      );
      assert.equal(balance - (await look(one, tradeId)).balance, CROWNS);
    }
  });
});
