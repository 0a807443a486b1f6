import { affected, type PrismaClient, type Tx } from "#server/platform/prisma.ts";

export type ParkedRow = Awaited<ReturnType<typeof listParked>>[number];

/** The oldest first, `count` at most, those after `after`. */
export function listParked(db: PrismaClient, subscriber: string | undefined, count: number, after: bigint | undefined) {
  return db.eventDelivery.findMany({
    where: { state: "parked", subscriber, seq: { gt: after } },
    include: { event: true },
    orderBy: { seq: "asc" },
    take: count,
  });
}

/** Lets a parked event wait for its subscriber again, or go for good. @returns false: it is not parked */
export async function unpark(tx: Tx, subscriber: string, eventId: string, to: "waiting" | "discarded"): Promise<boolean> {
  const changed = await affected(tx)`
    UPDATE event_deliveries SET state = ${to}, attempts = 0, next_attempt_at = now(), ended_at = CASE ${to} WHEN 'discarded' THEN now() END
    WHERE subscriber = ${subscriber} AND event_id = ${eventId}::uuid AND state = 'parked'`;
  return changed === 1;
}
