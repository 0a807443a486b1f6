import { Prisma } from "#prisma/generated/client.ts";
import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { LoginKey } from "./logins.schema.ts";

export interface LoginRow {
  id: bigint;
  at: Date;
  outcome: string;
  ip: string;
  userAgent: string;
}

/** Newest first, `count` at most, those before `after`. */
export function listLogins(db: PrismaClient | Tx, accountId: string, count: number, after: LoginKey | undefined): Promise<LoginRow[]> {
  const before = after ? Prisma.sql`AND (at, id) < (${after[0]}::timestamptz, ${after[1]}::bigint)` : Prisma.empty;
  return rowsOf<LoginRow>(db)`
    SELECT id, at, outcome, ip, user_agent AS "userAgent" FROM login_history
    WHERE account_id = ${accountId}::uuid ${before}
    ORDER BY at DESC, id DESC LIMIT ${count}`;
}
