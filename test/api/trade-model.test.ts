import assert from "node:assert/strict";
import fc from "fast-check";
import { type Reply, TestApi } from "./support/api.ts";
import { type Trader, TradeTest } from "./support/trade.ts";

interface ModelSide {
  money: number;
  locked: boolean;
  confirmed: boolean;
}

interface ModelTrade {
  from: number;
  to: number;
  state: "invited" | "open" | "over";
  revision: number;
  sides: Map<number, ModelSide>;
}

const PEOPLE = 3;
const MONEY = 100;

/** Trades as the rules say, in memory. */
class Model {
  readonly trades: ModelTrade[] = [];
  readonly money = Array<number>(PEOPLE).fill(MONEY);
  /** `from to`: declined lately. */
  readonly #declined = new Set<string>();

  /** The one that is a character's own. */
  activeOf(who: number): ModelTrade | undefined {
    return this.trades.find((t) => (t.state === "open" && t.sides.has(who)) || (t.state === "invited" && t.from === who));
  }

  invite(who: number, whom: number): boolean {
    if (who === whom || this.activeOf(who) || this.activeOf(whom)?.state === "open" || this.#declined.has(`${who} ${whom}`)) return false;
    const side = () => ({ money: 0, locked: false, confirmed: false });
    const sides = new Map([
      [who, side()],
      [whom, side()],
    ]);
    this.trades.push({ from: who, to: whom, state: "invited", revision: 0, sides });
    return true;
  }

  accept(who: number, trade: ModelTrade): boolean {
    const active = this.activeOf(who);
    if (trade.state !== "invited" || trade.to !== who || active?.state === "open") return false;
    if (active) active.state = "over";
    trade.state = "open";
    return true;
  }

  offer(who: number, trade: ModelTrade, money: number): boolean {
    if (trade.state !== "open" || money > this.money[who]) return false;
    for (const side of trade.sides.values()) side.locked = side.confirmed = false;
    this.#side(trade, who).money = money;
    trade.revision++;
    return true;
  }

  lock(who: number, trade: ModelTrade, revision: number): boolean {
    const nothing = [...trade.sides.values()].every(({ money }) => money === 0);
    if (trade.state !== "open" || trade.revision !== revision || nothing) return false;
    this.#side(trade, who).locked = true;
    return true;
  }

  confirm(who: number, trade: ModelTrade, revision: number): boolean {
    const sides = [...trade.sides];
    if (trade.state !== "open" || trade.revision !== revision || sides.some(([, { locked }]) => !locked)) return false;
    this.#side(trade, who).confirmed = true;
    if (sides.some(([, { confirmed }]) => !confirmed)) return true;
    for (const [giver, { money }] of sides) {
      this.money[giver] -= money;
      this.money[giver === trade.from ? trade.to : trade.from] += money;
    }
    trade.state = "over";
    return true;
  }

  cancel(who: number, trade: ModelTrade): boolean {
    if (trade.state === "over") return false;
    if (trade.state === "invited" && trade.to === who) this.#declined.add(`${trade.from} ${trade.to}`);
    trade.state = "over";
    return true;
  }

  #side(trade: ModelTrade, who: number): ModelSide {
    return trade.sides.get(who) as ModelSide;
  }
}

const what = fc.constantFrom(
  "invite",
  "invite",
  "accept",
  "accept",
  "offer",
  "offer",
  "lock",
  "lock",
  "lock",
  "confirm",
  "confirm",
  "confirm",
  "cancel",
);
const step = fc.record({
  what,
  who: fc.nat(PEOPLE - 1),
  whom: fc.nat(PEOPLE - 1),
  money: fc.nat(MONEY + 20),
  /** Goes by the revision before. */
  old: fc.nat(9).map((n) => n === 0),
});

const first = { who: 0, whom: 1, money: 10, old: false };
/** Most of what follows is about this trade. */
const BEGUN = [
  { ...first, what: "invite" },
  { ...first, what: "accept", who: 1 },
  { ...first, what: "offer" },
];

describe("4.3 trades against a model", () => {
  let api: TestApi;
  let test: TradeTest;
  before(async () => {
    api = await TestApi.start();
    test = new TradeTest(api);
  });
  after(() => api.stop());

  it("4.3 whatever three characters do, in whatever order: what is allowed, who trades with whom, who agrees, who has what", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 45 }), async (steps) => {
        const people = [];
        for (let n = 0; n < PEOPLE; n++) people.push(await test.trader(BigInt(MONEY)));
        const model = new Model();
        const ids: string[] = [];
        for (const one of [...BEGUN, ...steps]) await take(one, people, model, ids);
        for (const [n, person] of people.entries()) {
          compare(model, ids, n, await test.state(person));
          assert.equal(await test.things.balance(person), BigInt(model.money[n]));
        }
      }),
      { numRuns: 8 },
    );
  });

  type Step = (typeof BEGUN)[number];

  /** One step of both; what they answer is the same. */
  async function take({ what, who, whom, money, old }: Step, people: readonly Trader[], model: Model, ids: string[]): Promise<void> {
    const person = people[who];
    if (what === "invite") {
      const reply = await test.invite(person, people[whom]);
      assert.equal(reply.status === 200, model.invite(who, whom), reply.text);
      if (reply.status !== 200) return;
      ids.push(reply.body.trade.tradeId);
      compare(model, ids, who, reply.body);
      return;
    }
    // the last that this one has to do with
    const n = model.trades.findLastIndex(({ sides, state }) => sides.has(who) && (state !== "over" || old));
    if (n < 0) return;
    const [trade, id] = [model.trades[n], ids[n]];
    const revision = Math.max(0, trade.revision - (old ? 1 : 0));
    const [reply, allowed] =
      what === "accept"
        ? [await test.accept(person, id), model.accept(who, trade)]
        : what === "offer"
          ? [await test.offer(person, id, { money: String(money) }), model.offer(who, trade, money)]
          : what === "lock"
            ? [await test.lock(person, id, revision), model.lock(who, trade, revision)]
            : what === "confirm"
              ? [await test.confirm(person, id, revision), model.confirm(who, trade, revision)]
              : [await test.cancel(person, id), model.cancel(who, trade)];
    assert.ok(reply.status === 200 || (reply.status >= 400 && reply.status < 500), reply.text);
    assert.equal(reply.status === 200, allowed, `${who} ${what} ${JSON.stringify(trade)}: ${reply.text}`);
    if (allowed) compare(model, ids, who, reply.body);
  }

  /** What the API tells one of them of his trade and invitations, and what it should. */
  function compare(model: Model, ids: readonly string[], who: number, { trade, invites }: Reply["body"]): void {
    const wanted = model.activeOf(who);
    const side = (s: ModelSide | undefined) => s && { ...s, money: String(s.money) };
    const seen = ({ money, locked, confirmed }: { money: string; locked: boolean; confirmed: boolean }) => ({ money, locked, confirmed });
    assert.deepEqual(
      trade && { id: trade.tradeId, state: trade.state, revision: trade.revision, own: seen(trade.own), other: seen(trade.other) },
      wanted
        ? {
            id: ids[model.trades.indexOf(wanted)],
            state: wanted.state,
            revision: wanted.revision,
            own: side(wanted.sides.get(who)),
            other: side(wanted.sides.get(wanted.from === who ? wanted.to : wanted.from)),
          }
        : null,
    );
    const waiting = model.trades.flatMap(({ state, to }, n) => (state === "invited" && to === who ? [ids[n]] : []));
    assert.deepEqual(invites.map(({ tradeId }: { tradeId: string }) => tradeId).sort(), waiting.sort());
  }
});
