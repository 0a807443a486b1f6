import { TAU } from "#shared/primitives/angle.ts";
import { EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";

/** What can be said about the use of an ability without the world: a client greys its buttons with the same checks that the server decides by. */

/** Whole ticks a duration takes, rounded up: nothing is ready early. */
export function msToTicks(ms: number, tickRate: number): number {
  return Math.ceil((ms * tickRate) / 1000);
}

/**
 * Why the ability cannot begin in this tick, whatever the target; null: it can.
 * @param flags EntityFlag bits of the user
 * @param readyTick when the slot is ready again
 * @param globalReadyTick when the global cooldown ends; counts only for abilities that wait for it
 */
export function readinessRefusal(
  tick: number,
  flags: number,
  readyTick: number,
  globalReadyTick: number,
  waitsForGlobal: boolean,
  cost: number,
  resource: number,
): ErrorCode | null {
  if (flags & EntityFlag.DEAD) return "dead";
  if (flags & EntityFlag.STUNNED) return "incapacitated";
  if (flags & EntityFlag.CASTING) return "casting";
  if (tick < readyTick || (waitsForGlobal && tick < globalReadyTick)) return "not_ready";
  if (resource < cost) return "not_enough_resource";
  return null;
}

/** Is the target (dx, dy metres away, middle to middle) in range? */
export function inRange(dx: number, dy: number, rangeM: number): boolean {
  return dx * dx + dy * dy <= rangeM * rangeM;
}

/**
 * Is (dx, dy) inside the cone that opens to both sides of a facing? Somebody on the very spot is inside.
 * @param facing 65536 = a full turn
 * @param cosHalfAngle cosine of half the cone's angle
 */
export function inCone(dx: number, dy: number, facing: number, radiusM: number, cosHalfAngle: number): boolean {
  const distance2 = dx * dx + dy * dy;
  if (distance2 > radiusM * radiusM) return false;
  if (distance2 === 0) return true;
  const angle = (facing / 65536) * TAU;
  return dx * Math.cos(angle) + dy * Math.sin(angle) >= cosHalfAngle * Math.sqrt(distance2);
}

/** How near a player must be to take a drop, m. */
export const INTERACT_RANGE_M = 3;
