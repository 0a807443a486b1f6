import type { Place, Places } from "#rooms/ports/places.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { isRunning, place } from "#server/zones/placement.ts";

/** Rooms choose where a character goes as `select` does. */
export class PlacesByLease implements Places {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  async find(want: { zoneId: string; characterId: string }): Promise<Place | "zone_full" | "zone_unavailable"> {
    const found = await place(this.#prisma, want);
    return found ?? ((await isRunning(this.#prisma, want.zoneId)) ? "zone_full" : "zone_unavailable");
  }
}
