import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";

/** Replaces the log-in's earlier ticket. @returns when it expires, by the database's clock; null: the log-in is over */
export async function putTicket(
  db: PrismaClient,
  { sessionId, hash, lifetimeS }: { sessionId: string; hash: Uint8Array<ArrayBuffer>; lifetimeS: number },
): Promise<Date | null> {
  const [ticket] = await rowsOf<{ expiresAt: Date }>(db)`
    INSERT INTO hub_tickets (session_id, hash, expires_at)
    SELECT id, ${hash}, now() + make_interval(secs => ${lifetimeS}::float8) FROM auth_sessions
    WHERE id = ${sessionId}::uuid AND revoked_at IS NULL FOR SHARE
    ON CONFLICT (session_id) DO UPDATE SET hash = EXCLUDED.hash, expires_at = EXCLUDED.expires_at
    RETURNING expires_at AS "expiresAt"`;
  return ticket?.expiresAt ?? null;
}
