import { isFree, ON_FOOT } from "#shared/rules/collision.ts";
import { compileGround, reachableFrom } from "./map.ts";
import { checkReference, checkUnique } from "./references.ts";
import type { WorldObject, Zone } from "./schema.ts";
import type { Located, Problems } from "./source.ts";

type Waystone = Extract<WorldObject, { kind: "waystone" }>;

/**
 * Portals to other zones and way stones lead to free ground there, from which one gets on; no two way stones have one number. Only for
 * zones that are good by themselves.
 */
export function checkPortals(zones: readonly Located<Zone>[], problems: Problems): void {
  const byId = new Map(zones.map((zone) => [zone.value.id, zone.value]));
  const grounds = new Map<string, (at: readonly [number, number]) => string | null>();
  const lookInto = (zone: Zone) => {
    const look = grounds.get(zone.id) ?? groundOf(zone);
    grounds.set(zone.id, look);
    return look;
  };
  const stones: Located<Waystone>[] = [];
  for (const zone of zones) {
    for (const [n, object] of zone.value.objects.entries()) {
      if (object.kind === "waystone") {
        stones.push({ ...zone, value: object, path: [...zone.path, "objects", n] });
        const reason = lookInto(zone.value)(object.arrive);
        if (reason) problems.add(zone, ["objects", n, "arrive"], `nobody can arrive at [${object.arrive.join(", ")}]: ${reason}`);
      }
      if (object.kind !== "portal" || object.to.zone === undefined || object.to.zone === zone.value.id) continue;
      const path = ["objects", n, "to"];
      const target = byId.get(object.to.zone);
      if (!target) {
        checkReference(zone, [...path, "zone"], object.to.zone, "zone", new Set(byId.keys()), problems);
        continue;
      }
      const reason = lookInto(target)(object.to.at);
      if (reason) problems.add(zone, [...path, "at"], `nobody can arrive at [${object.to.at.join(", ")}] of ${target.id}: ${reason}`);
    }
  }
  checkUnique(stones, "code", problems);
}

/** Says of a place of the zone why nobody can arrive there; null: one can. */
function groundOf(zone: Zone): (at: readonly [number, number]) => string | null {
  const { collision } = compileGround(zone);
  const reachable = reachableFrom(collision, zone.entry.at[0], zone.entry.at[1], ON_FOOT);
  return ([x, y]) => {
    if (x >= zone.widthM || y >= zone.heightM) return "it lies outside of the zone";
    if (!isFree(collision, x, y)) return "it is inside an obstacle";
    return reachable[Math.floor(y) * collision.cols + Math.floor(x)] ? null : "there is no way to it from the entry";
  };
}
