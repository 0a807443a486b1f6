import { affected, type PrismaClient } from "#server/platform/prisma.ts";

export interface Replay {
  subscriber: string;
  /** One event, or those of a time (`from` included, `to` not). */
  of: { event: string } | { from: Date; to: Date };
  /** Also what was handled or discarded before: its effect is there twice, unless the subscriber itself sees to it. */
  again: boolean;
}

/** Events of one statement. */
const BATCH = 1000;

/**
 * Orders events that are past to be delivered, among them those that were appended before somebody subscribed; the running servers do it.
 * Only names the subscriber is subscribed to.
 * @returns how many wait now
 * @throws Error when nobody of this name subscribes
 */
export async function replay(db: PrismaClient, { subscriber, of, again }: Replay): Promise<number> {
  const names = (await db.eventSubscription.findMany({ where: { subscriber } })).map(({ event }) => event);
  if (names.length === 0) {
    const known = await db.eventSubscription.findMany({ distinct: "subscriber", orderBy: { subscriber: "asc" } });
    throw new Error(`nobody called ${subscriber} subscribes; there is ${known.map((one) => one.subscriber).join(", ") || "nobody"}`);
  }
  const which = "event" in of ? { id: of.event } : { createdAt: { gte: of.from, lt: of.to } };
  let ordered = 0;
  let after: { createdAt: Date; id: string } | undefined;
  for (;;) {
    const events = await db.gameEvent.findMany({
      where: {
        AND: [
          { name: { in: names }, ...which },
          after ? { OR: [{ createdAt: { gt: after.createdAt } }, { createdAt: after.createdAt, id: { gt: after.id } }] } : {},
        ],
      },
      select: { id: true, createdAt: true },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: BATCH,
    });
    ordered += await order(
      db,
      subscriber,
      events.map(({ id }) => id),
      again,
    );
    if (events.length < BATCH) return ordered;
    after = events[BATCH - 1];
  }
}

/** In the order given; what waits already stays as it is. */
function order(db: PrismaClient, subscriber: string, ids: readonly string[], again: boolean): Promise<number> {
  return affected(db)`
    INSERT INTO event_deliveries AS d (event_id, subscriber, order_key)
    SELECT e.id, ${subscriber}, coalesce(e.character_id, e.account_id)
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS g (id, n) JOIN game_events e ON e.id = g.id ORDER BY g.n
    ON CONFLICT (event_id, subscriber) DO UPDATE SET
      state = 'waiting', attempts = 0, next_attempt_at = now(), ended_at = NULL, last_error = NULL, seq = excluded.seq
    WHERE d.state = 'parked' OR (${again} AND d.state <> 'waiting')`;
}
