import { affected, type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";

export interface Counted {
  key: string;
  /** With the attempt that was just counted. */
  failures: number;
}

/** What an attempt is counted under, and what each failure costs: seconds after the first, the second, …; the last goes for all further ones. */
export interface Costly {
  key: string;
  pausesS: readonly number[];
}

/** Counts one attempt under each key that is not blocked, and blocks it for as long as that costs. @returns those that were counted */
export function count(db: PrismaClient | Tx, keys: readonly Costly[], now: Date, forgetBefore: Date): Promise<Counted[]> {
  const failures = sql`CASE WHEN g.last_at < ${forgetBefore}::timestamptz THEN 1 ELSE least(g.failures + 1, 1000000) END`;
  // the order of the keys keeps two attempts from waiting for each other
  return rowsOf<Counted>(db)`
    WITH k AS (
      SELECT key, pauses::int[] AS pauses
      FROM unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ pausesS }) => `{${pausesS.join()}}`)}::text[]) AS k(key, pauses))
    INSERT INTO login_guards AS g (key, failures, last_at, blocked_until)
    SELECT key, 1, ${now}::timestamptz, ${now}::timestamptz + pauses[1] * interval '1 second' FROM k ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      failures = ${failures}, last_at = ${now}::timestamptz,
      blocked_until = ${now}::timestamptz
        + (SELECT k.pauses[least(${failures}, cardinality(k.pauses))] FROM k WHERE k.key = g.key) * interval '1 second'
    WHERE g.blocked_until <= ${now}::timestamptz
    RETURNING key, failures`;
}

/** When the last of the keys is free again; null: none is blocked. */
export async function blockedUntil(db: PrismaClient, keys: readonly string[], now: Date): Promise<Date | null> {
  const { _max } = await db.loginGuard.aggregate({
    where: { key: { in: [...keys] }, blockedUntil: { gt: now } },
    _max: { blockedUntil: true },
  });
  return _max.blockedUntil;
}

export async function forget(db: PrismaClient | Tx, keys: readonly string[]): Promise<void> {
  await rowsOf(db)`DELETE FROM login_guards WHERE key = ANY(${[...keys]}::text[])`;
}

/** The attempt was none of guessing: as if it had not been counted. */
export async function uncount(db: PrismaClient, { key, failures }: Counted, now: Date): Promise<void> {
  await affected(db)`
    UPDATE login_guards SET failures = failures - 1, blocked_until = CASE WHEN failures = ${failures} THEN ${now} ELSE blocked_until END
    WHERE key = ${key} AND failures > 0`;
}
