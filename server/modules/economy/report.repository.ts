import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { type Prices, readPrices } from "./prices.repository.ts";

export interface ReportOptions {
  /** How far back flows and gains go. */
  hours: number;
  /** Who gained more than so many times the median of those who gained at all is named. */
  times: number;
}

export interface Flow {
  subject: string;
  part: string;
  gained: bigint;
  spent: bigint;
}

export interface EconomyReport extends ReportOptions {
  /** By currency and end of the world: what faucets gave and sinks took. */
  currencyFlows: Flow[];
  /** By item and reason: what was made and what ended. */
  itemFlows: Flow[];
  /** By currency and kind of owner; escrow is all that is not a character's. */
  holdings: Array<{ subject: string; part: string; accounts: bigint; amount: bigint }>;
  prices: Prices;
  richest: Array<{ subject: string; name: string | null; id: string; amount: bigint }>;
  anomalies: Array<{ subject: string; name: string | null; id: string; perHour: number; median: number }>;
  /** Items and accounts that are not what their own history says. */
  discrepancies: Array<{ what: string; expected: string; found: string }>;
}

const SHOWN = 20;

/** Reads everything of one moment. It goes through all rows: for operators and nights, not for requests. */
export function economyReport(prisma: PrismaClient, { hours, times }: ReportOptions): Promise<EconomyReport> {
  return prisma.$transaction(
    async (tx) => {
      const now = new Date();
      const since = new Date(now.getTime() - hours * 3_600_000);
      const currencyFlows = await rowsOf<Flow>(tx)`
        SELECT currency_id AS subject, owner_type || ':' || owner_id AS part,
          coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS gained, coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS spent
        FROM currency_entries WHERE owner_type IN ('faucet', 'sink') AND at >= ${since} GROUP BY 1, 2 ORDER BY 1, 2`;
      const itemFlows = await rowsOf<Flow>(tx)`
        SELECT template_id AS subject, reason AS part, coalesce(sum(quantity) FILTER (WHERE from_item IS NULL), 0)::bigint AS gained,
          coalesce(sum(quantity) FILTER (WHERE to_item IS NULL), 0)::bigint AS spent
        FROM item_history WHERE (from_item IS NULL OR to_item IS NULL) AND at >= ${since} GROUP BY 1, 2 ORDER BY 1, 2`;
      const holdings = await rowsOf<EconomyReport["holdings"][number]>(tx)`
        SELECT currency_id AS subject, owner_type AS part, count(*) AS accounts, sum(balance)::bigint AS amount
        FROM currency_accounts GROUP BY 1, 2 ORDER BY 1, 2`;
      const prices = await readPrices(tx, now);
      const richest = await rowsOf<EconomyReport["richest"][number]>(tx)`
        SELECT a.currency_id AS subject, c.name, a.owner_id AS id, a.balance AS amount
        FROM currency_accounts a LEFT JOIN characters c ON c.id::text = a.owner_id
        WHERE a.owner_type = 'character' AND a.balance > 0 ORDER BY a.balance DESC LIMIT ${SHOWN}`;
      const anomalies = await rowsOf<EconomyReport["anomalies"][number]>(tx)`
        WITH gain AS (
          SELECT currency_id, owner_id, sum(amount)::float8 / ${hours}::float8 AS per_hour
          FROM currency_entries WHERE owner_type = 'character' AND amount > 0 AND at >= ${since} GROUP BY 1, 2),
        middle AS (SELECT currency_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY per_hour) AS median FROM gain GROUP BY 1)
        SELECT g.currency_id AS subject, c.name, g.owner_id AS id, g.per_hour AS "perHour", m.median
        FROM gain g JOIN middle m USING (currency_id) LEFT JOIN characters c ON c.id::text = g.owner_id
        WHERE g.per_hour > ${times}::float8 * m.median ORDER BY g.per_hour / m.median DESC LIMIT ${SHOWN}`;
      const discrepancies = await rowsOf<EconomyReport["discrepancies"][number]>(tx)`
        SELECT 'item ' || coalesce(i.id, h.id) AS what, coalesce(h.quantity, 0)::text AS expected, coalesce(i.quantity, 0)::text AS found
        FROM character_items i
        FULL JOIN (
          SELECT id, sum(quantity) AS quantity FROM (
            SELECT to_item AS id, quantity FROM item_history WHERE to_item IS NOT NULL AND from_item IS DISTINCT FROM to_item
            UNION ALL
            SELECT from_item, -quantity FROM item_history WHERE from_item IS NOT NULL AND from_item IS DISTINCT FROM to_item) AS moved
          GROUP BY id HAVING sum(quantity) <> 0) AS h ON h.id = i.id
        WHERE i.quantity IS DISTINCT FROM h.quantity
        UNION ALL
        SELECT concat_ws(' ', 'account of', a.owner_type, a.owner_id, a.currency_id), coalesce(e.amount, 0)::text, a.balance::text
        FROM currency_accounts a
        LEFT JOIN (SELECT owner_type, owner_id, currency_id, sum(amount) AS amount FROM currency_entries GROUP BY 1, 2, 3) AS e
          USING (owner_type, owner_id, currency_id)
        WHERE a.balance <> coalesce(e.amount, 0)
        LIMIT ${SHOWN}`;
      return { hours, times, currencyFlows, itemFlows, holdings, prices, richest, anomalies, discrepancies };
    },
    { isolationLevel: "RepeatableRead", timeout: 300_000 },
  );
}
