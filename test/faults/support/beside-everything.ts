import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import type { Content } from "#shared/content/schema.ts";

/** Everybody stands on one spot, alive and at peace, and reaches every object of every zone. */
export function besideEverything({ zones }: Pick<Content, "zones">): Whereabouts {
  const near = zones.flatMap(({ objects }) => objects.map(({ id, kind }) => ({ kind, objectId: id })));
  const spot = { zoneId: "emberwatch_vale", layer: 0, x: 1, y: 1, alive: true, inCombat: false, near };
  return { of: async (ids) => new Map(ids.map((characterId) => [characterId, { characterId, ...spot }])) };
}
