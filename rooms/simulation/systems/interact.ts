import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, EntityKind, type ErrorCode } from "#shared/protocol/codes.ts";
import { INTERACT_RANGE_M, inRange } from "#shared/rules/ability.ts";
import type { ZoneState } from "../zone-state.ts";
import { useObject } from "./objects.ts";

/** The one door for "player interacts with X" (1.9): what happens depends on what X is. @returns why not, or null */
export function interact(s: ZoneState, i: number, targetId: EntityId): ErrorCode | null {
  const { world } = s;
  if (world.flags[i] & EntityFlag.DEAD) return "dead";
  if (world.flags[i] & EntityFlag.STUNNED) return "incapacitated";
  if (!world.alive(targetId)) return "gone";
  const target = indexOf(targetId);
  switch (world.kind[target]) {
    case EntityKind.DROP:
      return inReach(s, i, target) ? takeDrop(s, i, target) : "out_of_range";
    case EntityKind.OBJECT:
      return useObject(s, i, target);
    default:
      return inReach(s, i, target) ? "bad_target" : "out_of_range";
  }
}

function inReach(s: ZoneState, i: number, target: number): boolean {
  const { x, y } = s.world;
  return inRange(x[target] - x[i], y[target] - y[i], INTERACT_RANGE_M);
}

/** Asks the office for the drop: whoever commits first has it, and the room then removes it. */
function takeDrop(s: ZoneState, i: number, drop: number): ErrorCode | null {
  const { world } = s;
  if (world.target[drop] !== NOBODY && world.target[drop] !== world.id[i]) return "not_yours";
  const pickUp = s.events.pickUps.next();
  pickUp.entity = world.id[i];
  pickUp.drop = world.id[drop];
  return null;
}
