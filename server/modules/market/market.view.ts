import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Item } from "#shared/content/schema.ts";
import { MARKET } from "#shared/rules/market.ts";
import * as repository from "./market.repository.ts";
import { type BookView, type Candles, type Commodities, orderPages, type OrdersQuery, type OrderView } from "./market.schema.ts";

const HOUR_MS = 3_600_000;

/** What there is at the market: read anywhere, by everybody. */
export class MarketView {
  readonly #prisma: PrismaClient;
  readonly #commodities: readonly string[];
  readonly #now: () => number;

  constructor({ prisma, content, now }: { prisma: PrismaClient; content: { readonly items: readonly Item[] }; now: () => number }) {
    this.#prisma = prisma;
    this.#commodities = content.items.filter(({ commodity }) => commodity).map(({ id }) => id);
    this.#now = now;
  }

  /** All commodities, with their prices. */
  async commodities(): Promise<Commodities> {
    const books = new Map((await repository.listBooks(this.#prisma, this.#date())).map((book) => [book.templateId, book]));
    return {
      commodities: this.#commodities.map((templateId) => {
        const book = books.get(templateId);
        const [bestBuy, bestSell, lastPrice] = [book?.bestBuy, book?.bestSell, book?.lastPrice].map(text);
        return { templateId, bestBuy, bestSell, lastPrice, volume: String(book?.volume ?? 0n) };
      }),
    };
  }

  /** @throws Problem commodity_not_found */
  async book(templateId: string): Promise<BookView> {
    this.#assertCommodity(templateId);
    const side = async (which: repository.Side) => {
      const levels = await repository.listLevels(this.#prisma, templateId, which, this.#date(), MARKET.levels);
      return levels.map(({ price, quantity, orders }) => ({ price: String(price), quantity: String(quantity), orders }));
    };
    const trades = await repository.listTrades(this.#prisma, templateId, MARKET.trades);
    return {
      templateId,
      buys: await side("buy"),
      sells: await side("sell"),
      trades: trades.map(({ at, price, quantity }) => ({ at: at.toISOString(), price: String(price), quantity })),
    };
  }

  /** @throws Problem commodity_not_found */
  async candles(templateId: string, hours: number): Promise<Candles> {
    this.#assertCommodity(templateId);
    const rows = await repository.listCandles(this.#prisma, templateId, new Date(this.#now() - hours * HOUR_MS));
    const candles = rows.map(({ hour, open, high, low, close, volume, turnover }) => ({
      ...{ hour: hour.toISOString(), open: String(open), high: String(high), low: String(low), close: String(close) },
      ...{ volume: String(volume), turnover: String(turnover) },
    }));
    return { templateId, candles };
  }

  /** A character's orders, the newest first. @throws Problem character_not_found */
  async orders({ accountId }: Identity, characterId: string, { cursor, limit }: OrdersQuery) {
    if ((await repository.accountOf(this.#prisma, characterId)) !== accountId) throw new Problem("character_not_found");
    const before = cursor === undefined ? null : BigInt(cursor);
    const rows = await repository.listOrders(this.#prisma, characterId, before, limit + 1);
    return orderPages.cut(rows, limit, ({ seq }) => String(seq), toView);
  }

  #assertCommodity(templateId: string): void {
    if (!this.#commodities.includes(templateId)) throw new Problem("commodity_not_found");
  }

  #date(): Date {
    return new Date(this.#now());
  }
}

function text(price: bigint | null | undefined): string | null {
  return price == null ? null : String(price);
}

function toView({ id, side, templateId, price, quantity, remaining, state, placedAt, expiresAt, endedAt }: repository.Order): OrderView {
  return {
    ...{ orderId: id, side, templateId, price: String(price), quantity, remaining, state },
    ...{ placedAt: placedAt.toISOString(), expiresAt: expiresAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  };
}
