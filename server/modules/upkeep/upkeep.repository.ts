import { uuidv7 } from "uuidv7";
import { RESTORE_DAYS } from "#server/modules/characters/characters.schema.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { Operation } from "#server/modules/items/operation.ts";
import { affected, type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { BUYBACK } from "#shared/rules/vendors.ts";
import { AUCTION } from "#shared/rules/auction.ts";
import { MARKET } from "#shared/rules/market.ts";

/** Most rows one statement removes: a long neglect is cleared in small steps that hold no lock for long. */
const BATCH = 1000;
/** Replies are kept this long for those who ask again. */
const KEYS_KEPT_HOURS = 24;
/** Sessions that ended stay visible this long. */
const SESSIONS_KEPT_DAYS = 30;
/** Letters stay visible this long after they were sent or given up. */
const MAIL_KEPT_DAYS = 7;
/** What players were told, read or not. */
const NOTIFICATIONS_KEPT_DAYS = 90;
/** Failed log-ins are forgotten after this: server/modules/auth/guard.ts. */
const FAILURES_KEPT_HOURS = 24;
/**
 * Events are kept so long after they were delivered: as long as a deleted character can come back with its history, and as long as anybody
 * looks back for a replay or an answer to a player.
 */
const EVENTS_KEPT_DAYS = RESTORE_DAYS;
/** More than others: a full server writes dozens in a second. */
const EVENTS_AT_ONCE = 5000;
/** Drops that are this long past their end lie in a zone that nobody hosts: a hosted zone removes its own. */
const DROPS_KEPT_S = 60;

/** What was said is kept so long, days. Say and yell are kept for reports alone. */
const CHAT_KEPT_DAYS = { say: 1, yell: 1, zone: 3, party: 30, whisper: 90 };
/** Ends of mutes and judged reports stay visible this long. */
const CHAT_CASES_KEPT_DAYS = 180;
/** A channel in which nobody wrote for so long has no messages left: it counts from one again. */
const CHANNELS_KEPT_DAYS = 120;

/** Characters take rows of a dozen tables with them. */
const CHARACTERS_AT_ONCE = 100;

/** Trades stay visible so long after they ended; what changed hands is in history and ledger. */
const TRADES_KEPT_DAYS = 7;

/** What ends items and currency with their owners. */
export interface Books {
  items: Items;
  ledger: Ledger;
}

/** Each removes so many rows at most and says how many; by the database's clock. */
export const clearings: Record<string, (db: PrismaClient, books: Books) => Promise<number>> = {
  tickets: (db) => affected(db)`
    DELETE FROM character_tickets WHERE hash IN (SELECT hash FROM character_tickets WHERE expires_at < now() LIMIT ${BATCH})`,
  "hub tickets": (db) => affected(db)`
    DELETE FROM hub_tickets WHERE session_id IN (SELECT session_id FROM hub_tickets WHERE expires_at < now() LIMIT ${BATCH})`,
  notifications: (db) => affected(db)`
    DELETE FROM notifications WHERE (account_id, number) IN (
      SELECT account_id, number FROM notifications WHERE created_at < now() - ${NOTIFICATIONS_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  "idempotency keys": (db) => affected(db)`
    DELETE FROM idempotency_keys WHERE (account_id, key) IN (
      SELECT account_id, key FROM idempotency_keys WHERE created_at < now() - ${KEYS_KEPT_HOURS} * interval '1 hour' LIMIT ${BATCH})`,
  sessions: (db) => affected(db)`
    DELETE FROM auth_sessions WHERE id IN (
      SELECT id FROM auth_sessions WHERE least(expires_at, revoked_at) < now() - ${SESSIONS_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  "one-time tokens": (db) => affected(db)`
    DELETE FROM account_tokens WHERE hash IN (SELECT hash FROM account_tokens WHERE expires_at < now() LIMIT ${BATCH})`,
  "failed log-ins": (db) => affected(db)`
    DELETE FROM login_guards WHERE key IN (
      SELECT key FROM login_guards
      WHERE last_at < now() - ${FAILURES_KEPT_HOURS} * interval '1 hour' AND blocked_until < now() LIMIT ${BATCH})`,
  mail: (db) => affected(db)`
    DELETE FROM outgoing_mail WHERE id IN (
      SELECT id FROM outgoing_mail WHERE finished_at < now() - ${MAIL_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  drops: async (db, { items }) => {
    const past = await rowsOf<{ id: string }>(db)`
      SELECT item_id::text AS id FROM world_drops WHERE expires_at < now() - ${DROPS_KEPT_S} * interval '1 second' LIMIT ${BATCH}`;
    if (past.length === 0) return 0;
    const ids = past.map(({ id }) => id);
    return transact(db, (tx) => items.clearGround(tx, { id: uuidv7(), reason: "expired" }, ids));
  },
  "things sold": (db, { items }) =>
    transact(db, async (tx) => {
      const past = await rowsOf<{ itemId: string; characterId: string }>(tx)`
        SELECT item_id::text AS "itemId", character_id::text AS "characterId" FROM vendor_buybacks
        WHERE sold_at < now() - ${BUYBACK.forMs} * interval '1 millisecond' ORDER BY sold_at LIMIT ${CHARACTERS_AT_ONCE}`;
      if (past.length === 0) return 0;
      await items.lockCharacters(
        tx,
        past.map(({ characterId }) => characterId),
      );
      // nobody but who has locked the character takes anything back
      const locked = await items.lockItems(
        tx,
        past.map(({ itemId }) => itemId),
      );
      const left = [...locked.values()].filter(({ place }) => place === "buyback");
      await items.apply(
        tx,
        { id: uuidv7(), reason: "expired" },
        left.map((item) => ({ consume: item })),
      );
      return left.length;
    }),
  ...Object.fromEntries(
    Object.entries(CHAT_KEPT_DAYS).map(([channel, days]) => [
      `messages (${channel})`,
      (db: PrismaClient) => affected(db)`
        DELETE FROM chat_messages WHERE id IN (
          SELECT id FROM chat_messages WHERE channel = ${channel} AND at < now() - ${days} * interval '1 day' LIMIT ${BATCH})`,
    ]),
  ),
  "chat channels": (db) => affected(db)`
    DELETE FROM chat_channels WHERE (channel, channel_id) IN (
      SELECT channel, channel_id FROM chat_channels WHERE last_at < now() - ${CHANNELS_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  trades: (db) => affected(db)`
    DELETE FROM trades WHERE id IN (
      SELECT id FROM trades WHERE ended_at < now() - ${TRADES_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  mutes: (db) => affected(db)`
    DELETE FROM chat_mutes WHERE id IN (
      SELECT id FROM chat_mutes WHERE ends_at < now() - ${CHAT_CASES_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  reports: (db) => affected(db)`
    DELETE FROM chat_reports WHERE id IN (
      SELECT id FROM chat_reports WHERE closed_at < now() - ${CHAT_CASES_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  characters: (db, { items, ledger }) =>
    transact(db, async (tx) => {
      const gone = await rowsOf<{ id: string }>(tx)`
        SELECT id::text FROM characters c WHERE deleted_at < now() - ${RESTORE_DAYS} * interval '1 day'
          -- first its mailbox is emptied: server/modules/mail/expiry.ts
          AND NOT EXISTS (SELECT 1 FROM mail_messages WHERE to_id = c.id)
          -- and its auctions and orders come to their end
          AND NOT EXISTS (SELECT 1 FROM market_orders WHERE character_id = c.id AND state = 'open')
          AND NOT EXISTS (SELECT 1 FROM auctions WHERE seller_id = c.id AND state = 'open')
          AND NOT EXISTS (SELECT 1 FROM auctions WHERE bidder_id = c.id AND state = 'open')
        ORDER BY id LIMIT ${CHARACTERS_AT_ONCE} FOR UPDATE SKIP LOCKED`;
      if (gone.length === 0) return 0;
      const ids = gone.map(({ id }) => id);
      const op: Operation = { id: uuidv7(), reason: "character_deleted" };
      const things = await items.everythingOf(tx, (await items.lockCharacters(tx, ids)).values());
      await items.apply(
        tx,
        op,
        things.map((item) => ({ consume: item })),
      );
      await ledger.close(
        tx,
        op,
        "character_deleted",
        ids.map((character) => ({ character })),
      );
      await affected(tx)`DELETE FROM chat_messages WHERE sender_id = ANY(${ids}::uuid[])`;
      await affected(tx)`DELETE FROM chat_messages WHERE channel = 'whisper' AND channel_id = ANY(${ids}::text[])`;
      return affected(tx)`DELETE FROM characters WHERE id = ANY(${ids}::uuid[])`;
    }),
  auctions: (db) => affected(db)`
    DELETE FROM auctions WHERE id IN (
      SELECT id FROM auctions WHERE ended_at < now() - ${AUCTION.keptDays} * interval '1 day' LIMIT ${BATCH})`,
  orders: (db) => affected(db)`
    DELETE FROM market_orders WHERE id IN (
      SELECT id FROM market_orders WHERE ended_at < now() - ${MARKET.keptDays} * interval '1 day' LIMIT ${BATCH})`,
  "market trades": (db) => affected(db)`
    DELETE FROM market_trades WHERE id IN (
      SELECT id FROM market_trades WHERE at < now() - ${MARKET.keptDays} * interval '1 day' LIMIT ${BATCH})`,
  "market prices": (db) => affected(db)`
    DELETE FROM market_candles WHERE (template_id, hour) IN (
      SELECT template_id, hour FROM market_candles WHERE hour < now() - ${MARKET.candlesKeptDays} * interval '1 day' LIMIT ${BATCH})`,
  // what still waits or is parked stays
  events: (db) => affected(db)`
    DELETE FROM game_events WHERE id IN (
      SELECT id FROM game_events e WHERE created_at < now() - ${EVENTS_KEPT_DAYS} * interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM event_deliveries d WHERE d.event_id = e.id AND d.state IN ('waiting', 'parked'))
      ORDER BY created_at LIMIT ${EVENTS_AT_ONCE})`,
};
