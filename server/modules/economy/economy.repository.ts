import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

export interface StateRow {
  frozenAt: Date | null;
  findings: Finding[] | null;
  checkedAt: Date | null;
}

/** Something that is not what its history, or its entries, come to. Numbers are decimals. */
export type Finding = {
  kind: "item" | "currency";
  /** Id of the item template or currency. */
  subject: string;
  /** Currency: whose accounts; "all": the entries themselves do not sum to 0. */
  part: string | null;
  expected: string;
  found: string;
};

export async function isFrozen(db: PrismaClient | Tx): Promise<boolean> {
  const [row] = await rowsOf<{ frozen: boolean }>(db)`SELECT frozen_at IS NOT NULL AS frozen FROM economy_state WHERE id = 1`;
  return row?.frozen ?? false;
}

export async function readState(db: PrismaClient | Tx): Promise<StateRow> {
  const [row] = await rowsOf<StateRow>(db)`
    SELECT frozen_at AS "frozenAt", findings, checked_at AS "checkedAt" FROM economy_state WHERE id = 1`;
  return row;
}

/** The state, locked: one check or lifting at a time. */
export async function lockState(tx: Tx): Promise<StateRow & { countedTo: bigint; oldest: bigint }> {
  const [row] = await rowsOf<StateRow & { countedTo: bigint; oldest: bigint }>(tx)`
    SELECT frozen_at AS "frozenAt", findings, checked_at AS "checkedAt", counted_to AS "countedTo",
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest
    FROM economy_state WHERE id = 1 FOR UPDATE`;
  return row;
}

/**
 * Adds what transactions before `to` wrote to the totals. All of them have ended and are seen; those from `to` on are counted afresh
 * each time. @param from where the last check ended
 */
export async function fold(tx: Tx, from: bigint, to: bigint): Promise<void> {
  await affected(tx)`
    INSERT INTO economy_totals AS t (kind, subject, part, gained, spent)
    SELECT 'item', template_id, reason, coalesce(sum(quantity) FILTER (WHERE from_item IS NULL), 0),
      coalesce(sum(quantity) FILTER (WHERE to_item IS NULL), 0)
    FROM item_history WHERE txid >= ${from} AND txid < ${to} AND (from_item IS NULL OR to_item IS NULL) GROUP BY 2, 3
    UNION ALL
    SELECT 'currency', currency_id, CASE WHEN owner_type IN ('faucet', 'sink') THEN owner_type || ':' || owner_id ELSE owner_type END AS part,
      coalesce(sum(amount) FILTER (WHERE amount > 0), 0), coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)
    FROM currency_entries WHERE txid >= ${from} AND txid < ${to} GROUP BY 2, 3
    ON CONFLICT (kind, subject, part) DO UPDATE SET gained = t.gained + EXCLUDED.gained, spent = t.spent + EXCLUDED.spent`;
  await affected(tx)`UPDATE economy_state SET counted_to = ${to} WHERE id = 1`;
}

/** Everything is counted again: the numbers of transactions began anew, as after a restore into another server. */
export async function forgetTotals(tx: Tx): Promise<void> {
  await affected(tx)`DELETE FROM economy_totals WHERE part NOT LIKE '%correction%'`;
}

/** Item templates of which there is more or less than was made and not ended. */
export function itemFindings(tx: Tx, countedTo: bigint): Promise<Finding[]> {
  return rowsOf<Finding>(tx)`
    SELECT 'item' AS kind, coalesce(e.subject, f.subject) AS subject, NULL AS part, coalesce(e.quantity, 0)::text AS expected,
      coalesce(f.quantity, 0)::text AS found
    FROM (
      SELECT subject, sum(quantity) AS quantity FROM (
        SELECT subject, gained - spent AS quantity FROM economy_totals WHERE kind = 'item'
        UNION ALL
        SELECT template_id, CASE WHEN from_item IS NULL THEN quantity ELSE 0 END - CASE WHEN to_item IS NULL THEN quantity ELSE 0 END
        FROM item_history WHERE txid >= ${countedTo}) AS known GROUP BY subject) AS e
    FULL JOIN (SELECT template_id AS subject, sum(quantity) AS quantity FROM character_items GROUP BY 1) AS f ON f.subject = e.subject
    WHERE coalesce(e.quantity, 0) <> coalesce(f.quantity, 0) ORDER BY 2`;
}

/** Kinds of accounts whose balances are not what was entered, and currencies whose entries do not sum to 0. */
export function currencyFindings(tx: Tx, countedTo: bigint): Promise<Finding[]> {
  return rowsOf<Finding>(tx)`
    WITH entered AS (
      SELECT subject, part, sum(amount) AS amount FROM (
        SELECT subject, replace(part, 'correction of ', '') AS part, gained - spent AS amount FROM economy_totals WHERE kind = 'currency'
        UNION ALL
        SELECT currency_id, CASE WHEN owner_type IN ('faucet', 'sink') THEN owner_type || ':' || owner_id ELSE owner_type END, amount
        FROM currency_entries WHERE txid >= ${countedTo}) AS known GROUP BY subject, part),
    held AS (SELECT currency_id AS subject, owner_type AS part, sum(balance) AS amount FROM currency_accounts GROUP BY 1, 2)
    SELECT 'currency' AS kind, coalesce(e.subject, h.subject) AS subject, coalesce(e.part, h.part) AS part,
      coalesce(e.amount, 0)::text AS expected, coalesce(h.amount, 0)::text AS found
    FROM (SELECT * FROM entered WHERE part NOT LIKE '%:%') AS e FULL JOIN held h ON h.subject = e.subject AND h.part = e.part
    WHERE coalesce(e.amount, 0) <> coalesce(h.amount, 0)
    UNION ALL
    SELECT 'currency', subject, 'all', '0', sum(amount)::text FROM entered GROUP BY subject HAVING sum(amount) <> 0
    ORDER BY 2, 3`;
}

/** @param findings none: what was found before stays, as does the freeze */
export async function writeResult(tx: Tx, findings: readonly Finding[], at: Date): Promise<void> {
  if (findings.length === 0) await affected(tx)`UPDATE economy_state SET checked_at = ${at} WHERE id = 1`;
  else
    await affected(tx)`
      UPDATE economy_state SET checked_at = ${at}, findings = ${JSON.stringify(findings)}::jsonb, frozen_at = coalesce(frozen_at, ${at})
      WHERE id = 1`;
}

export async function thaw(tx: Tx): Promise<void> {
  await affected(tx)`UPDATE economy_state SET frozen_at = NULL, findings = NULL WHERE id = 1`;
}

/** Takes what was found for right from now on: the difference is a correction of its own in the totals. */
export async function adopt(tx: Tx, { kind, subject, part, expected, found }: Finding): Promise<void> {
  const more = BigInt(found) - BigInt(expected);
  const parts =
    kind === "item"
      ? [{ part: "correction", more }]
      : [
          { part: `correction of ${part}`, more },
          { part: "faucet:correction", more: -more },
        ];
  for (const row of parts) {
    const [gained, spent] = row.more > 0n ? [row.more, 0n] : [0n, -row.more];
    await affected(tx)`
      INSERT INTO economy_totals AS t (kind, subject, part, gained, spent) VALUES (${kind}, ${subject}, ${row.part}, ${gained}, ${spent})
      ON CONFLICT (kind, subject, part) DO UPDATE SET gained = t.gained + EXCLUDED.gained, spent = t.spent + EXCLUDED.spent`;
  }
}
