import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { Reply, TestApi } from "./api.ts";
import { MailTest, type Writer } from "./mail.ts";

export type Trader = Writer;

/** What two players do to trade, and what they then have. */
export class TradeTest {
  readonly api: TestApi;
  /** For what they have. */
  readonly things: MailTest;

  constructor(api: TestApi) {
    this.api = api;
    this.things = new MailTest(api);
  }

  /** A character in the world at 1, 1. @param money of the main currency */
  async trader(money = 1000n): Promise<Trader> {
    const trader = await this.things.writer(money);
    await this.api.openZone(3600);
    await this.api.database.prisma.character.update({ where: { id: trader.id }, data: { leaseOwner: "room1" } });
    return trader;
  }

  /** What its room says of it from now on. */
  place({ id }: Trader, change: Partial<CharacterPlace>): void {
    this.api.places.set(id, { ...(this.api.places.get(id) as CharacterPlace), ...change });
  }

  send(
    who: Trader,
    path: string,
    body?: unknown,
    { key = uuidv7(), method = "POST" }: { key?: string; method?: string } = {},
  ): Promise<Reply> {
    const headers = { "idempotency-key": key };
    return this.api.send(method, `/api/v1/trade/${who.id}${path}`, body, { token: who.token, headers });
  }

  /** Its answer must be the state. */
  async done(reply: Promise<Reply>): Promise<Reply["body"]> {
    const { status, text, body } = await reply;
    assert.equal(status, 200, text);
    return body;
  }

  /** Its answer must be this refusal. */
  async refused(reply: Promise<Reply>, code: string, detail = /./): Promise<void> {
    const { body, text } = await reply;
    assert.equal(body?.code, code, text);
    if (body.detail !== undefined) assert.match(body.detail, detail);
  }

  invite(from: Trader, to: { name: string }): Promise<Reply> {
    return this.send(from, "", { name: to.name });
  }

  accept(who: Trader, tradeId: string): Promise<Reply> {
    return this.send(who, `/${tradeId}/accept`);
  }

  offer(who: Trader, tradeId: string, { items = [], money = "0" }: { items?: unknown[]; money?: unknown } = {}): Promise<Reply> {
    return this.send(who, `/${tradeId}/offer`, { items, money }, { method: "PUT" });
  }

  lock(who: Trader, tradeId: string, revision: number): Promise<Reply> {
    return this.send(who, `/${tradeId}/lock`, { revision });
  }

  confirm(who: Trader, tradeId: string, revision: number, key?: string): Promise<Reply> {
    return this.send(who, `/${tradeId}/confirm`, { revision }, key === undefined ? {} : { key });
  }

  cancel(who: Trader, tradeId: string): Promise<Reply> {
    return this.send(who, `/${tradeId}/cancel`);
  }

  async state(who: Trader): Promise<Reply["body"]> {
    return this.done(this.api.get(`/api/v1/trade/${who.id}`, { token: who.token }));
  }

  /** @returns id of the open trade */
  async open(from: Trader, to: Trader): Promise<string> {
    const { trade } = await this.done(this.invite(from, to));
    await this.done(this.accept(to, trade.tradeId));
    return trade.tradeId;
  }

  /** An open trade with offers that both have locked. */
  async locked(
    a: Trader,
    b: Trader,
    gives: { a?: { items?: unknown[]; money?: string }; b?: { items?: unknown[]; money?: string } },
  ): Promise<{ tradeId: string; revision: number }> {
    const tradeId = await this.open(a, b);
    await this.done(this.offer(a, tradeId, gives.a));
    const { trade } = await this.done(this.offer(b, tradeId, gives.b));
    for (const who of [a, b]) await this.done(this.lock(who, tradeId, trade.revision));
    return { tradeId, revision: trade.revision };
  }

  async confirmBoth(a: Trader, b: Trader, { tradeId, revision }: { tradeId: string; revision: number }): Promise<void> {
    await this.done(this.confirm(a, tradeId, revision));
    const { trade, last } = await this.done(this.confirm(b, tradeId, revision));
    assert.deepEqual([trade, last.tradeId, last.completed], [null, tradeId, true]);
  }
}
