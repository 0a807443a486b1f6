import type { Parties, PartyMembership } from "#rooms/ports/parties.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { Watchlist } from "#server/platform/watchlist.ts";

/** How often it is looked whether players of this process are in other parties than before, ms. */
const POLL_MS = 500;

interface Watched {
  partyId: string | null;
  /** 0: in none. */
  version: number;
  changed: (party: PartyMembership | null) => void;
}

interface ChangedRow {
  id: string;
  partyId: string | null;
}

/**
 * Asks PostgreSQL, again and again, whose party is other than this process knows: one statement for many players, about how it is
 * rather than about what happened, so nothing is missed, whichever process wrote it. No tick waits for it; while the database does not
 * answer, parties stay as they are known.
 */
export class PartyWatch implements Parties {
  readonly #prisma: PrismaClient;
  readonly #watched: Watchlist<Watched>;

  constructor(prisma: PrismaClient, log: Pick<RoomLog, "info" | "warn" | "error">) {
    this.#prisma = prisma;
    this.#watched = new Watchlist({
      everyMs: POLL_MS,
      ask: (ids) => this.#ask(ids),
      subject: "parties",
      complaint: "a room could not take a change of a party",
      log,
    });
  }

  watch(characterId: string, changed: (party: PartyMembership | null) => void): () => void {
    return this.#watched.add(characterId, { partyId: null, version: 0, changed });
  }

  /** Asks no more; waits for the question under way. */
  close(): Promise<void> {
    return this.#watched.close();
  }

  async #ask(watchedIds: readonly string[]): Promise<void> {
    const known = this.#watched.ofAll(watchedIds);
    const rows = await rowsOf<ChangedRow>(this.#prisma)`
      SELECT w.id::text, m.party_id::text AS "partyId"
      FROM unnest(
        ${known.map(([id]) => id)}::uuid[], ${known.map(([, { partyId }]) => partyId)}::uuid[], ${known.map(([, { version }]) => version)}::int[]
      ) AS w (id, party_id, version)
      LEFT JOIN party_members m ON m.character_id = w.id LEFT JOIN parties p ON p.id = m.party_id
      WHERE m.party_id IS DISTINCT FROM w.party_id OR p.version <> w.version`;
    if (rows.length === 0) return;
    const parties = await this.#read([...new Set(rows.flatMap(({ partyId }) => partyId ?? []))]);
    for (const { id, partyId } of rows) {
      const party = partyId === null ? null : parties.get(partyId);
      // joined or left between the two questions: the next round tells
      if (party === undefined || (party && !party.members.some(({ characterId }) => characterId === id))) continue;
      this.#watched.tell(id, (watched) => tell(watched, party));
    }
  }

  /** Each with its version and its members as of the same moment. */
  async #read(ids: readonly string[]): Promise<Map<string, PartyMembership>> {
    if (ids.length === 0) return new Map();
    const rows = await rowsOf<PartyMembership>(this.#prisma)`
      SELECT p.id::text AS "partyId", p.version, p.raid, p.loot_rule AS "lootRule", p.loot_threshold AS "lootThreshold",
        (SELECT json_agg(json_build_object('characterId', m.character_id, 'seat', m.seat) ORDER BY m.seat)
         FROM party_members m WHERE m.party_id = p.id) AS members
      FROM parties p WHERE p.id = ANY (${ids}::uuid[])`;
    return new Map(rows.filter(({ members }) => members !== null).map((row) => [row.partyId, row]));
  }
}

function tell(watched: Watched, party: PartyMembership | null): void {
  if (watched.partyId === (party?.partyId ?? null) && watched.version >= (party?.version ?? 0)) return;
  watched.partyId = party?.partyId ?? null;
  watched.version = party?.version ?? 0;
  watched.changed(party);
}
