import { uuidv7 } from "uuidv7";
import { affected, type PrismaClient, type Tx } from "#server/platform/prisma.ts";
import { afterCommit } from "#server/platform/transaction.ts";
import { hintAppended } from "./appended.ts";

/** Names that others rely on: append only. */
export type EventName =
  | "ACCOUNT_CREATED"
  | "LOGIN_SUCCESS"
  | "LOGOUT"
  | "CHARACTER_CREATED"
  | "CHARACTER_DELETED"
  | "CHARACTER_RESTORED"
  | "CHARACTER_SWITCHED"
  | "LEVEL_UP"
  | "ATTRIBUTE_INCREASED"
  | "SKILL_INCREASED"
  | "NPC_DIED"
  | "PLAYER_DIED"
  | "COMBAT_STARTED"
  | "COMBAT_ENDED"
  | "PLAYER_ATTACKED"
  | "DAMAGE_DEALT"
  | "HEAL_CAST"
  | "LOOT_GENERATED"
  | "ITEM_PICKED_UP"
  | "LOOT_ROLL_STARTED"
  | "LOOT_ROLL_COMPLETED"
  | "PARTY_CREATED"
  | "PARTY_DISBANDED"
  | "PLAYER_JOINED_PARTY"
  | "PLAYER_LEFT_PARTY"
  | "ZONE_CHANGED"
  | "TRADE_COMPLETED"
  | "MAIL_SENT"
  | "MAIL_ARRIVED"
  | "MAIL_TAKEN"
  | "MAIL_PAID"
  | "MAIL_RETURNED"
  | "MAIL_EXPIRED"
  | "ITEM_BOUGHT"
  | "ITEM_SOLD"
  | "ITEM_REPAIRED"
  | "AUCTION_LISTED"
  | "AUCTION_BID"
  | "AUCTION_OUTBID"
  | "AUCTION_WON"
  | "AUCTION_EXPIRED"
  | "AUCTION_CANCELLED"
  | "ITEM_CRAFTED"
  | "WAYSTONE_DISCOVERED"
  | "RECIPE_LEARNED"
  | "MARKET_ORDERED"
  | "MARKET_ORDER_CANCELLED"
  | "MARKET_ORDER_EXPIRED";

export interface GameEvent {
  /** UUID; absent: a new one. An id can be written once only. */
  id?: string;
  name: EventName | (string & {});
  accountId?: string;
  characterId?: string;
  payload: Record<string, unknown>;
}

/**
 * Writes events into the outbox, inside the transaction of what they report: they exist if and only if that does. With them goes a
 * delivery for everybody who subscribes to their names. Nothing has to be found later, so none is missed, in whatever order
 * transactions commit.
 * @throws a unique violation of `game_events_pkey` when an id was written before
 */
export async function append(tx: Tx | PrismaClient, ...events: readonly GameEvent[]): Promise<void> {
  if (events.length === 0) return;
  const deliveries = await affected(tx)`
    WITH given AS (
      SELECT * FROM unnest(
        ${events.map((e) => e.id ?? uuidv7())}::uuid[],
        ${events.map((e) => e.name)}::text[],
        ${events.map((e) => e.accountId ?? null)}::uuid[],
        ${events.map((e) => e.characterId ?? null)}::uuid[],
        ${events.map((e) => JSON.stringify(e.payload))}::jsonb[])
      WITH ORDINALITY AS e (id, name, account_id, character_id, payload, n)),
    written AS (
      INSERT INTO game_events (id, name, account_id, character_id, payload)
      SELECT id, name, account_id, character_id, payload FROM given)
    INSERT INTO event_deliveries (event_id, subscriber, order_key)
    SELECT g.id, s.subscriber, coalesce(g.character_id, g.account_id)
    FROM given g JOIN event_subscriptions s ON s.event = g.name ORDER BY g.n`;
  if (deliveries > 0 && !afterCommit(tx, hintAppended)) hintAppended();
}
