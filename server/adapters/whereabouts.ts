import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";

/** Asks one room, of this process or another, where characters are. */
export type AskRoom = (roomId: string, characterIds: readonly string[]) => Promise<CharacterPlace[]>;

/** Looks up in PostgreSQL which rooms hold characters, and asks each of these once. */
export class RoomWhereabouts implements Whereabouts {
  readonly #prisma: PrismaClient;
  readonly #ask: AskRoom;
  readonly #log: Pick<RoomLog, "info">;

  /** @param ask must give up by itself */
  constructor(prisma: PrismaClient, ask: AskRoom, log: Pick<RoomLog, "info">) {
    this.#prisma = prisma;
    this.#ask = ask;
    this.#log = log;
  }

  async of(characterIds: readonly string[]): Promise<Map<string, CharacterPlace>> {
    if (characterIds.length === 0) return new Map();
    // a lease that a dead room left behind holds nobody, and nobody waits for that room
    const held = await rowsOf<{ roomId: string; ids: string[] }>(this.#prisma)`
      SELECT c.lease_owner AS "roomId", array_agg(c.id::text) AS ids
      FROM characters c JOIN zone_leases z ON z.room_id = c.lease_owner AND z.expires_at > now()
      WHERE c.id = ANY(${[...new Set(characterIds)]}::uuid[])
      GROUP BY c.lease_owner`;
    const answers = await Promise.all(held.map(({ roomId, ids }) => this.#askOne(roomId, ids)));
    return new Map(answers.flat().map((place) => [place.characterId, place]));
  }

  async #askOne(roomId: string, ids: readonly string[]): Promise<CharacterPlace[]> {
    try {
      return await this.#ask(roomId, ids);
    } catch (error) {
      this.#log.info({ err: error, roomId, characters: ids.length }, "a room did not say where its characters are");
      return [];
    }
  }
}
