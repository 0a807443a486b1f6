import { affected, type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

export type Side = "buy" | "sell";
export type OrderState = "open" | "filled" | "cancelled" | "expired";

export interface NewOrder {
  id: string;
  characterId: string;
  templateId: string;
  side: Side;
  price: bigint;
  quantity: number;
  remaining: number;
  placedAt: Date;
  expiresAt: Date;
}

export interface Order extends NewOrder {
  seq: bigint;
  state: OrderState;
  endedAt: Date | null;
}

export interface NewTrade {
  price: bigint;
  quantity: number;
  tax: bigint;
  buyOrderId: string;
  sellOrderId: string;
}

const COLUMNS = sql`o.id::text, o.character_id::text AS "characterId", o.template_id AS "templateId", o.side, o.price, o.quantity, o.remaining, o.seq,
  o.state, o.placed_at AS "placedAt", o.expires_at AS "expiresAt", o.ended_at AS "endedAt"`;

/** Everything about a commodity's orders happens one after the other. Lock the character who asks before. */
export async function lockBook(tx: Tx, templateId: string): Promise<void> {
  await affected(tx)`INSERT INTO market_books (template_id) VALUES (${templateId}) ON CONFLICT DO NOTHING`;
  await rowsOf(tx)`SELECT 1 FROM market_books WHERE template_id = ${templateId} FOR UPDATE`;
}

export async function insertOrder(tx: Tx, order: NewOrder): Promise<void> {
  await tx.marketOrder.create({ data: order });
}

/** Of a locked character. */
export function countOpen(tx: Tx, characterId: string): Promise<number> {
  return tx.marketOrder.count({ where: { characterId, state: "open" } });
}

/**
 * Open orders of a locked book that an order of the other side at this price meets: the best price first, of one price the oldest.
 * @param of only this account's
 */
export function findMatches(
  tx: Tx,
  {
    templateId,
    side,
    price,
    now,
    count,
    of = null,
  }: { templateId: string; side: Side; price: bigint; now: Date; count: number; of?: string | null },
): Promise<Order[]> {
  const best = side === "sell" ? sql`o.price ASC` : sql`o.price DESC`;
  const meets = side === "sell" ? sql`o.price <= ${price}` : sql`o.price >= ${price}`;
  return rowsOf<Order>(tx)`
    SELECT ${COLUMNS} FROM market_orders o
    WHERE o.template_id = ${templateId} AND o.state = 'open' AND o.side = ${side} AND ${meets} AND o.expires_at > ${now}
      AND (${of}::uuid IS NULL OR o.character_id IN (SELECT id FROM characters WHERE account_id = ${of}::uuid))
    ORDER BY ${best}, o.seq LIMIT ${count}`;
}

export async function findOrder(db: Db, id: string): Promise<Order | null> {
  const [order] = await rowsOf<Order>(db)`SELECT ${COLUMNS} FROM market_orders o WHERE o.id = ${id}::uuid`;
  return order ?? null;
}

/** One order whose time is over, after `skip` others; its book is not locked. */
export async function findDue(db: Db, now: Date, skip: number): Promise<Order | null> {
  const [order] = await rowsOf<Order>(db)`
    SELECT ${COLUMNS} FROM market_orders o WHERE o.state = 'open' AND o.expires_at <= ${now} ORDER BY o.expires_at, o.id OFFSET ${skip} LIMIT 1`;
  return order ?? null;
}

/** What is left of orders; nothing: they are filled. */
export async function setRemaining(tx: Tx, orders: ReadonlyArray<{ id: string; remaining: number }>, at: Date): Promise<void> {
  await affected(tx)`
    UPDATE market_orders o SET remaining = n.remaining, state = CASE n.remaining WHEN 0 THEN 'filled' ELSE o.state END,
      ended_at = CASE n.remaining WHEN 0 THEN ${at}::timestamptz END
    FROM unnest(${orders.map(({ id }) => id)}::uuid[], ${orders.map(({ remaining }) => remaining)}::int[]) AS n (id, remaining)
    WHERE o.id = n.id`;
}

export async function endOrder(tx: Tx, id: string, state: "cancelled" | "expired", at: Date): Promise<void> {
  await tx.marketOrder.update({ where: { id }, data: { state, endedAt: at } });
}

/** Trades in their order, with the price and the candle that follow from them. */
export async function writeTrades(tx: Tx, templateId: string, trades: readonly NewTrade[], at: Date): Promise<void> {
  const prices = trades.map(({ price }) => price);
  const [open, close] = [prices[0], prices[prices.length - 1]];
  const [low, high] = [prices.reduce((a, b) => (a < b ? a : b)), prices.reduce((a, b) => (a > b ? a : b))];
  const volume = trades.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
  const turnover = trades.reduce((sum, { quantity, price }) => sum + price * BigInt(quantity), 0n);
  await tx.marketTrade.createMany({ data: trades.map((trade) => ({ ...trade, templateId, at })) });
  await affected(tx)`
    INSERT INTO market_candles AS c (template_id, hour, open, high, low, close, volume, turnover)
    VALUES (${templateId}, date_trunc('hour', ${at}::timestamptz), ${open}, ${high}, ${low}, ${close}, ${volume}, ${turnover})
    ON CONFLICT (template_id, hour) DO UPDATE SET high = greatest(c.high, excluded.high), low = least(c.low, excluded.low),
      close = excluded.close, volume = c.volume + excluded.volume, turnover = c.turnover + excluded.turnover`;
  await affected(tx)`UPDATE market_books SET last_price = ${close} WHERE template_id = ${templateId}`;
}

export interface Overview {
  templateId: string;
  bestBuy: bigint | null;
  bestSell: bigint | null;
  lastPrice: bigint | null;
  /** Of the last 24 hours. */
  volume: bigint;
}

/** All commodities that were ever dealt in. */
export function listBooks(db: Db, now: Date): Promise<Overview[]> {
  return rowsOf<Overview>(db)`
    SELECT b.template_id AS "templateId", b.last_price AS "lastPrice",
      (SELECT max(price) FROM market_orders WHERE template_id = b.template_id AND state = 'open' AND side = 'buy' AND expires_at > ${now}) AS "bestBuy",
      (SELECT min(price) FROM market_orders WHERE template_id = b.template_id AND state = 'open' AND side = 'sell' AND expires_at > ${now}) AS "bestSell",
      (SELECT coalesce(sum(volume), 0)::bigint FROM market_candles
        WHERE template_id = b.template_id AND hour > ${now}::timestamptz - interval '24 hours') AS volume
    FROM market_books b ORDER BY b.template_id`;
}

export interface Level {
  price: bigint;
  quantity: bigint;
  orders: number;
}

/** The best prices of a side, with how much there is of each. */
export function listLevels(db: Db, templateId: string, side: Side, now: Date, count: number): Promise<Level[]> {
  const best = side === "sell" ? sql`price ASC` : sql`price DESC`;
  return rowsOf<Level>(db)`
    SELECT price, sum(remaining)::bigint AS quantity, count(*)::int AS orders FROM market_orders
    WHERE template_id = ${templateId} AND state = 'open' AND side = ${side} AND expires_at > ${now}
    GROUP BY price ORDER BY ${best} LIMIT ${count}`;
}

export function listTrades(db: Db, templateId: string, count: number) {
  return db.marketTrade.findMany({ where: { templateId }, orderBy: { id: "desc" }, take: count });
}

export function listCandles(db: Db, templateId: string, from: Date) {
  return db.marketCandle.findMany({ where: { templateId, hour: { gte: from } }, orderBy: { hour: "asc" } });
}

/** Orders of a character, the newest first. */
export function listOrders(db: Db, characterId: string, before: bigint | null, count: number): Promise<Order[]> {
  return rowsOf<Order>(db)`
    SELECT ${COLUMNS} FROM market_orders o WHERE o.character_id = ${characterId}::uuid AND (${before}::bigint IS NULL OR o.seq < ${before})
    ORDER BY o.seq DESC LIMIT ${count}`;
}

/** Account of a character that is not deleted. */
export async function accountOf(db: Db, characterId: string): Promise<string | null> {
  const found = await db.character.findUnique({ where: { id: characterId }, select: { accountId: true, deletedAt: true } });
  return found && !found.deletedAt ? found.accountId : null;
}
