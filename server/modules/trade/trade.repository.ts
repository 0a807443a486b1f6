import type { ItemAttributes } from "#server/modules/items/item.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { TradeEnd } from "#shared/protocol/trade.ts";

type Db = PrismaClient | Tx;

export interface TradeRow {
  id: string;
  fromId: string;
  toId: string;
  state: "invited" | "open" | "completed" | "cancelled";
  revision: number;
  expiresAt: Date;
}

/** A stack, or a part of it, as it was when it was offered. */
export interface OfferRow {
  itemId: string;
  version: number;
  quantity: number;
}

/** What one of the two gives. */
export interface SideRow {
  characterId: string;
  money: bigint;
  locked: boolean;
  confirmed: boolean;
  offers: OfferRow[];
}

/** Somebody who trades, as the other sees him. */
export interface PersonRow {
  characterId: string;
  name: string;
  classId: string;
  level: number;
}

/** A character of the account, with the two of one of its trades (null: it has no such trade). Null: the account has no such character. */
export async function findParties(
  db: Db,
  accountId: string,
  { characterId, tradeId }: { characterId: string; tradeId: string },
): Promise<{ parties: { fromId: string; toId: string } | null } | null> {
  const [row] = await rowsOf<{ fromId: string | null; toId: string | null }>(db)`
    SELECT t.from_id::text AS "fromId", t.to_id::text AS "toId"
    FROM characters c LEFT JOIN trades t ON t.id = ${tradeId}::uuid AND c.id IN (t.from_id, t.to_id)
    WHERE c.id = ${characterId}::uuid AND c.account_id = ${accountId}::uuid AND c.deleted_at IS NULL`;
  if (!row) return null;
  const { fromId, toId } = row;
  return { parties: fromId === null || toId === null ? null : { fromId, toId } };
}

export async function isOwn(db: Db, accountId: string, id: string): Promise<boolean> {
  return (await db.character.count({ where: { id, accountId, deletedAt: null } })) > 0;
}

/** Id of the character with this name. */
export async function findByName(db: Db, nameKey: string): Promise<string | null> {
  const found = await db.character.findFirst({ where: { nameKey, deletedAt: null }, select: { id: true } });
  return found?.id ?? null;
}

/** The one trade of a character; null: it has none. */
export async function findActive(db: Db, characterId: string): Promise<{ id: string; state: string } | null> {
  const [trade] = await rowsOf<{ id: string; state: string }>(db)`
    SELECT t.id::text, t.state FROM trade_sides s JOIN trades t ON t.id = s.trade_id WHERE s.character_id = ${characterId}::uuid AND s.active`;
  return trade ?? null;
}

/** Whatever happens to a trade happens under this lock. Lock its characters before. */
export async function lockTrade(tx: Tx, id: string): Promise<TradeRow | null> {
  const [trade] = await rowsOf<TradeRow>(tx)`
    SELECT id::text, from_id::text AS "fromId", to_id::text AS "toId", state, revision, expires_at AS "expiresAt"
    FROM trades WHERE id = ${id}::uuid FOR UPDATE`;
  return trade ?? null;
}

/** What the two give, by character id; what is offered in the order in which it was. */
export async function sidesOf(db: Db, tradeId: string): Promise<Map<string, SideRow>> {
  const rows = await rowsOf<SideRow>(db)`
    SELECT s.character_id::text AS "characterId", s.money, s.locked, s.confirmed, coalesce((
      SELECT json_agg(json_build_object('itemId', o.item_id, 'version', o.version, 'quantity', o.quantity) ORDER BY o.position)
      FROM trade_offers o WHERE o.trade_id = s.trade_id AND o.character_id = s.character_id), '[]') AS offers
    FROM trade_sides s WHERE s.trade_id = ${tradeId}::uuid`;
  return new Map(rows.map((row) => [row.characterId, row]));
}

