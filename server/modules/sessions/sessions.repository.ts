import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

import { type Ban, longestBan } from "./bans.repository.ts";

type Db = PrismaClient | Tx;
type Hash = Uint8Array<ArrayBuffer>;

/** Why a session ended before its time. Rooms read it too (server/adapters/revocations.ts). */
export type EndReason =
  | "logged_out"
  | "refresh_reused"
  | "revoked"
  | "too_many"
  | "password_changed"
  | "password_recovered"
  | "banned"
  | "suspended"
  | "account_deleted";

/** How long sessions live, ms. */
export interface Lifetime {
  /** After the last use. */
  idleMs: number;
  /** After the log-in, however much it is used. */
  maxMs: number;
}

/** Where a request came from. */
export interface Origin {
  ip: string;
  userAgent: string;
}

const fitting = ({ ip, userAgent }: Origin) => ({ ip: ip.slice(0, 64), userAgent: userAgent.slice(0, 200) });

/**
 * Writes a new session, removes the account's sessions whose time is over, and ends those that were unused for longest beyond `most`.
 * One statement: log-ins come in crowds. @returns the ban in force, with which the caller has to undo it all, and the sessions it ended
 */
export async function insertSession(
  tx: Tx,
  {
    id,
    accountId,
    refreshHash,
    createdAt,
    expiresAt,
  }: { id: string; accountId: string; refreshHash: Hash; createdAt: Date; expiresAt: Date },
  most: number,
  origin: Origin,
): Promise<{ ban: Ban | null; ended: string[] }> {
  const { ip, userAgent } = fitting(origin);
  const reason: EndReason = "too_many";
  // all parts see the sessions as they were before: without the new one
  const [row] = await rowsOf<{ reason: string | null; endsAt: Date | null; ended: string[] }>(tx)`
    WITH ban AS (${longestBan(accountId, createdAt)}),
    removed AS (DELETE FROM auth_sessions WHERE account_id = ${accountId}::uuid AND expires_at < ${createdAt}::timestamptz),
    ended AS (
      UPDATE auth_sessions SET revoked_at = ${createdAt}::timestamptz, revoked_reason = ${reason}
      WHERE revoked_at IS NULL AND id IN (
        SELECT id FROM auth_sessions
        WHERE account_id = ${accountId}::uuid AND revoked_at IS NULL AND expires_at > ${createdAt}::timestamptz
        ORDER BY last_used_at DESC, id DESC OFFSET ${most - 1}::int)
      RETURNING id),
    opened AS (
      INSERT INTO auth_sessions (id, account_id, refresh_hash, created_at, last_used_at, expires_at, ip, user_agent)
      VALUES (${id}::uuid, ${accountId}::uuid, ${refreshHash}, ${createdAt}::timestamptz, ${createdAt}::timestamptz, ${expiresAt}::timestamptz,
        ${ip}, ${userAgent}))
    SELECT (SELECT reason FROM ban) AS reason, (SELECT "endsAt" FROM ban) AS "endsAt", (SELECT coalesce(array_agg(id), '{}') FROM ended) AS ended`;
  return { ban: row.reason === null ? null : { reason: row.reason, endsAt: row.endsAt }, ended: row.ended };
}

/** What an account may do. */
export interface Standing {
  roles: string[];
  /** Its e-mail address is confirmed. */
  verified: boolean;
}

/** Replaces the refresh token. Null: it is not the session's newest, or the session is over. Of many at once one gets it. */
export async function rotate(
  db: Db,
  session: { id: string; from: Hash; to: Hash; now: Date },
  lifetime: Lifetime,
  origin: Origin,
): Promise<(Standing & { accountId: string }) | null> {
  const { id, from, to, now } = session;
  const { ip, userAgent } = fitting(origin);
  const [rotated] = await rowsOf<Standing & { accountId: string }>(db)`
    UPDATE auth_sessions SET refresh_hash = ${to}, last_used_at = ${now}, ip = ${ip}, user_agent = ${userAgent},
      expires_at = least(created_at + ${lifetime.maxMs} * interval '1 millisecond', ${new Date(now.getTime() + lifetime.idleMs)})
    WHERE id = ${id}::uuid AND refresh_hash = ${from} AND revoked_at IS NULL AND expires_at > ${now}
    RETURNING account_id AS "accountId",
      (SELECT coalesce(array_agg(role ORDER BY role), '{}') FROM account_roles r WHERE r.account_id = auth_sessions.account_id) AS roles,
      (SELECT email_verified_at IS NOT NULL FROM accounts a WHERE a.id = auth_sessions.account_id) AS verified`;
  return rotated ?? null;
}

/** How the accounts of sessions stand now, in the order asked; null where the session is over. */
export async function standings(
  db: Db,
  asked: ReadonlyArray<{ id: string; accountId: string }>,
  now: Date,
): Promise<Array<Standing | null>> {
  const rows = await rowsOf<Standing & { n: number }>(db)`
    SELECT q.n::int AS n, a.email_verified_at IS NOT NULL AS verified,
      (SELECT coalesce(array_agg(role ORDER BY role), '{}') FROM account_roles r WHERE r.account_id = s.account_id) AS roles
    FROM unnest(${asked.map(({ id }) => id)}::uuid[], ${asked.map(({ accountId }) => accountId)}::uuid[]) WITH ORDINALITY AS q(id, account_id, n)
    JOIN auth_sessions s ON s.id = q.id AND s.account_id = q.account_id
    JOIN accounts a ON a.id = s.account_id
    WHERE s.revoked_at IS NULL AND s.expires_at > ${now}`;
  const standings: Array<Standing | null> = asked.map(() => null);
  for (const { n, roles, verified } of rows) standings[n - 1] = { roles, verified };
  return standings;
}

/** Which sessions: all conditions that are given hold. */
export interface Selection {
  id?: string;
  accountId?: string;
  /** Not this one. */
  except?: string;
  /** Only while this is its newest refresh token. */
  refreshHash?: Hash;
}

/** Marks live sessions as ended. @returns those that were live until now */
export function end(tx: Tx, { id, accountId, except, refreshHash }: Selection, reason: EndReason, now: Date) {
  return tx.authSession.updateManyAndReturn({
    where: { id: { equals: id, not: except }, accountId, refreshHash, revokedAt: null, expiresAt: { gt: now } },
    data: { revokedAt: now, revokedReason: reason },
    select: { id: true, accountId: true },
  });
}

export type SessionRow = Awaited<ReturnType<typeof listLive>>[number];

/** The one used last comes first. */
export function listLive(db: Db, accountId: string, now: Date) {
  return db.authSession.findMany({
    where: { accountId, revokedAt: null, expiresAt: { gt: now } },
    select: { id: true, name: true, userAgent: true, ip: true, createdAt: true, lastUsedAt: true, expiresAt: true },
    orderBy: [{ lastUsedAt: "desc" }, { id: "desc" }],
  });
}

/** False when the account has no such live session. */
export async function rename(db: Db, accountId: string, id: string, name: string | null, now: Date): Promise<boolean> {
  const { count } = await db.authSession.updateMany({ where: { id, accountId, revokedAt: null, expiresAt: { gt: now } }, data: { name } });
  return count > 0;
}
