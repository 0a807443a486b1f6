import { Cell } from "#shared/rules/collision.ts";
import { checkReference, checkUnique, type KnownIds } from "./references.ts";
import type { Ground } from "./map.ts";
import type { WorldObject, Zone } from "./schema.ts";
import type { Located, Path, Problems } from "./source.ts";

/** What the shape of a zone's objects cannot say: names that exist, places inside the zone. */
export function checkObjects(
  zone: Located<Zone>,
  known: KnownIds,
  inside: (path: Path, at: readonly [number, number]) => void,
  problems: Problems,
): void {
  const { objects } = zone.value;
  const located = objects.map((value, n): Located<WorldObject> => ({ ...zone, value, path: [...zone.path, "objects", n] }));
  checkUnique(located, "id", problems);
  const doors = new Set(objects.filter((object) => object.kind === "door").map((door) => door.id));
  for (const [n, at] of located.entries()) {
    const object = at.value;
    if (object.kind === "door") {
      inside(["objects", n, "box"], [object.box[0], object.box[1]]);
      if (object.box[0] + object.box[2] > zone.value.widthM || object.box[1] + object.box[3] > zone.value.heightM)
        problems.add(at, ["box"], "reaches out of the zone");
      if (object.key !== undefined) checkReference(at, ["key"], object.key, "item", known.items, problems);
      else if (object.locked && !objects.some((other) => other.kind === "lever" && other.opens === object.id))
        problems.add(at, ["locked"], "no lever of this zone opens it");
      continue;
    }
    inside(["objects", n, "at"], object.at);
    switch (object.kind) {
      case "lever":
        checkReference(at, ["opens"], object.opens, "door of this zone", doors, problems);
        break;
      case "chest":
      case "gather_node":
        checkReference(at, ["lootTable"], object.lootTable, "loot table", known.lootTables, problems);
        if (object.kind === "gather_node" && object.gathering)
          checkReference(at, ["gathering", "profession"], object.gathering.profession, "profession", known.professions, problems);
        break;
      case "shrine":
        if (object.status !== undefined) checkReference(at, ["status"], object.status, "status", known.statuses, problems);
        else if (object.heals === 0) problems.add(at, ["kind"], "a shrine needs a status or heals");
        break;
      case "vendor":
        checkReference(at, ["vendor"], object.vendor, "vendor", known.vendors, problems);
        break;
      case "portal":
        if (leadsHere(object, zone.value)) inside(["objects", n, "to", "at"], object.to.at);
        break;
      case "waystone":
        if (Math.hypot(object.arrive[0] - object.at[0], object.arrive[1] - object.at[1]) > object.rangeM)
          problems.add(at, ["arrive"], `is not within ${object.rangeM} m of it: who arrives could not go on`);
        break;
    }
  }
}

/** Portals to other zones are looked at when all zones are there (check-portals.ts). */
const leadsHere = ({ to }: Extract<WorldObject, { kind: "portal" }>, zone: Zone) => to.zone === undefined || to.zone === zone.id;

/** Objects can be reached, portals lead to free ground. @param reachable from the zone's entry, all doors open */
export function checkObjectPlaces(zone: Located<Zone>, ground: Ground, reachable: Uint8Array, problems: Problems): void {
  const { collision } = ground;
  const reach = (at: readonly [number, number], rangeM: number): boolean => {
    for (let cy = Math.floor(at[1] - rangeM); cy <= at[1] + rangeM; cy++) {
      for (let cx = Math.floor(at[0] - rangeM); cx <= at[0] + rangeM; cx++) {
        if (cx < 0 || cy < 0 || cx >= collision.cols || cy >= collision.rows) continue;
        if ((cx + 0.5 - at[0]) ** 2 + (cy + 0.5 - at[1]) ** 2 <= rangeM * rangeM && reachable[cy * collision.cols + cx]) return true;
      }
    }
    return false;
  };
  for (const [n, object] of zone.value.objects.entries()) {
    const at = object.kind === "door" ? middleOf(object.box) : object.at;
    if (!reach(at, object.rangeM)) problems.add(zone, ["objects", n, "id"], "nobody can come near enough to it from the entry");
    if (object.kind !== "portal" || !leadsHere(object, zone.value)) continue;
    const [x, y] = object.to.at;
    if (collision.cells[Math.floor(y) * collision.cols + Math.floor(x)] & Cell.SOLID)
      problems.add(zone, ["objects", n, "to", "at"], "is inside an obstacle");
  }
}

const middleOf = ([x, y, width, height]: readonly [number, number, number, number]): [number, number] => [x + width / 2, y + height / 2];
