import type { RoomLog, SpentPoints } from "#rooms/ports.ts";
import { Poller } from "#server/platform/poller.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";

/** How often it is looked whether players of this process have spent points, ms. */
const POLL_MS = 500;

interface Watched {
  version: number;
  changed: (points: SpentPoints) => void;
}

interface ChangedRow {
  id: string;
  version: number;
  attributes: Record<string, number> | null;
  trained: Record<string, number> | null;
}

/**
 * Asks PostgreSQL, again and again, whose points are other than this process knows: one statement for all its players, about the
 * characters themselves rather than about what happened, so nothing is missed, whichever process wrote it. No tick waits for it; while
 * the database does not answer, what was spent takes effect later.
 */
export class BuildWatch {
  readonly #prisma: PrismaClient;
  readonly #log: Pick<RoomLog, "info" | "warn" | "error">;
  readonly #watched = new Map<string, Watched>();
  readonly #poller: Poller;

  constructor(prisma: PrismaClient, log: Pick<RoomLog, "info" | "warn" | "error">) {
    this.#prisma = prisma;
    this.#log = log;
    this.#poller = new Poller({
      everyMs: POLL_MS,
      needed: () => this.#watched.size > 0,
      ask: () => this.#poll(),
      subject: "points spent",
      log,
    });
  }

  /** A later watch of the same character takes the place of the earlier. */
  watch(characterId: string, version: number, changed: (points: SpentPoints) => void): () => void {
    const watched: Watched = { version, changed };
    this.#watched.set(characterId, watched);
    this.#poller.wake();
    return () => {
      if (this.#watched.get(characterId) === watched) this.#watched.delete(characterId);
    };
  }

  /** Asks no more; waits for the question under way. */
  close(): Promise<void> {
    return this.#poller.close();
  }

  async #poll(): Promise<void> {
    const ids = [...this.#watched.keys()];
    const versions = [...this.#watched.values()].map((watched) => watched.version);
    // points and version are read in one statement: they belong together
    const rows = await this.#prisma.$queryRaw<ChangedRow[]>`
      SELECT w.id::text AS id, c.build_version AS version,
        (SELECT json_object_agg(a.attribute_id, a.points) FROM character_attributes a WHERE a.character_id = w.id) AS attributes,
        (SELECT json_object_agg(k.skill_id, k.trained) FROM character_skills k WHERE k.character_id = w.id AND k.trained > 0) AS trained
      FROM unnest(${ids}::uuid[], ${versions}::int[]) AS w (id, version)
      JOIN LATERAL (SELECT build_version FROM characters WHERE characters.id = w.id LIMIT 1) c ON c.build_version <> w.version`;
    for (const row of rows) this.#tell(row);
  }

  #tell({ id, version, attributes, trained }: ChangedRow): void {
    const watched = this.#watched.get(id);
    if (!watched || watched.version >= version) return; // left, or came back with newer ones, while we asked
    watched.version = version;
    try {
      watched.changed({ version, attributes: attributes ?? {}, trained: trained ?? {} });
    } catch (error) {
      this.#log.error({ err: error, characterId: id }, "a room could not take what was spent");
    }
  }
}
