import { uuidv7 } from "uuidv7";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

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
  | "ZONE_CHANGED";

export interface GameEvent {
  /** UUID; absent: a new one. An id can be written once only. */
  id?: string;
  name: EventName | (string & {});
  accountId?: string;
  characterId?: string;
  payload: Record<string, unknown>;
}

/**
 * Writes events into the outbox, inside the transaction of what they report: they exist if and only if that does.
 * @throws a unique violation of `game_events_pkey` when an id was written before
 */
export async function append(tx: Tx | PrismaClient, ...events: readonly GameEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO game_events (id, name, account_id, character_id, payload)
    SELECT * FROM unnest(
      ${events.map((e) => e.id ?? uuidv7())}::uuid[],
      ${events.map((e) => e.name)}::text[],
      ${events.map((e) => e.accountId ?? null)}::uuid[],
      ${events.map((e) => e.characterId ?? null)}::uuid[],
      ${events.map((e) => JSON.stringify(e.payload))}::jsonb[])`;
}
