import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

/** Why an account is kept out, and until when (null: for ever). */
export interface Ban {
  reason: string;
  endsAt: Date | null;
}

/** The one that lasts longest of those in force. */
export async function currentBan(db: Db, accountId: string, now: Date): Promise<Ban | null> {
  return db.accountBan.findFirst({
    where: { accountId, liftedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    orderBy: { endsAt: { sort: "desc", nulls: "first" } },
    select: { reason: true, endsAt: true },
  });
}

/** The same for who holds the newest refresh token of a session, be it over. */
export async function banOfToken(db: Db, sessionId: string, refreshHash: Uint8Array<ArrayBuffer>, now: Date): Promise<Ban | null> {
  const session = await db.authSession.findFirst({ where: { id: sessionId, refreshHash }, select: { accountId: true } });
  return session && currentBan(db, session.accountId, now);
}

/** Until the transaction ends nobody can ban or erase the account; log-ins do not wait for each other. False: it is erased. */
export async function holdAccount(tx: Tx, accountId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 AS held FROM accounts WHERE id = ${accountId}::uuid AND erased_at IS NULL FOR KEY SHARE`;
  return rows.length > 0;
}
