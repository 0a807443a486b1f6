import { affected, type PrismaClient, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;
type Bytes = Uint8Array<ArrayBuffer>;

export interface Totp {
  sealedSecret: Uint8Array;
  confirmedAt: Date | null;
}

export function find(db: Db, accountId: string): Promise<Totp | null> {
  return db.accountTotp.findUnique({ where: { accountId } });
}

/** Puts a secret in the place of one that was never confirmed. False: one is in use. */
export async function enrol(db: Db, accountId: string, sealedSecret: Bytes): Promise<boolean> {
  const count = await affected(db)`
    INSERT INTO account_totp AS t (account_id, sealed_secret) VALUES (${accountId}::uuid, ${sealedSecret})
    ON CONFLICT (account_id) DO UPDATE SET sealed_secret = EXCLUDED.sealed_secret, last_step = 0 WHERE t.confirmed_at IS NULL`;
  return count > 0;
}

/** False: a code of this step or a later one was used before. */
export async function useStep(db: Db, accountId: string, step: number): Promise<boolean> {
  const { count } = await db.accountTotp.updateMany({ where: { accountId, lastStep: { lt: step } }, data: { lastStep: step } });
  return count > 0;
}

export async function confirm(db: Db, accountId: string, now: Date): Promise<boolean> {
  const { count } = await db.accountTotp.updateMany({ where: { accountId, confirmedAt: null }, data: { confirmedAt: now } });
  return count > 0;
}

export async function remove(db: Db, accountId: string): Promise<void> {
  await db.accountTotp.deleteMany({ where: { accountId } });
  await db.accountRecoveryCode.deleteMany({ where: { accountId } });
}

export async function replaceRecoveryCodes(db: Db, accountId: string, hashes: readonly Bytes[]): Promise<void> {
  await db.accountRecoveryCode.deleteMany({ where: { accountId } });
  await db.accountRecoveryCode.createMany({ data: hashes.map((hash) => ({ accountId, hash })) });
}

/** False: there is no such code, or it was used. */
export async function useRecoveryCode(db: Db, accountId: string, hash: Bytes): Promise<boolean> {
  return (await db.accountRecoveryCode.deleteMany({ where: { accountId, hash } })).count > 0;
}

export function recoveryCodesLeft(db: Db, accountId: string): Promise<number> {
  return db.accountRecoveryCode.count({ where: { accountId } });
}