/** Who invites is in it from now on. */
export async function insertTrade(
  tx: Tx,
  trade: { id: string; fromId: string; toId: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.trade.create({ data: { ...trade, state: "invited" } });
  const sides = [
    { tradeId: trade.id, characterId: trade.fromId, active: true },
    { tradeId: trade.id, characterId: trade.toId, active: false },
  ];
  await tx.tradeSide.createMany({ data: sides });
}

/** Invitations that wait for the answer of a character. */
export function countInvites(db: Db, toId: string, now: Date): Promise<number> {
  return db.trade.count({ where: { toId, state: "invited", expiresAt: { gt: now } } });
}

/** Did `toId` decline an invitation of `fromId` after `since`? */
export async function hasDeclined(db: Db, fromId: string, toId: string, since: Date): Promise<boolean> {
  return (await db.trade.count({ where: { fromId, toId, reason: "declined", endedAt: { gt: since } } })) > 0;
}

export async function open(tx: Tx, { id, toId }: TradeRow, expiresAt: Date): Promise<void> {
  await tx.trade.update({ where: { id }, data: { state: "open", expiresAt } });
  await tx.tradeSide.update({ where: { tradeId_characterId: { tradeId: id, characterId: toId } }, data: { active: true } });
}

/** @param reason null: it was completed */
export async function end(tx: Tx, id: string, reason: TradeEnd | null, endedAt: Date): Promise<void> {
  await affected(tx)`
    WITH ended AS (
      UPDATE trades SET state = ${reason === null ? "completed" : "cancelled"}, reason = ${reason}, ended_at = ${endedAt} WHERE id = ${id}::uuid)
    UPDATE trade_sides SET active = false WHERE trade_id = ${id}::uuid`;
}

/** One side gives this instead. What was locked and confirmed is void. @returns the new revision */
export async function replaceOffer(
  tx: Tx,
  tradeId: string,
  characterId: string,
  { items, money }: { items: readonly OfferRow[]; money: bigint },
): Promise<number> {
  await tx.tradeOffer.deleteMany({ where: { tradeId, characterId } });
  if (items.length > 0)
    await tx.tradeOffer.createMany({ data: items.map((item, position) => ({ tradeId, characterId, position, ...item })) });
  await tx.tradeSide.update({ where: { tradeId_characterId: { tradeId, characterId } }, data: { money } });
  return voidLocks(tx, tradeId);
}

/** Nothing is locked any more. @returns the new revision */
async function voidLocks(tx: Tx, tradeId: string): Promise<number> {
  const [{ revision }] = await rowsOf<{ revision: number }>(tx)`
    WITH unlocked AS (UPDATE trade_sides SET locked = false, confirmed = false WHERE trade_id = ${tradeId}::uuid)
    UPDATE trades SET revision = revision + 1 WHERE id = ${tradeId}::uuid RETURNING revision`;
  return revision;
}

export async function setLocked(tx: Tx, tradeId: string, characterId: string): Promise<void> {
  await affected(tx)`UPDATE trade_sides SET locked = true WHERE trade_id = ${tradeId}::uuid AND character_id = ${characterId}::uuid`;
}

export async function setConfirmed(tx: Tx, tradeId: string, characterId: string): Promise<void> {
  await affected(tx)`UPDATE trade_sides SET confirmed = true WHERE trade_id = ${tradeId}::uuid AND character_id = ${characterId}::uuid`;
}

/** Does everything stand that is offered: each item as it was, in its owner's bag, and the money? */
export async function offersStand(db: Db, tradeId: string, currency: string): Promise<boolean> {
  return (await findFallen(db, [tradeId], currency)).length === 0;
}

/** Of these trades, those in which something is offered that is not as it was. */
export async function findFallen(db: Db, tradeIds: readonly string[], currency: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(db)`
    SELECT o.trade_id::text AS id FROM trade_offers o
    LEFT JOIN character_items i ON i.id = o.item_id AND i.version = o.version AND i.owner_type = 'character'
      AND i.owner_id = o.character_id::text AND i.place = 'bag'
    WHERE o.trade_id = ANY(${tradeIds}::uuid[]) AND i.id IS NULL
    UNION
    SELECT s.trade_id::text FROM trade_sides s
    LEFT JOIN currency_accounts a ON a.owner_type = 'character' AND a.owner_id = s.character_id::text AND a.currency_id = ${currency}
    WHERE s.trade_id = ANY(${tradeIds}::uuid[]) AND s.money > coalesce(a.balance, 0)`;
  return rows.map(({ id }) => id);
}

/** Takes back what is offered and is not as it was. @returns the new revision; null: all of it is */
export async function dropFallen(tx: Tx, tradeId: string, currency: string): Promise<number | null> {
  const dropped = await affected(tx)`
    DELETE FROM trade_offers o WHERE o.trade_id = ${tradeId}::uuid AND NOT EXISTS (
      SELECT 1 FROM character_items i WHERE i.id = o.item_id AND i.version = o.version AND i.owner_type = 'character'
        AND i.owner_id = o.character_id::text AND i.place = 'bag')`;
  const short = await affected(tx)`
    UPDATE trade_sides s SET money = 0 WHERE s.trade_id = ${tradeId}::uuid AND s.money > coalesce((
      SELECT a.balance FROM currency_accounts a
      WHERE a.owner_type = 'character' AND a.owner_id = s.character_id::text AND a.currency_id = ${currency}), 0)`;
  return dropped + short > 0 ? voidLocks(tx, tradeId) : null;
}

/** Names and accounts of characters, by id. */
export async function findPeople(db: Db, ids: readonly string[]): Promise<Map<string, PersonRow & { accountId: string }>> {
  const rows = await db.character.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, classId: true, level: true, accountId: true },
  });
  return new Map(rows.map(({ id, ...person }) => [id, { characterId: id, ...person }]));
}

