import type { Origin } from "#server/modules/sessions/sessions.repository.ts";
import { type PrismaClient, rowsOf, type Sql, sql, type Tx } from "#server/platform/prisma.ts";

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

const fitting = ({ ip, userAgent }: Origin) => ({ ip: ip.slice(0, 64), userAgent: userAgent.slice(0, 200) });

export async function recordAttempt(db: PrismaClient | Tx, attempt: LoginAttempt): Promise<void> {
  await db.loginHistory.create({ data: { ...attempt, ...fitting(attempt) } });
}

/** Condition: somebody has logged in to the account (an expression of SQL) from this address not long ago. */
export function isKnownPlace(account: Sql, ip: string, now: Date): Sql {
  const since = new Date(now.getTime() - KNOWN_DAYS * 24 * 3600 * 1000);
  return sql`EXISTS (
    SELECT 1 FROM login_history
    WHERE account_id = ${account} AND ip = ${ip.slice(0, 64)} AND outcome = 'logged_in' AND at > ${since}::timestamptz)`;
}

export interface LastVisit {
  at: Date | null;
  ip: string | null;
  /** Played last; null: the account has none. */
  character: string | null;
}

/** Records that the account was logged in to. @returns when and from where it was before, and who it played */
export async function recordVisit(
  tx: Tx,
  { accountId, method, at, ...origin }: Origin & { accountId: string; method: Method; at: Date },
): Promise<LastVisit> {
  const { ip, userAgent } = fitting(origin);
  const outcome: Outcome = "logged_in";
  const [visit] = await rowsOf<LastVisit>(tx)`
    WITH recorded AS (
      INSERT INTO login_history (account_id, outcome, method, at, ip, user_agent)
      VALUES (${accountId}::uuid, ${outcome}, ${method}, ${at}::timestamptz, ${ip}, ${userAgent}))
    SELECT last.at, last.ip,
      (SELECT name FROM characters WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL ORDER BY last_played_at DESC NULLS LAST, id LIMIT 1) AS character
    FROM (SELECT 1) AS one LEFT JOIN LATERAL (
      SELECT at, ip FROM login_history WHERE account_id = ${accountId}::uuid AND outcome = ${outcome} ORDER BY at DESC LIMIT 1) AS last ON true`;
  return visit;
}
