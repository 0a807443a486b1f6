import { freeNumber, type LayerLimits, type LayerRow, missedLayers, needOf, othersHaveLess } from "./layer-policy.ts";
import type { ZoneKey } from "./leases.ts";

/** Why a process becomes a further layer of a zone. */
export type OpenReason = "missed" | "players" | "relief";

export interface Wanted {
  key: ZoneKey;
  reason: OpenReason;
}

/** So many rounds a process that has a layer of the zone, or more players than another process, leaves a new one to others. */
const PATIENCE = 2;

/** Looks at all layers of the zones that this process may be, round after round, and says which further ones it should try to be. */
export class LayerWatch {
  readonly #zones: ReadonlyMap<string, LayerLimits>;
  readonly #self: string;
  /** Rounds for which a zone has needed a layer that this process left to others. */
  readonly #waited = new Map<string, number>();

  /** @param self the name under which this process holds leases */
  constructor(zones: ReadonlyMap<string, LayerLimits>, self: string) {
    this.#zones = zones;
    this.#self = self;
  }

  /** @param rows the layers of all zones, as they are now */
  wanted(rows: readonly LayerRow[]): Wanted[] {
    const crowded = othersHaveLess(rows, this.#self);
    return [...this.#zones].flatMap(([zoneId, limits]) => {
      const own = rows.filter((row) => row.zoneId === zoneId);
      const missed = missedLayers(own).map((layer): Wanted => ({ key: { zoneId, layer }, reason: "missed" }));
      const need = needOf(own, limits);
      if (need === null) this.#waited.delete(zoneId);
      if (need === null || this.#leavesIt(zoneId, need, crowded, own)) return missed;
      return [...missed, { key: { zoneId, layer: freeNumber(own) }, reason: need }];
    });
  }

  #leavesIt(zoneId: string, need: "players" | "relief", crowded: boolean, own: readonly LayerRow[]): boolean {
    // a process that has no time for two layers of a zone has none for three
    const here = own.filter((row) => row.live && row.owner === this.#self);
    if (need === "relief" && here.length > 1) return true;
    const waited = this.#waited.get(zoneId) ?? 0;
    if ((!crowded && here.length === 0) || waited >= PATIENCE) return false;
    this.#waited.set(zoneId, waited + 1);
    return true;
  }
}
