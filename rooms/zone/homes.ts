import type { Content, WorldObject, Zone } from "#shared/content/schema.ts";
import type { Destination } from "#rooms/ports/places.ts";
import type { Home } from "#rooms/ports/characters.ts";

/** Where somebody who goes home arrives: at his stone, or where everybody begins when he has none or the content no longer has it. */
export function homeOf(content: Content, bound: Home | null): Home & Destination {
  const zone = content.zones.find(({ id }) => id === bound?.zoneId);
  const stone = zone?.objects.find((object) => isStone(object) && object.id === bound?.objectId);
  if (zone && stone && isStone(stone)) return at(zone, stone.id, stone.at);
  const [first] = content.zones;
  return at(first, "", first.entry.at);
}

function at(zone: Zone, objectId: string, [x, y]: readonly [number, number]): Home & Destination {
  return { zoneId: zone.id, objectId, x, y, facing: 0 };
}

function isStone(object: WorldObject): object is Extract<WorldObject, { kind: "resurrection_stone" }> {
  return object.kind === "resurrection_stone";
}
