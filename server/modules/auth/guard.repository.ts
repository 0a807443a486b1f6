import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

export interface Counted {
  key: string;
  /** With the attempt that was just counted. */
  failures: number;
}

/** Counts one attempt under each key, unless one of them is blocked. The rows stay locked until the transaction ends. */
export function count(tx: Tx, keys: readonly string[], now: Date, forgetBefore: Date): Promise<Counted[]> {
  // the order of the keys keeps two attempts from waiting for each other
  return tx.$queryRaw<Counted[]>`
    INSERT INTO login_guards AS g (key, failures, last_at, blocked_until)
    SELECT key, 1, ${now}, ${now} FROM unnest(${[...keys].sort()}::text[]) AS k(key) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      failures = CASE WHEN g.last_at < ${forgetBefore} THEN 1 ELSE least(g.failures + 1, 1000000) END, last_at = ${now}
    WHERE g.blocked_until <= ${now}
    RETURNING key, failures`;
}

export async function block(tx: Tx, key: string, until: Date): Promise<void> {
  await tx.loginGuard.update({ where: { key }, data: { blockedUntil: until } });
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
  await db.loginGuard.deleteMany({ where: { key: { in: [...keys] } } });
}

/** The attempt was none of guessing: as if it had not been counted. */
export async function uncount(db: PrismaClient, { key, failures }: Counted, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE login_guards SET failures = failures - 1, blocked_until = CASE WHEN failures = ${failures} THEN ${now} ELSE blocked_until END
    WHERE key = ${key} AND failures > 0`;
}
