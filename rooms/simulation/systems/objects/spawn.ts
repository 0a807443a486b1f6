import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind, ObjectState } from "#shared/protocol/codes.ts";
import type { ZoneState } from "../../zone-state.ts";
import { hangDoors } from "./door.ts";

/** Puts the zone's objects into the world: entities that never move and never go. A zone too full for one has it without an entity. */
export function spawnObjects(s: ZoneState): void {
  const { world, objects } = s;
  for (const [n, rule] of s.rules.objects.entries()) {
    const id = world.spawn(EntityKind.OBJECT);
    objects.entity[n] = id;
    objects.state[n] = ObjectState.READY;
    if (id === NOBODY) continue;
    const i = indexOf(id);
    world.template[i] = n + 1;
    world.level[i] = rule.minLevel;
    world.maxHealth[i] = ObjectState.READY;
    world.health[i] = ObjectState.READY;
    world.x[i] = rule.x;
    world.y[i] = rule.y;
  }
  hangDoors(s);
}
