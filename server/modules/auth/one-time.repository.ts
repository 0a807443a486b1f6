import { newSecret, hashSecret } from "#server/platform/secret.ts";
import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { Method } from "./history.repository.ts";

/** What a one-time token is for, and how long, ms. */
const LIVES_MS = {
  verify_email: 24 * 3600_000,
  recover_password: 3600_000,
  second_factor: 300_000,
  handoff: 60_000,
} as const;
export type Purpose = keyof typeof LIVES_MS;

export interface OneTime {
  accountId: string;
  /** The address it was mailed to. */
  email: string | null;
  /** How its bearer began to log in. */
  method: Method | null;
}

export interface NewOneTime {
  accountId: string;
  purpose: Purpose;
  email?: string;
  method?: Method;
  /** What else its bearer must show. */
  binding?: Uint8Array<ArrayBuffer>;
}

/** @returns the token's text, which is kept nowhere */
export async function issue(db: PrismaClient | Tx, token: NewOneTime, now: Date): Promise<string> {
  const { text, hash } = newSecret();
  const expiresAt = new Date(now.getTime() + LIVES_MS[token.purpose]);
  await db.accountToken.create({ data: { ...token, hash, createdAt: now, expiresAt } });
  return text;
}

/** Looks without using it up. Null: unknown, used or expired. */
export function find(db: PrismaClient | Tx, purpose: Purpose, text: string, now: Date): Promise<OneTime | null> {
  return db.accountToken.findFirst({ where: { hash: hashSecret(text), purpose, expiresAt: { gt: now } } }) as Promise<OneTime | null>;
}

/** Uses it up: of many at once one succeeds. Null: unknown, used, expired or bound to something else. */
export async function use(
  db: PrismaClient | Tx,
  purpose: Purpose,
  text: string,
  now: Date,
  binding?: Uint8Array<ArrayBuffer>,
): Promise<OneTime | null> {
  const [used] = await rowsOf<OneTime>(db)`
    DELETE FROM account_tokens
    WHERE hash = ${hashSecret(text)} AND purpose = ${purpose} AND expires_at > ${now} AND binding IS NOT DISTINCT FROM ${binding ?? null}
    RETURNING account_id AS "accountId", email::text, method`;
  return used ?? null;
}

/** Voids what was issued for these purposes. */
export async function revokeAll(db: PrismaClient | Tx, accountId: string, purposes: readonly Purpose[]): Promise<void> {
  await db.accountToken.deleteMany({ where: { accountId, purpose: { in: [...purposes] } } });
}

export function secondsOf(purpose: Purpose): number {
  return LIVES_MS[purpose] / 1000;
}
