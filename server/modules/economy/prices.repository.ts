import { rowsOf, type Tx } from "#server/platform/prisma.ts";

/** What one item cost: the price per piece that half of all pieces were sold at or below. Null: none was sold then. */
interface ItemPrice {
  templateId: string;
  /** Of the last 24 hours, the last 7 days, and the 7 days before those. */
  day: number | null;
  week: number | null;
  weekBefore: number | null;
  /** Pieces sold in those weeks. */
  sold: bigint;
  soldBefore: bigint;
}

export interface Prices {
  /** The most sold first. */
  items: ItemPrice[];
  /**
   * What was sold in the week before at the prices of the last week, to what it cost then (Laspeyres): above 1 prices rise. Of what was
   * sold in both weeks; null: nothing was.
   */
  index: number | null;
}

/** Of the auctions that were sold (what was bid for the stack, by piece) and of the market (each hour's mean). */
export async function readPrices(tx: Tx, now: Date): Promise<Prices> {
  const items = await rowsOf<ItemPrice>(tx)`
    WITH sales AS (
      SELECT template_id, bid::float8 / quantity AS price, quantity::bigint AS pieces, ended_at AS at FROM auctions WHERE state = 'sold'
      UNION ALL
      SELECT template_id, turnover::float8 / volume, volume, hour FROM market_candles),
    spans (span, since, until) AS (VALUES
      ('day', ${now}::timestamptz - interval '1 day', ${now}::timestamptz),
      ('week', ${now}::timestamptz - interval '7 days', ${now}::timestamptz),
      ('before', ${now}::timestamptz - interval '14 days', ${now}::timestamptz - interval '7 days')),
    ranked AS (
      SELECT template_id, span, price, sum(pieces) OVER (PARTITION BY template_id, span ORDER BY price) AS up_to,
        sum(pieces) OVER (PARTITION BY template_id, span) AS pieces
      FROM sales JOIN spans ON at > since AND at <= until),
    medians AS (
      SELECT template_id, span, min(price) FILTER (WHERE up_to * 2 >= pieces) AS price, max(pieces)::bigint AS pieces
      FROM ranked GROUP BY 1, 2)
    SELECT template_id AS "templateId",
      max(price) FILTER (WHERE span = 'day') AS day, max(price) FILTER (WHERE span = 'week') AS week,
      max(price) FILTER (WHERE span = 'before') AS "weekBefore",
      coalesce(max(pieces) FILTER (WHERE span = 'week'), 0) AS sold, coalesce(max(pieces) FILTER (WHERE span = 'before'), 0) AS "soldBefore"
    FROM medians GROUP BY template_id ORDER BY sold DESC, template_id`;
  return { items, index: indexOf(items) };
}

function indexOf(items: readonly ItemPrice[]): number | null {
  let [now, before] = [0, 0];
  for (const { week, weekBefore, soldBefore } of items) {
    if (week === null || weekBefore === null) continue;
    now += week * Number(soldBefore);
    before += weekBefore * Number(soldBefore);
  }
  return before > 0 ? now / before : null;
}
