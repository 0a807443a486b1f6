import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Content } from "#shared/content/schema.ts";
import * as repository from "./zones.repository.ts";
import type { ZoneView } from "./zones.schema.ts";

/** The zones of the content, and who runs them. */
export class ZonesService {
  readonly #prisma: PrismaClient;
  readonly #zones: Content["zones"];

  constructor({ prisma, content }: { prisma: PrismaClient; content: Content }) {
    this.#prisma = prisma;
    this.#zones = content.zones;
  }

  async list(): Promise<ZoneView[]> {
    const open = await repository.listOpenLayers(this.#prisma);
    return this.#zones.map(({ id, name, widthM, heightM, maxPlayers }) => {
      const layers = open.filter(({ zoneId }) => zoneId === id).map(({ layer, roomId, players }) => ({ layer, roomId, players }));
      return { id, name, widthM, heightM, maxPlayers, open: layers.length > 0, layers };
    });
  }
}
