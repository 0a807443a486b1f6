import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import { Payouts } from "#server/modules/mail/payouts.ts";
import { Post } from "#server/modules/mail/post.ts";
import { MarketExpiry } from "#server/modules/market/market.expiry.ts";
import type { OrderRequest } from "#server/modules/market/market.schema.ts";
import { MarketService } from "#server/modules/market/market.service.ts";
import { isUnavailable } from "#server/platform/transaction.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { MARKET } from "#shared/rules/market.ts";
import { TestEconomy } from "./support/economy.ts";

const PEOPLE = 6;
const PURSE = 100_000n;
const STOCK = 400;
const GOODS = ["wolf_pelt", "stolen_coin"];
const STEPS = 250;

/** An order as anybody would keep it on paper. */
interface PaperOrder {
  id: string;
  who: string;
  side: "buy" | "sell";
  what: string;
  price: number;
  left: number;
}

/** The market without a database, without escrow, without haste. */
class Paper {
  readonly money = new Map<string, number>();
  readonly goods = new Map<string, number>();
  orders: PaperOrder[] = [];

  add(map: Map<string, number>, key: string, by: number): void {
    map.set(key, (map.get(key) ?? 0) + by);
  }

  /** Would it meet an order of the same person? */
  meetsItself(order: Omit<PaperOrder, "id">): boolean {
    return this.orders.some((other) => other.who === order.who && meet(order, other));
  }

  place(order: PaperOrder): void {
    const best = this.orders
      .map((other, n) => ({ other, n }))
      .filter(({ other }) => meet(order, other))
      .sort((a, b) => (order.side === "buy" ? a.other.price - b.other.price : b.other.price - a.other.price) || a.n - b.n);
    for (const { other } of best) {
      const [buyer, seller] = order.side === "buy" ? [order.who, other.who] : [other.who, order.who];
      const quantity = Math.min(order.left, other.left);
      if (quantity === 0) break;
      const sum = quantity * other.price;
      this.add(this.money, buyer, -sum);
      this.add(this.money, seller, sum - Math.floor((sum * MARKET.taxBp) / 10_000));
      this.add(this.goods, `${buyer} ${order.what}`, quantity);
      this.add(this.goods, `${seller} ${order.what}`, -quantity);
      order.left -= quantity;
      other.left -= quantity;
    }
    this.orders = [...this.orders, order].filter(({ left }) => left > 0);
  }
}

function meet(a: Omit<PaperOrder, "id">, b: Omit<PaperOrder, "id">): boolean {
  if (a.what !== b.what || a.side === b.side) return false;
  return a.side === "buy" ? a.price >= b.price : b.price >= a.price;
}

