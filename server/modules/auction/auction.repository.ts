import { affected, type PrismaClient, rowsOf, type Sql, sql, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

export type AuctionState = "open" | "sold" | "expired" | "cancelled";

export interface NewAuction {
  id: string;
  sellerId: string;
  templateId: string;
  quantity: number;
  startPrice: bigint;
  buyout: bigint | null;
  deposit: bigint;
  listedAt: Date;
  endsAt: Date;
}

/** An auction whose row is locked until the transaction ends. */
export interface LockedAuction extends NewAuction {
  sellerAccountId: string;
  bid: bigint | null;
  bidderId: string | null;
  state: AuctionState;
}

/** An auction as it is told. */
export interface AuctionRow {
  id: string;
  sellerId: string | null;
  sellerName: string | null;
  templateId: string;
  quantity: number;
  /** Of the item, while it is open. */
  durability: number | null;
  attributes: { quality?: number; stats?: Record<string, number> } | null;
  madeBy: string | null;
  startPrice: bigint;
  buyout: bigint | null;
  deposit: bigint;
  bid: bigint | null;
  bids: number;
  price: bigint;
  listedAt: Date;
  endsAt: Date;
  state: AuctionState;
  endedAt: Date | null;
  fee: bigint | null;
}

export interface BidRow extends AuctionRow {
  amount: bigint;
  bidAt: Date;
  leading: boolean;
}

const COLUMNS = sql`a.id::text, a.seller_id::text AS "sellerId", s.name AS "sellerName", a.template_id AS "templateId", a.quantity, i.durability,
  i.attributes, i.made_by::text AS "madeBy", a.start_price AS "startPrice", a.buyout, a.deposit, a.bid, a.bids, a.price,
  a.listed_at AS "listedAt", a.ends_at AS "endsAt", a.state, a.ended_at AS "endedAt", a.fee`;
const TABLES = sql`auctions a LEFT JOIN characters s ON s.id = a.seller_id
  LEFT JOIN character_items i ON a.state = 'open' AND i.owner_type = 'auction' AND i.owner_id = a.id::text`;
const LOCKED = sql`a.id::text, a.seller_id::text AS "sellerId", s.account_id::text AS "sellerAccountId", a.template_id AS "templateId", a.quantity,
  a.start_price AS "startPrice", a.buyout, a.deposit, a.bid, a.bidder_id::text AS "bidderId", a.listed_at AS "listedAt", a.ends_at AS "endsAt",
  a.state`;

export async function insertAuction(tx: Tx, auction: NewAuction): Promise<void> {
  await tx.auction.create({ data: { ...auction, price: auction.startPrice } });
}

/** Null: there is none. */
export async function lockAuction(tx: Tx, id: string): Promise<LockedAuction | null> {
  const [auction] = await rowsOf<LockedAuction>(tx)`
    SELECT ${LOCKED} FROM auctions a LEFT JOIN characters s ON s.id = a.seller_id WHERE a.id = ${id}::uuid FOR UPDATE OF a`;
  return auction ?? null;
}

/** One auction whose time is over, that nobody else is at, after `skip` others; null: there is none. */
export async function lockDue(tx: Tx, now: Date, skip: number): Promise<LockedAuction | null> {
  const [auction] = await rowsOf<LockedAuction>(tx)`
    SELECT ${LOCKED} FROM auctions a LEFT JOIN characters s ON s.id = a.seller_id WHERE a.state = 'open' AND a.ends_at <= ${now}
    ORDER BY a.ends_at, a.id OFFSET ${skip} LIMIT 1 FOR UPDATE OF a SKIP LOCKED`;
  return auction ?? null;
}

/** The highest bid now. */
export async function placeBid(
  tx: Tx,
  { auctionId, characterId, amount, at, endsAt }: { auctionId: string; characterId: string; amount: bigint; at: Date; endsAt: Date },
): Promise<void> {
  await affected(tx)`
    WITH noted AS (
      INSERT INTO auction_bids (auction_id, character_id, amount, at) VALUES (${auctionId}::uuid, ${characterId}::uuid, ${amount}, ${at})
      ON CONFLICT (auction_id, character_id) DO UPDATE SET amount = excluded.amount, at = excluded.at)
    UPDATE auctions SET bid = ${amount}, price = ${amount}, bidder_id = ${characterId}::uuid, bids = bids + 1, ends_at = ${endsAt}
    WHERE id = ${auctionId}::uuid`;
}

export async function end(tx: Tx, id: string, state: Exclude<AuctionState, "open">, at: Date, fee: bigint | null = null): Promise<void> {
  await tx.auction.update({ where: { id }, data: { state, endedAt: at, fee } });
}

/** Of a locked character. */
export async function countOpen(tx: Tx, sellerId: string): Promise<number> {
  return tx.auction.count({ where: { sellerId, state: "open" } });
}

export async function countLed(tx: Tx, bidderId: string, but: string): Promise<number> {
  const [{ led }] = await rowsOf<{ led: number }>(tx)`
    SELECT count(*)::int AS led FROM auctions WHERE bidder_id = ${bidderId}::uuid AND state = 'open' AND id <> ${but}::uuid`;
  return led;
}

/** Account of a character that is not deleted. */
export async function accountOf(db: Db, characterId: string): Promise<string | null> {
  const found = await db.character.findUnique({ where: { id: characterId }, select: { accountId: true, deletedAt: true } });
  return found && !found.deletedAt ? found.accountId : null;
}

export async function findAuction(db: Db, id: string): Promise<AuctionRow | null> {
  const [row] = await rowsOf<AuctionRow>(db)`SELECT ${COLUMNS} FROM ${TABLES} WHERE a.id = ${id}::uuid`;
  return row ?? null;
}

export type Sorting = "ending" | "cheapest" | "dearest" | "newest";

/** The place in a list after which it goes on: what it is sorted by (a price, epoch ms), then the id. */
export interface After {
  value: bigint;
  id: string;
}

export interface Wanted {
  /** null: all there are. */
  templateIds: readonly string[] | null;
  leastPrice: bigint | null;
  mostPrice: bigint | null;
  buyoutOnly: boolean;
  /** null: whenever. */
  endsBefore: Date | null;
  sorting: Sorting;
}

/** How each sorting goes through the open auctions. */
const SORTED: Record<Sorting, { order: Sql; after: (last: After) => Sql }> = {
  ending: {
    order: sql`a.ends_at, a.id`,
    after: ({ value, id }) => sql`(a.ends_at, a.id) > (${new Date(Number(value))}::timestamptz, ${id}::uuid)`,
  },
  cheapest: { order: sql`a.price, a.id`, after: ({ value, id }) => sql`(a.price, a.id) > (${value}::bigint, ${id}::uuid)` },
  dearest: { order: sql`a.price DESC, a.id DESC`, after: ({ value, id }) => sql`(a.price, a.id) < (${value}::bigint, ${id}::uuid)` },
  // ids carry the time at which they were made
  newest: { order: sql`a.id DESC`, after: ({ id }) => sql`a.id < ${id}::uuid` },
};

/** Open auctions that are not over by now, `count` at most. */
export function search(db: Db, wanted: Wanted, { now, after, count }: { now: Date; after: After | null; count: number }) {
  const { templateIds, leastPrice, mostPrice, buyoutOnly, endsBefore, sorting } = wanted;
  const { order, after: further } = SORTED[sorting];
  const rest = after ? further(after) : sql`true`;
  return rowsOf<AuctionRow>(db)`
    SELECT ${COLUMNS} FROM ${TABLES}
    WHERE a.state = 'open' AND a.ends_at > ${now} AND (${endsBefore}::timestamptz IS NULL OR a.ends_at <= ${endsBefore})
      AND (${templateIds}::text[] IS NULL OR a.template_id = ANY(${templateIds}::text[]))
      AND (${leastPrice}::bigint IS NULL OR a.price >= ${leastPrice}) AND (${mostPrice}::bigint IS NULL OR a.price <= ${mostPrice})
      AND (NOT ${buyoutOnly} OR a.buyout IS NOT NULL) AND ${rest}
    ORDER BY ${order} LIMIT ${count}`;
}

/** What a character has listed, the newest first. */
export function listOwn(db: Db, sellerId: string, before: string | null, count: number): Promise<AuctionRow[]> {
  return rowsOf<AuctionRow>(db)`
    SELECT ${COLUMNS} FROM ${TABLES} WHERE a.seller_id = ${sellerId}::uuid AND (${before}::uuid IS NULL OR a.id < ${before}::uuid)
    ORDER BY a.id DESC LIMIT ${count}`;
}

/** What a character has bid for, the newest auction first. */
export function listBids(db: Db, characterId: string, before: string | null, count: number): Promise<BidRow[]> {
  return rowsOf<BidRow>(db)`
    SELECT ${COLUMNS}, b.amount, b.at AS "bidAt", a.bidder_id IS NOT DISTINCT FROM b.character_id AS leading
    FROM ${TABLES} JOIN auction_bids b ON b.auction_id = a.id
    WHERE b.character_id = ${characterId}::uuid AND (${before}::uuid IS NULL OR a.id < ${before}::uuid)
    ORDER BY a.id DESC LIMIT ${count}`;
}