export interface RunningRow {
  id: string;
  fromId: string;
  toId: string;
  expiresAt: Date;
  /** Both are in the world, as far as the database knows. */
  held: boolean;
}

/** Trades and invitations that have not ended, in the order of their ids, after `after`. */
export function listRunning(db: Db, after: string, count: number): Promise<RunningRow[]> {
  return rowsOf<RunningRow>(db)`
    SELECT t.id::text, t.from_id::text AS "fromId", t.to_id::text AS "toId", t.expires_at AS "expiresAt", (
      SELECT count(*) = 2 FROM characters c JOIN zone_leases z ON z.room_id = c.lease_owner AND z.expires_at > now()
      WHERE c.id IN (t.from_id, t.to_id)) AS held
    FROM trades t WHERE t.state IN ('invited', 'open') AND t.id > ${after}::uuid ORDER BY t.id LIMIT ${count}`;
}

/** An item that is offered and is as it was. */
export interface OfferedRow {
  characterId: string;
  itemId: string;
  templateId: string;
  version: number;
  quantity: number;
  durability: number | null;
  attributes: ItemAttributes | null;
}

/** In the order in which they were offered. */
export function listOffered(db: Db, tradeId: string): Promise<OfferedRow[]> {
  return rowsOf<OfferedRow>(db)`
    SELECT o.character_id::text AS "characterId", o.item_id::text AS "itemId", i.template_id AS "templateId", o.version, o.quantity,
      i.durability, i.attributes
    FROM trade_offers o JOIN character_items i ON i.id = o.item_id AND i.version = o.version AND i.owner_type = 'character'
      AND i.owner_id = o.character_id::text AND i.place = 'bag'
    WHERE o.trade_id = ${tradeId}::uuid ORDER BY o.character_id, o.position`;
}

/** Without its lock: for those who look. */
export async function findTrade(db: Db, id: string): Promise<TradeRow | null> {
  return (await db.trade.findUnique({ where: { id } })) as TradeRow | null;
}

export interface InviteRow extends PersonRow {
  tradeId: string;
  expiresAt: Date;
}

/** Those that wait for this character's answer, the oldest first. */
export function listInvites(db: Db, toId: string, now: Date): Promise<InviteRow[]> {
  return rowsOf<InviteRow>(db)`
    SELECT t.id::text AS "tradeId", t.expires_at AS "expiresAt", c.id::text AS "characterId", c.name, c.class_id AS "classId", c.level
    FROM trades t JOIN characters c ON c.id = t.from_id
    WHERE t.to_id = ${toId}::uuid AND t.state = 'invited' AND t.expires_at > ${now} ORDER BY t.id`;
}

export interface EndedRow {
  tradeId: string;
  reason: TradeEnd | null;
  endedAt: Date;
  withName: string;
}

/** What ended last for this character, after `since`; null: nothing. */
export async function findEnded(db: Db, characterId: string, since: Date): Promise<EndedRow | null> {
  const [row] = await rowsOf<EndedRow>(db)`
    SELECT t.id::text AS "tradeId", t.reason, t.ended_at AS "endedAt", c.name AS "withName"
    FROM trades t JOIN characters c ON c.id = CASE WHEN t.from_id = ${characterId}::uuid THEN t.to_id ELSE t.from_id END
    WHERE ${characterId}::uuid IN (t.from_id, t.to_id) AND t.ended_at > ${since} ORDER BY t.ended_at DESC, t.id DESC LIMIT 1`;
  return row ?? null;
}