describe("4.4 market of commodities", () => {
  let economy: TestEconomy;
  let market: MarketService;
  let expiry: MarketExpiry;
  let people: string[];
  let accounts: Map<string, string>;
  const clock = { ms: Date.now() };
  const now = () => clock.ms;
  before(async () => {
    economy = await TestEconomy.open();
    const { items, ledger, office } = economy;
    const post = new Post({ items, ledger, currency: "crowns", now });
    market = new MarketService({
      content: office.content,
      items,
      ledger,
      post,
      payouts: new Payouts({ ledger, post, currency: "crowns" }),
      now,
    });
    expiry = new MarketExpiry({ prisma: office.prisma, market, now });
  });
  beforeEach(async () => {
    people = await economy.office.people(PEOPLE, 200);
    accounts = new Map((await economy.office.prisma.character.findMany()).map(({ id, accountId }) => [id, accountId]));
    for (const id of people) {
      await economy.pay(id, PURSE);
      for (const what of GOODS) await economy.give(id, what, STOCK);
    }
  });
  afterEach(async () => {
    assert.deepEqual(await economy.discrepancies(), []);
    assert.deepEqual(await new EconomyService({ prisma: economy.office.prisma, now }).check(), { findings: [], frozen: false });
    // each open order keeps what it offers, and nothing else is kept
    const { rows } = await economy.office.database.pool.query(`
      SELECT o.id FROM market_orders o WHERE
        coalesce((SELECT sum(quantity) FROM character_items WHERE owner_type = 'market' AND owner_id = o.id::text), 0)
          <> CASE WHEN o.state = 'open' AND o.side = 'sell' THEN o.remaining ELSE 0 END
        OR coalesce((SELECT balance FROM currency_accounts WHERE owner_type = 'market' AND owner_id = o.id::text), 0)
          <> CASE WHEN o.state = 'open' AND o.side = 'buy' THEN o.remaining * o.price ELSE 0 END`);
    assert.deepEqual(rows, []);
    await cleared();
  });
  after(() => economy.close());

  const identity = (characterId: string) => ({ accountId: accounts.get(characterId) }) as Identity;
  const place = (who: string, request: OrderRequest) => economy.do((tx) => market.place(tx, identity(who), who, request));
  const cancel = (who: string, orderId: string) => economy.do((tx) => market.cancel(tx, identity(who), { characterId: who, orderId }));
  const open = () => economy.office.prisma.marketOrder.findMany({ where: { state: "open" }, orderBy: { seq: "asc" } });
  /** All orders are taken back by their time. */
  async function cleared(): Promise<void> {
    await economy.office.prisma.marketOrder.updateMany({ where: { state: "open" }, data: { expiresAt: new Date(clock.ms) } });
    const complaints: unknown[] = [];
    while ((await open()).length > 0 && complaints.length === 0) await expiry.expire({ error: (details) => complaints.push(details.err) });
    assert.deepEqual(complaints, []);
  }

  /** In the purse, the bag and letters. */
  async function wealth(who: string): Promise<{ money: number; goods: number[] }> {
    const { rows } = await economy.office.database.pool.query(
      `WITH owner AS (SELECT 'character' AS type, $1::text AS id UNION ALL SELECT 'mail', id::text FROM mail_messages WHERE to_id = $1::uuid)
       SELECT (SELECT coalesce(sum(balance), 0)::int FROM currency_accounts a JOIN owner o ON a.owner_type = o.type AND a.owner_id = o.id) AS money,
         ARRAY(SELECT (SELECT coalesce(sum(quantity), 0)::int FROM character_items i JOIN owner o ON i.owner_type = o.type AND i.owner_id = o.id
           WHERE i.template_id = t) FROM unnest($2::text[]) WITH ORDINALITY AS g (t, n) ORDER BY n) AS goods`,
      [who, GOODS],
    );
    return rows[0];
  }

  const randomOrder = (rng: Rng) => ({
    who: people[rng.below(PEOPLE)],
    side: rng.below(2) === 0 ? ("buy" as const) : ("sell" as const),
    what: GOODS[rng.below(GOODS.length)],
    price: rng.int(5, 15),
    left: rng.int(1, 40),
  });
  const request = ({ side, what, price, left }: Omit<PaperOrder, "id">): OrderRequest => ({
    ...{ side, templateId: what, quantity: left, price: BigInt(price), days: 1 as const },
  });

  it(`4.4 ${STEPS} random orders and cancellations: book, purses and goods are what they are on paper`, async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    const rng = new Rng(seed);
    const paper = new Paper();
    const outcomes = new Map<string, number>();
    for (let step = 0; step < STEPS; step++) {
      const some = paper.orders[rng.below(Math.max(1, paper.orders.length))];
      if (some && rng.below(5) === 0) {
        assert.equal(await cancel(some.who, some.id), some.left);
        paper.orders = paper.orders.filter(({ id }) => id !== some.id);
      } else {
        const order = randomOrder(rng);
        const expected = paper.meetsItself(order) ? "own_order_in_the_way" : null;
        const done = await place(order.who, request(order)).catch((error) => {
          if (error instanceof Problem) return error.code;
          throw error;
        });
        // who has too little is told so; the paper knows no such limits
        const code = typeof done === "string" ? done : "placed";
        paper.add(outcomes, code, 1);
        if (expected !== null) assert.equal(code, expected);
        else if (typeof done === "string") assert.match(done, /^(not_so_many|not_enough_currency|too_many_orders)$/);
        else paper.place({ ...order, id: done.orderId });
      }
      if (step % 10 > 0) continue;
      const told = (await open()).map(({ id, remaining }) => [id, remaining]);
      assert.deepEqual(
        told,
        paper.orders.map(({ id, left }) => [id, left]),
      );
    }
    console.log(`      ${JSON.stringify(Object.fromEntries(outcomes))}`);
    await cleared();
    for (const who of people) {
      const goods = GOODS.map((what) => STOCK + (paper.goods.get(`${who} ${what}`) ?? 0));
      assert.deepEqual(await wealth(who), { money: Number(PURSE) + (paper.money.get(who) ?? 0), goods }, `seed ${seed}`);
    }
    const { rows } = await economy.office.database.pool.query("SELECT count(*)::int AS n FROM market_trades");
    assert.ok(rows[0].n > STEPS / 10);
  });

  it("R5 orders and cancellations of everybody at once: no book is left crossed, nothing is lost, nothing doubled", async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    const rng = new Rng(seed);
    const one = async (who: string) => {
      const placed: string[] = [];
      for (let n = 0; n < 12; n++) {
        const order = { ...randomOrder(rng), who };
        const some = placed[rng.below(Math.max(1, placed.length))];
        const act = some && rng.below(4) === 0 ? cancel(who, some) : place(who, request(order)).then(({ orderId }) => placed.push(orderId));
        await act.catch((error) => {
          if (!(error instanceof Problem) && !isUnavailable(error)) throw error;
        });
      }
    };
    await Promise.all(people.map(one));
    for (const what of GOODS) {
      const orders = (await open()).filter(({ templateId }) => templateId === what);
      const buys = orders.filter(({ side }) => side === "buy").map(({ price }) => price);
      const sells = orders.filter(({ side }) => side === "sell").map(({ price }) => price);
      if (buys.length > 0 && sells.length > 0)
        assert.ok(
          buys.every((buy) => sells.every((sell) => buy < sell)),
          `seed ${seed}`,
        );
    }
    await cleared();
    const all = await Promise.all(people.map(wealth));
    GOODS.forEach((_what, n) => {
      const sum = all.reduce((total, { goods }) => total + goods[n], 0);
      assert.equal(sum, PEOPLE * STOCK);
    });
  });

  it("4.4 who meets more orders than one may at once gets the rest back; what is bought comes in full stacks", async () => {
    const [buyer, ...sellers] = people;
    for (let n = 0; n < MARKET.maxFills + 2; n++)
      await place(sellers[n % sellers.length], request({ who: "", side: "sell", what: "wolf_pelt", price: 5, left: 3 }));
    const quantity = (MARKET.maxFills + 2) * 3;
    const done = await place(buyer, request({ who: "", side: "buy", what: "wolf_pelt", price: 7, left: quantity }));
    assert.deepEqual(
      [done.state, done.filled, done.remaining, done.paid],
      ["cancelled", MARKET.maxFills * 3, 6, String(MARKET.maxFills * 3 * 5)],
    );
    assert.equal(await economy.balance(buyer), PURSE - BigInt(MARKET.maxFills * 3 * 5));
    const letters = await economy.office.prisma.characterItem.findMany({ where: { ownerType: "mail", templateId: "wolf_pelt" } });
    const mine = new Set((await economy.office.prisma.mailMessage.findMany({ where: { toId: buyer } })).map(({ id }) => id));
    const stacks = letters.filter(({ ownerId }) => mine.has(ownerId)).map((stack) => stack.quantity);
    assert.deepEqual(
      stacks.sort((a, b) => b - a),
      [...Array(7).fill(20), 10],
    );
    assert.equal((await open()).length, 2);
  });
});
