import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { Revocations, RoomLog } from "#rooms/ports.ts";
import { Poller } from "#server/platform/poller.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";

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
 * Asks PostgreSQL, again and again, which of the watched sessions have ended: one statement for all seats of this process. It asks about
 * the sessions themselves rather than about what happened since the last time, so nothing is missed, whatever was down, whoever wrote
 * the mark, and whatever the clocks say. While the database does not answer, seats stay; they are looked up as soon as it does.
 */
export class PostgresRevocations implements Revocations {
  readonly #prisma: PrismaClient;
  readonly #log: Pick<RoomLog, "info" | "warn" | "error">;
  readonly #watched = new Map<string, Set<(code: ErrorCode) => void>>();
  /** Ids of the watched, until they change. */
  #ids: string[] | null = null;
  readonly #poller: Poller;

  constructor(prisma: PrismaClient, log: Pick<RoomLog, "info" | "warn" | "error">) {
    this.#prisma = prisma;
    this.#log = log;
    this.#poller = new Poller({
      everyMs: POLL_MS,
      needed: () => this.#watched.size > 0,
      ask: () => this.#poll(),
      subject: "ended sessions",
      log,
    });
  }

  watch(loginId: string, leave: (code: ErrorCode) => void): () => void {
    const watchers = this.#watched.get(loginId) ?? new Set();
    // a function of its own, so that the same `leave` may watch twice
    const watcher = (code: ErrorCode) => leave(code);
    watchers.add(watcher);
    this.#watched.set(loginId, watchers);
    this.#ids = null;
    this.#poller.wake();
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0 || this.#watched.get(loginId) !== watchers) return;
      this.#watched.delete(loginId);
      this.#ids = null;
    };
  }

  /** Asks no more; waits for the question under way. */
  close(): Promise<void> {
    return this.#poller.close();
  }

  async #poll(): Promise<void> {
    this.#ids ??= [...this.#watched.keys()];
    // LIMIT: each is looked up by its key, however many there are; no plan reads the whole table
    const ended = await this.#prisma.$queryRaw<EndedRow[]>`
      SELECT w.id::text AS id, s.revoked_reason AS reason
      FROM unnest(${this.#ids}::uuid[]) AS w (id)
      LEFT JOIN LATERAL (SELECT * FROM auth_sessions WHERE auth_sessions.id = w.id LIMIT 1) s ON true
      WHERE s.id IS NULL OR s.revoked_at IS NOT NULL OR s.expires_at <= now()`;
    for (const { id, reason } of ended) this.#tell(id, GOODBYES[reason ?? ""] ?? "session_ended");
  }

  #tell(loginId: string, code: ErrorCode): void {
    const watchers = this.#watched.get(loginId);
    if (!watchers) return; // left while we asked
    this.#watched.delete(loginId);
    this.#ids = null;
    for (const leave of watchers) {
      try {
        leave(code);
      } catch (error) {
        this.#log.error({ err: error, loginId }, "somebody whose session has ended could not be told");
      }
    }
  }
}
