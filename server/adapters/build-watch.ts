import type { WornItem } from "#shared/rules/equipment.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { SpentPoints } from "#rooms/ports/characters.ts";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { Watchlist } from "#server/platform/watchlist.ts";

/** How often it is looked whether players of this process have spent points or changed what they wear, ms. */
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
  worn: WornItem[] | null;
}

/**
 * Asks PostgreSQL, again and again, whose points are other than this process knows: one statement for many players, about the
 * characters themselves rather than about what happened, so nothing is missed, whichever process wrote it. No tick waits for it; while
 * the database does not answer, what was spent takes effect later.
 */
export class BuildWatch {
  readonly #prisma: PrismaClient;
  readonly #watched: Watchlist<Watched>;

  constructor(prisma: PrismaClient, log: Pick<RoomLog, "info" | "warn" | "error">) {
    this.#prisma = prisma;
    this.#watched = new Watchlist({
      everyMs: POLL_MS,
      ask: (ids) => this.#ask(ids),
      subject: "points spent",
      complaint: "a room could not take what was spent",
      log,
    });
  }

  watch(characterId: string, version: number, changed: (points: SpentPoints) => void): () => void {
    return this.#watched.add(characterId, { version, changed });
  }

  /** Asks no more; waits for the question under way. */
  close(): Promise<void> {
    return this.#watched.close();
  }

  async #ask(watchedIds: readonly string[]): Promise<void> {
    const known = this.#watched.ofAll(watchedIds);
    const ids = known.map(([id]) => id);
    const versions = known.map(([, { version }]) => version);
    // points and version are read in one statement: they belong together
    const rows = await rowsOf<ChangedRow>(this.#prisma)`
      SELECT w.id::text AS id, c.build_version AS version,
        (SELECT json_object_agg(a.attribute_id, a.points) FROM character_attributes a WHERE a.character_id = w.id) AS attributes,
        (SELECT json_object_agg(k.skill_id, k.trained) FROM character_skills k WHERE k.character_id = w.id AND k.trained > 0) AS trained,
        (SELECT json_agg(json_build_object('templateId', i.template_id, 'durability', i.durability, 'stats', i.attributes->'stats'))
           FROM character_items i WHERE i.owner_type = 'character' AND i.owner_id = w.id::text AND i.place = 'equipment') AS worn
      FROM unnest(${ids}::uuid[], ${versions}::int[]) AS w (id, version)
      JOIN LATERAL (SELECT build_version FROM characters WHERE characters.id = w.id LIMIT 1) c ON c.build_version <> w.version`;
    for (const row of rows) this.#watched.tell(row.id, (watched) => tell(watched, row));
  }
}

function tell(watched: Watched, { version, attributes, trained, worn }: ChangedRow): void {
  if (watched.version >= version) return; // came back with newer ones while we asked
  watched.version = version;
  watched.changed({ version, attributes: attributes ?? {}, trained: trained ?? {}, worn: worn ?? [] });
}
