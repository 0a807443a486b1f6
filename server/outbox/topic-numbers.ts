import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { Topic } from "#shared/protocol/topics.ts";

/**
 * Takes the next number of each topic, in the transaction of what gets it. The topics' rows stay locked until the commit, so numbers
 * become visible in their order and without gaps: whoever has seen one has been able to see all before it. Do it last in a
 * transaction, and for all topics at once.
 */
export async function nextNumbers(tx: Tx, topics: readonly Topic[]): Promise<Map<Topic, number>> {
  const sorted = [...new Set(topics)].sort(); // locked in one order by everybody
  const rows = await rowsOf<{ topic: Topic; last: bigint }>(tx)`
    INSERT INTO topic_numbers AS n (topic, last)
    SELECT t, 1 FROM unnest(${sorted}::text[]) WITH ORDINALITY AS w (t, at) ORDER BY at
    ON CONFLICT (topic) DO UPDATE SET last = n.last + 1
    RETURNING topic, last`;
  return new Map(rows.map(({ topic, last }) => [topic, Number(last)]));
}

/** The last number given in each topic; those that never gave one are left out. */
export async function lastNumbers(db: PrismaClient, topics: readonly Topic[]): Promise<Map<Topic, number>> {
  const rows = await rowsOf<{ topic: Topic; last: bigint }>(db)`
    SELECT n.topic, n.last FROM unnest(${topics}::text[]) AS w (topic) JOIN topic_numbers n ON n.topic = w.topic`;
  return new Map(rows.map(({ topic, last }) => [topic, Number(last)]));
}
