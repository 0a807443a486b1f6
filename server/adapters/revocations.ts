import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { Revocations } from "#rooms/ports/revocations.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { Watchlist } from "#server/platform/watchlist.ts";

/** How often the sessions of this process' seats are looked up, ms: what is left of a second is for the way to the client. */
const POLL_MS = 400;

interface EndedRow {
  id: string;
  /** null: its row is gone, or its time is over. */
  reason: string | null;
}

/** Ends of which the player is told more than that it is one. */
const GOODBYES: Readonly<Record<string, ErrorCode>> = { banned: "banned", suspended: "suspended" };

/**
 * Asks PostgreSQL, again and again, which of the watched sessions have ended: one statement for many seats of this process. It asks about
 * the sessions themselves rather than about what happened since the last time, so nothing is missed, whatever was down, whoever wrote
 * the mark, and whatever the clocks say. While the database does not answer, seats stay; they are looked up as soon as it does.
 */
export class PostgresRevocations implements Revocations {
  readonly #prisma: PrismaClient;
  readonly #watched: Watchlist<{ leave: (code: ErrorCode) => void }>;

  constructor(prisma: PrismaClient, log: Pick<RoomLog, "info" | "warn" | "error">) {
    this.#prisma = prisma;
    this.#watched = new Watchlist({
      everyMs: POLL_MS,
      ask: (ids) => this.#ask(ids),
      subject: "ended sessions",
      complaint: "somebody whose session has ended could not be told",
      log,
    });
  }

  watch(loginId: string, leave: (code: ErrorCode) => void): () => void {
    return this.#watched.add(loginId, { leave });
  }

  /** Asks no more; waits for the question under way. */
  close(): Promise<void> {
    return this.#watched.close();
  }

  async #ask(ids: readonly string[]): Promise<void> {
    // LIMIT: each is looked up by its key, however many there are; no plan reads the whole table
    const ended = await rowsOf<EndedRow>(this.#prisma)`
      SELECT w.id::text AS id, s.revoked_reason AS reason
      FROM unnest(${ids}::uuid[]) AS w (id)
      LEFT JOIN LATERAL (SELECT * FROM auth_sessions WHERE auth_sessions.id = w.id LIMIT 1) s ON true
      WHERE s.id IS NULL OR s.revoked_at IS NOT NULL OR s.expires_at <= now()`;
    for (const { id, reason } of ended) this.#tell(id, GOODBYES[reason ?? ""] ?? "session_ended");
  }

  #tell(loginId: string, code: ErrorCode): void {
    const watchers = this.#watched.of(loginId);
    this.#watched.drop(loginId);
    this.#watched.tell(loginId, ({ leave }) => leave(code), watchers);
  }
}
