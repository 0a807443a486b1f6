import type { Belonging, Belongings } from "#rooms/ports/hub.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { type Topic, topics } from "#shared/protocol/topics.ts";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { AT_ONCE, Watchlist } from "#server/platform/watchlist.ts";

/** How often it is looked where the players of this process belong, ms. */
const POLL_MS = 1000;
/** After a hint; several come together. */
const HINT_MS = 20;

interface PlaceRow {
  /** Whose it is, by the order in which it was asked, from 1. */
  n: number;
  digest: string;
  seatId: string | null;
  characterId: string | null;
  name: string;
  zoneId: string;
  layer: number;
  roomId: string;
  partyId: string | null;
  /** Of the party, the character itself as well; null: in none. */
  members: string[] | null;
}

interface Watcher {
  /** Digest of what it was told last. */
  known: string;
  changed: (belonging: Belonging) => void;
}

/**
 * Asks PostgreSQL, each second and after every hint, where the connected accounts belong: which character is in which zone, and which
 * seat is theirs. It asks about the state and not about what happened, so a lost hint costs a second and nothing else. While the
 * database does not answer, everybody keeps what they have.
 */
export class PostgresBelongings implements Belongings {
  readonly #prisma: PrismaClient;
  readonly #log: Pick<RoomLog, "info" | "warn" | "error">;
  readonly #watched: Watchlist<Watcher>;
  #hinted = new Set<string>();
  #hintTimer: NodeJS.Timeout | null = null;
  #asking: Promise<void> | null = null;
  #closed = false;

  constructor(prisma: PrismaClient, log: Pick<RoomLog, "info" | "warn" | "error">) {
    this.#prisma = prisma;
    this.#log = log;
    this.#watched = new Watchlist({
      everyMs: POLL_MS,
      ask: (ids) => this.#ask(ids),
      subject: "the places of connected players",
      complaint: "a hub could not take where a player belongs",
      log,
    });
  }

  watch(accountId: string, changed: (belonging: Belonging) => void): () => void {
    const stop = this.#watched.add(accountId, { known: "", changed });
    this.hint([accountId]);
    return stop;
  }

  /** Something about these accounts has changed: those who are watched are looked up at once. */
  hint(accountIds: readonly string[]): void {
    for (const id of accountIds) if (this.#watched.has(id)) this.#hinted.add(id);
    if (this.#hinted.size === 0 || this.#closed) return;
    this.#hintTimer ??= setTimeout(() => void this.#askHinted(), HINT_MS);
  }

  /** One at a time; hints that come meanwhile are asked about afterwards. Never throws. */
  async #askHinted(): Promise<void> {
    const asked = this.#hinted;
    this.#hinted = new Set();
    this.#asking = this.#ask([...asked]).catch((error) => this.#log.warn({ err: error }, "a hint could not be followed; the poll will do"));
    await this.#asking;
    this.#asking = null;
    this.#hintTimer = null;
    this.hint([]);
  }

  /** Asks no more; waits for the question under way. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#hintTimer) clearTimeout(this.#hintTimer);
    await this.#watched.close();
    await this.#asking;
  }

  async #ask(accountIds: readonly string[]): Promise<void> {
    for (let from = 0; from < accountIds.length; from += AT_ONCE) await this.#askSome(accountIds.slice(from, from + AT_ONCE));
  }

  async #askSome(accountIds: readonly string[]): Promise<void> {
    // only those who watch now: the answer may be older than who comes meanwhile
    const watching = this.#watched.ofAll(accountIds);
    const ids = watching.map(([id]) => id);
    const known = watching.map(([, watcher]) => watcher.known);
    // nearly always nothing is other than known, and so nothing comes back
    const places = await rowsOf<PlaceRow>(this.#prisma)`
      SELECT w.n::int, d.digest, h.seat_id::text AS "seatId", p.id::text AS "characterId", p.name,
        p.zone_id AS "zoneId", p.layer::int AS layer, p.room_id AS "roomId", m.party_id::text AS "partyId", o.members
      FROM unnest(${ids}::uuid[], ${known}::text[]) WITH ORDINALITY AS w (id, known, n)
      LEFT JOIN hub_seats h ON h.account_id = w.id
      LEFT JOIN LATERAL (
        SELECT c.id, c.name, z.zone_id, z.layer, z.room_id
        FROM characters c JOIN zone_leases z ON z.room_id = c.lease_owner AND z.expires_at > now()
        WHERE c.account_id = w.id AND c.lease_owner IS NOT NULL LIMIT 1) p ON true
      LEFT JOIN party_members m ON m.character_id = p.id
      LEFT JOIN LATERAL (
        SELECT array_agg(e.character_id::text ORDER BY e.seat) AS members FROM party_members e WHERE e.party_id = m.party_id) o ON true
      CROSS JOIN LATERAL md5(ROW(h.seat_id, p.id, p.name, p.zone_id, p.layer, p.room_id, m.party_id, o.members)::text) AS d (digest)
      WHERE d.digest <> w.known`;
    for (const row of places) {
      const [id, watcher] = watching[row.n - 1];
      this.#watched.tell(id, () => tell(watcher, row), [watcher]);
    }
  }
}

function tell(watcher: Watcher, row: PlaceRow): void {
  if (watcher.known === row.digest) return;
  watcher.known = row.digest;
  watcher.changed(toBelonging(row));
}

function toBelonging({ seatId, characterId, name, zoneId, layer, roomId, partyId, members }: PlaceRow): Belonging {
  if (characterId === null) return { seatId, character: null, partyId: null, topics: [] };
  const followed: Topic[] = [topics.zoneChat(zoneId), topics.zoneEvents(zoneId)];
  if (partyId !== null) followed.push(topics.partyChat(partyId), topics.partyLoot(partyId));
  // members of a party follow each other
  for (const id of members ?? [characterId]) followed.push(topics.position(id), topics.combat(id));
  return { seatId, character: { id: characterId, name, zoneId, layer, roomId }, partyId, topics: followed };
}
