import type { Tx } from "#server/platform/prisma.ts";

/** Id and roles of the account with this address; null: there is none. */
export async function findByEmail(tx: Tx, email: string): Promise<{ id: string; roles: string[] } | null> {
  const account = await tx.account.findUnique({ where: { email }, select: { id: true, roles: { orderBy: { role: "asc" } } } });
  return account && { id: account.id, roles: account.roles.map(({ role }) => role) };
}

export async function grant(tx: Tx, accountId: string, role: string): Promise<void> {
  await tx.accountRole.createMany({ data: { accountId, role }, skipDuplicates: true });
}

export async function takeAway(tx: Tx, accountId: string, role: string): Promise<void> {
  await tx.accountRole.deleteMany({ where: { accountId, role } });
}
