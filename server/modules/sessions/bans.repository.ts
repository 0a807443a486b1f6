import { type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

/** Why an account is kept out, and until when (null: for ever). */
export interface Ban {
  reason: string;
  endsAt: Date | null;
}

/** Query of the one that lasts longest of those in force. */
export const longestBan = (accountId: string, now: Date) => sql`
  SELECT reason, ends_at AS "endsAt" FROM account_bans
  WHERE account_id = ${accountId}::uuid AND lifted_at IS NULL AND (ends_at IS NULL OR ends_at > ${now}::timestamptz)
  ORDER BY ends_at DESC NULLS FIRST LIMIT 1`;

/** The one that lasts longest of those in force. */
export async function currentBan(db: Db, accountId: string, now: Date): Promise<Ban | null> {
  const [ban] = await rowsOf<Ban>(db)`${longestBan(accountId, now)}`;
  return ban ?? null;
}

/** The same for who holds the newest refresh token of a session, be it over. */
export async function banOfToken(db: Db, sessionId: string, refreshHash: Uint8Array<ArrayBuffer>, now: Date): Promise<Ban | null> {
  const session = await db.authSession.findFirst({ where: { id: sessionId, refreshHash }, select: { accountId: true } });
  return session && currentBan(db, session.accountId, now);
}
