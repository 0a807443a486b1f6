import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

export function findAccount(db: Db, id: string) {
  return db.account.findUnique({ where: { id }, include: { roles: { orderBy: { role: "asc" } } } });
}

/** When the account's session began; null: it has none of this id. */
export async function loggedInAt(db: Db, accountId: string, sessionId: string): Promise<Date | null> {
  const session = await db.authSession.findFirst({ where: { id: sessionId, accountId }, select: { createdAt: true } });
  return session?.createdAt ?? null;
}

/** Nobody logs in meanwhile. What was asked for earlier stands. @returns when the account will be erased, and its address */
export async function markForDeletion(tx: Tx, id: string, at: Date): Promise<{ deletionAt: Date; email: string | null }> {
  await rowsOf(tx)`SELECT 1 FROM accounts WHERE id = ${id}::uuid FOR UPDATE`;
  const [account] = await rowsOf<{ deletionAt: Date; email: string | null }>(tx)`
    UPDATE accounts SET deletion_at = coalesce(deletion_at, ${at}) WHERE id = ${id}::uuid
    RETURNING deletion_at AS "deletionAt", email::text`;
  return account;
}

export async function keep(db: Db, id: string): Promise<void> {
  await db.account.updateMany({ where: { id, erasedAt: null }, data: { deletionAt: null } });
}
