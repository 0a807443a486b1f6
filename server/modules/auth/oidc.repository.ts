import type { Tx } from "#server/platform/prisma.ts";

/** The account of an identity; null: nobody has come by it yet. */
export async function useIdentity(tx: Tx, issuer: string, subject: string, now: Date): Promise<string | null> {
  const [identity] = await tx.accountIdentity.updateManyAndReturn({
    where: { issuer, subject },
    data: { lastUsedAt: now },
    select: { accountId: true },
  });
  return identity?.accountId ?? null;
}

/** @throws a unique violation when somebody was faster */
export async function insertIdentity(tx: Tx, identity: { issuer: string; subject: string; accountId: string }, now: Date): Promise<void> {
  await tx.accountIdentity.create({ data: { ...identity, createdAt: now, lastUsedAt: now } });
}
