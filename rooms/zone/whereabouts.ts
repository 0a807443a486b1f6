import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityFlag } from "#shared/protocol/codes.ts";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";

/** Where characters of a room are; those that it does not hold are left out. */
export function placesOf(
  characterIds: readonly string[],
  { zoneId, layer, roster, sim }: { zoneId: string; layer: number; roster: Roster; sim: Simulation },
): CharacterPlace[] {
  const { x, y, flags } = sim.world;
  return characterIds.flatMap((characterId) => {
    const session = roster.ofCharacter(characterId);
    if (!session || session.left) return [];
    const i = indexOf(session.entity);
    const has = (flag: number) => (flags[i] & flag) !== 0;
    return [
      {
        characterId,
        zoneId,
        layer,
        x: x[i],
        y: y[i],
        alive: !has(EntityFlag.DEAD),
        inCombat: has(EntityFlag.IN_COMBAT),
        lost: has(EntityFlag.DISCONNECTED),
        near: sim.objectsNear(session.entity),
      },
    ];
  });
}
