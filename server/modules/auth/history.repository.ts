import type { Origin } from "#server/modules/sessions/sessions.repository.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

/** What was tried, and how it ended. */
export type Outcome =
  | "registered"
  | "address_taken"
  | "guest_created"
  | "upgrade_asked"
  | "email_verified"
  | "logged_in"
  | "refused"
  | "locked"
  | "kept_out"
  | "unverified"
  | "second_factor_asked"
  | "second_factor_refused"
  | "recovery_asked"
  | "password_recovered"
  | "password_changed"
  | "second_factor_on"
  | "second_factor_off"
  | "identity_linked";

/** How somebody proves who he is. */
export type Method = "password" | "guest" | "oidc";

export type { Origin };

export interface LoginAttempt extends Origin {
  /** null: there is no such account. */
  accountId: string | null;
  outcome: Outcome;
  method?: Method;
  at: Date;
}

/** So long an address stays a place the account is known to log in from. */
const KNOWN_DAYS = 90;
/** Of nobody: asked for when there is no account, so that both take the same time. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

export async function recordAttempt(db: PrismaClient | Tx, attempt: LoginAttempt): Promise<void> {
  await db.loginHistory.create({ data: { ...attempt, ip: attempt.ip.slice(0, 64), userAgent: attempt.userAgent.slice(0, 200) } });
}

/** Whether somebody has logged in to the account from this address not long ago. */
export async function isKnownPlace(db: PrismaClient, accountId: string | null, ip: string, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - KNOWN_DAYS * 24 * 3600 * 1000);
  const [found] = await db.$queryRaw<unknown[]>`
    SELECT 1 AS known FROM login_history
    WHERE account_id = ${accountId ?? NOBODY}::uuid AND ip = ${ip.slice(0, 64)} AND outcome = 'logged_in' AND at > ${since} LIMIT 1`;
  return found !== undefined;
}

export interface LastVisit {
  at: Date | null;
  ip: string | null;
  /** Played last; null: the account has none. */
  character: string | null;
}

/** When and from where the account was last logged in to, and who it played. */
export async function lastVisit(db: Tx, accountId: string): Promise<LastVisit> {
  const [visit] = await db.$queryRaw<LastVisit[]>`
    SELECT last.at, last.ip,
      (SELECT name FROM characters WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL ORDER BY last_played_at DESC NULLS LAST, id LIMIT 1) AS character
    FROM (SELECT 1) AS one LEFT JOIN LATERAL (
      SELECT at, ip FROM login_history WHERE account_id = ${accountId}::uuid AND outcome = 'logged_in' ORDER BY at DESC LIMIT 1) AS last ON true`;
  return visit;
}
