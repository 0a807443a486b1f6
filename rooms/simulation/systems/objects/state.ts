import { indexOf } from "#shared/primitives/entity-id.ts";
import { ObjectState } from "#shared/protocol/codes.ts";
import { NEVER_DUE } from "../../components/objects.ts";
import type { ZoneState } from "../../zone-state.ts";

/** An object's state is the health byte of its entity: that is how clients see it. @param n its place in the zone's list */
export function setObjectState(s: ZoneState, n: number, state: number): void {
  const { objects, world } = s;
  if (objects.state[n] === state) return;
  objects.state[n] = state;
  const i = indexOf(objects.entity[n]);
  if (i === 0) return;
  world.health[i] = state;
  s.changed(i, 0);
}

/** It is used now, and ready again when its rule says so. */
export function useUp(s: ZoneState, n: number): void {
  const { objects, world } = s;
  setObjectState(s, n, ObjectState.USED);
  const ticks = s.rules.objects[n].readyAfterTicks;
  objects.dueTick[n] = ticks === 0 ? NEVER_DUE : world.tick + ticks;
  if (objects.dueTick[n] < objects.nextDue[0]) objects.nextDue[0] = objects.dueTick[n];
}
