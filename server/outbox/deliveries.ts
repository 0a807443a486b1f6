import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { DeliveredEvent, Subscriber } from "./subscriber.ts";

/** So often one event is tried, over about a quarter of an hour. */
export const MAX_ATTEMPTS = 10;
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 300;

export interface ClaimedEvent extends DeliveredEvent {
  attempts: number;
  orderKey: string | null;
}

/** What somebody wants to be told of from now on. What was subscribed before stays: another process may know it. */
export async function subscribe(db: PrismaClient, subscribers: readonly Subscriber[]): Promise<void> {
  const pairs = subscribers.flatMap(({ name, events }) => events.map((event) => ({ event, subscriber: name })));
  await db.eventSubscription.createMany({ data: pairs, skipDuplicates: true });
}

/** Names of these subscribers for whom something is due. */
export async function withDue(db: PrismaClient, names: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(db)`
    SELECT name FROM unnest(${names}::text[]) AS s (name)
    WHERE EXISTS (SELECT 1 FROM event_deliveries WHERE subscriber = s.name AND state = 'waiting' AND next_attempt_at <= now())`;
  return rows.map(({ name }) => name);
}

/**
 * What a subscriber is told next, at most `count`, locked until the transaction ends; others skip it. Of each character only the first
 * that waits, and no other process takes a later one before it is through.
 */
export function claimFirst(tx: Tx, { name, events }: Subscriber, count: number): Promise<ClaimedEvent[]> {
  return rowsOf<ClaimedEvent>(tx)`
    SELECT e.id::text, e.name, e.account_id::text AS "accountId", e.character_id::text AS "characterId", e.payload, e.created_at AS at,
      d.attempts::int, d.order_key::text AS "orderKey"
    FROM event_deliveries d JOIN game_events e ON e.id = d.event_id
    WHERE d.subscriber = ${name} AND d.state = 'waiting' AND d.next_attempt_at <= now() AND e.name = ANY(${events}::text[])
      AND NOT EXISTS (
        SELECT 1 FROM event_deliveries b
        WHERE b.subscriber = d.subscriber AND b.order_key = d.order_key AND b.state = 'waiting' AND b.seq < d.seq)
    ORDER BY d.seq LIMIT ${count} FOR UPDATE OF d SKIP LOCKED`;
}

/** What follows the first ones of these keys, which this transaction has claimed: nobody else comes near them. */
export function claimFollowing(tx: Tx, { name, events }: Subscriber, firsts: readonly ClaimedEvent[], count: number) {
  const keys = firsts.flatMap(({ orderKey }) => orderKey ?? []);
  return rowsOf<ClaimedEvent>(tx)`
    SELECT e.id::text, e.name, e.account_id::text AS "accountId", e.character_id::text AS "characterId", e.payload, e.created_at AS at,
      d.attempts::int, d.order_key::text AS "orderKey"
    FROM event_deliveries d JOIN game_events e ON e.id = d.event_id
    WHERE d.subscriber = ${name} AND d.state = 'waiting' AND d.next_attempt_at <= now() AND e.name = ANY(${events}::text[])
      AND d.order_key = ANY(${keys}::uuid[]) AND d.event_id <> ALL(${firsts.map(({ id }) => id)}::uuid[])
    ORDER BY d.seq LIMIT ${count} FOR UPDATE OF d SKIP LOCKED`;
}

/** The note that they were delivered: in the transaction of what they led to. */
export async function markHandled(tx: Tx, subscriber: string, ids: readonly string[]): Promise<void> {
  const marked = await affected(tx)`
    UPDATE event_deliveries SET state = 'handled', ended_at = now(), last_error = NULL
    WHERE subscriber = ${subscriber} AND event_id = ANY(${ids}::uuid[]) AND state = 'waiting'`;
  if (marked !== ids.length) throw new Error(`${ids.length - marked} events are handled by somebody else`);
}

/** Puts one that failed off, or parks it after its last try. @returns what became of it; null: somebody else has tried it since */
export async function recordFailure(
  db: PrismaClient,
  subscriber: string,
  { id, attempts }: ClaimedEvent,
  error: string,
): Promise<"retried" | "parked" | null> {
  const [row] = await rowsOf<{ state: string }>(db)`
    UPDATE event_deliveries SET attempts = attempts + 1, last_error = ${error.replaceAll("\u0000", "").slice(0, 300)},
      next_attempt_at = now() + least(${FIRST_PAUSE_S} * 2 ^ attempts, ${LONGEST_PAUSE_S}) * interval '1 second',
      state = CASE WHEN attempts + 1 >= ${MAX_ATTEMPTS} THEN 'parked' ELSE state END,
      ended_at = CASE WHEN attempts + 1 >= ${MAX_ATTEMPTS} THEN now() END
    WHERE subscriber = ${subscriber} AND event_id = ${id}::uuid AND state = 'waiting' AND attempts = ${attempts}
    RETURNING state`;
  if (!row) return null;
  return row.state === "parked" ? "parked" : "retried";
}
