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

export interface NewSession {
  id: string;
  accountId: string;
  refreshHash: Uint8Array<ArrayBuffer>;
  createdAt: Date;
  expiresAt: Date;
}

/** Also removes the account's sessions that are over. */
export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx.authSession.deleteMany({ where: { accountId: session.accountId, expiresAt: { lt: session.createdAt } } });
  await tx.authSession.create({ data: { ...session, lastUsedAt: session.createdAt } });
}

/** Replaces the refresh token. Null: it is not the session's newest, or the session is over. Of many at once one gets it. */
export async function rotate(
  db: Db,
  id: string,
  from: Uint8Array<ArrayBuffer>,
  to: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<{ accountId: string; roles: string[] } | null> {
  const [session] = await db.$queryRaw<Array<{ accountId: string; roles: string[] }>>`
    UPDATE auth_sessions SET refresh_hash = ${to}, last_used_at = ${now}
    WHERE id = ${id}::uuid AND refresh_hash = ${from} AND revoked_at IS NULL AND expires_at > ${now}
    RETURNING account_id AS "accountId",
      (SELECT coalesce(array_agg(role ORDER BY role), '{}') FROM account_roles r WHERE r.account_id = auth_sessions.account_id) AS roles`;
  return session ?? null;
}

/** Whose session it was; null when it is unknown or already revoked. */
export async function revoke(
  db: Db,
  id: string,
  reason: "logged_out" | "refresh_reused",
  now: Date,
  hash?: Uint8Array<ArrayBuffer>,
): Promise<string | null> {
  const [session] = await db.authSession.updateManyAndReturn({
    where: { id, revokedAt: null, ...(hash && { refreshHash: hash }) },
    data: { revokedAt: now, revokedReason: reason },
    select: { accountId: true },
  });
  return session?.accountId ?? null;
}

/** The roles of the session's account as they are now; null when the session is over. */
export async function liveRoles(db: Db, id: string, accountId: string, now: Date): Promise<string[] | null> {
  const [session] = await db.$queryRaw<Array<{ roles: string[] }>>`
    SELECT (SELECT coalesce(array_agg(role ORDER BY role), '{}') FROM account_roles r WHERE r.account_id = s.account_id) AS roles
    FROM auth_sessions s
    WHERE s.id = ${id}::uuid AND s.account_id = ${accountId}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now}`;
  return session?.roles ?? null;
}
