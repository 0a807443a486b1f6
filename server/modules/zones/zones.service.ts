import { Problem } from "#server/http/problem.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { type Content, softLimit } from "#shared/content/schema.ts";
import * as repository from "./zones.repository.ts";
import type { TeleportList, ZoneView } from "./zones.schema.ts";

/** The zones of the content, and who runs them. */
export class ZonesService {
  readonly #prisma: PrismaClient;
  readonly #zones: Content["zones"];

  constructor({ prisma, content }: { prisma: PrismaClient; content: Content }) {
    this.#prisma = prisma;
    this.#zones = content.zones;
  }

  async list(): Promise<ZoneView[]> {
    const open = await repository.listOpenLayers(this.#prisma, null);
    return this.#zones.map((zone) => toView(zone, open));
  }

  /** @throws Problem zone_not_found */
  async get(id: string): Promise<ZoneView> {
    const zone = this.#zones.find((z) => z.id === id);
    if (!zone) throw new Problem("zone_not_found");
    return toView(zone, await repository.listOpenLayers(this.#prisma, id));
  }

  /** The way stones of all zones, and which of them a character has discovered. @throws Problem character_not_found */
  async teleports(accountId: string, characterId: string): Promise<TeleportList> {
    const discoveries = await repository.discoveriesOf(this.#prisma, accountId, characterId);
    if (!discoveries) throw new Problem("character_not_found");
    const at = new Map(discoveries.map(({ zoneId, objectId, discoveredAt }) => [`${zoneId}/${objectId}`, discoveredAt.toISOString()]));
    const teleports = this.#zones.flatMap((zone) =>
      zone.objects.flatMap((object) => {
        if (object.kind !== "waystone") return [];
        const { code, id, name } = object;
        const [x, y] = object.at;
        return [{ code, id, name, zoneId: zone.id, zoneName: zone.name, x, y, discoveredAt: at.get(`${zone.id}/${id}`) ?? null }];
      }),
    );
    return { teleports };
  }
}

function toView(zone: Content["zones"][number], open: readonly repository.OpenLayer[]): ZoneView {
  const { id, name, widthM, heightM, maxPlayers } = zone;
  const own = open.filter(({ zoneId }) => zoneId === id);
  const layers = own.map(({ layer, players, wantsLayer }) => ({
    layer,
    players,
    load: Math.round((players / maxPlayers) * 100) / 100,
    busy: wantsLayer || players >= softLimit(zone),
    full: players >= maxPlayers,
  }));
  const players = own.reduce((sum, layer) => sum + layer.players, 0);
  return { id, name, widthM, heightM, maxPlayers, open: layers.length > 0, players, layers };
}
