import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

export interface LoginAttempt {
  accountId: string | null;
  outcome: "registered" | "address_taken" | "logged_in" | "refused";
  ip: string;
  userAgent: string;
  at: Date;
}

export async function findAccount(db: Db, email: string) {
  const account = await db.account.findUnique({ where: { email }, include: { roles: true } });
  return account && { ...account, roles: account.roles.map(({ role }) => role) };
}

/** False: the address has an account already, and nothing was changed. */
export async function insertAccount(
  tx: Tx,
  account: { id: string; email: string; passwordHash: string; createdAt: Date },
): Promise<boolean> {
  const { count } = await tx.account.createMany({ data: account, skipDuplicates: true });
  if (count === 0) return false;
  await tx.accountRole.create({ data: { accountId: account.id, role: "player", grantedAt: account.createdAt } });
  return true;
}

export async function recordAttempt(db: Db, attempt: LoginAttempt): Promise<void> {
  await db.loginHistory.create({ data: { ...attempt, ip: attempt.ip.slice(0, 64), userAgent: attempt.userAgent.slice(0, 200) } });
}
