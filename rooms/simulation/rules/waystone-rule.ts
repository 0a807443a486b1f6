import { MAX_WAYSTONES } from "#shared/content/schema/object.ts";
import type { Zone } from "#shared/content/schema.ts";

/** A way stone of the world, as somebody sees it who stands at another. */
export interface WaystoneRule {
  readonly zoneId: string;
  /** Its place in the zone's list of objects, when it is this zone; else -1. */
  readonly object: number;
  /** Where one arrives, m. */
  readonly x: number;
  readonly y: number;
}

/** All of the world by their codes; a hole is null. @param here the zone that is simulated */
export function waystoneRules(zones: readonly Zone[], here: string): (WaystoneRule | null)[] {
  const table = new Array<WaystoneRule | null>(MAX_WAYSTONES).fill(null);
  for (const zone of zones) {
    for (const [n, object] of zone.objects.entries()) {
      if (object.kind !== "waystone") continue;
      const [x, y] = object.arrive;
      table[object.code] = { zoneId: zone.id, object: zone.id === here ? n : -1, x, y };
    }
  }
  return table;
}
