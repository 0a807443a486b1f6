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
 * @param affordable has he the resource it costs?
 */
export function readinessRefusal(
  tick: number,
  flags: number,
  readyTick: number,
  globalReadyTick: number,
  waitsForGlobal: boolean,
  affordable: boolean,
): ErrorCode | null {
  if (flags & EntityFlag.DEAD) return "dead";
  if (flags & EntityFlag.STUNNED) return "incapacitated";
  if (flags & EntityFlag.CASTING) return "casting";
  if (tick < readyTick || (waitsForGlobal && tick < globalReadyTick)) return "not_ready";
  if (!affordable) return "not_enough_resource";
  return null;
}

/** Is the target (dx, dy metres away, middle to middle) in range? */
export function inRange(dx: number, dy: number, rangeM: number): boolean {
  return dx * dx + dy * dy <= rangeM * rangeM;
}

/**
 * Does a cone that opens to both sides of the direction (towardsX, towardsY), a vector of length 1, cover (dx, dy), however far?
 * Somebody on the very spot is covered.
 * @param cosHalfAngle cosine of half the cone's angle
 */
export function coneCovers(dx: number, dy: number, towardsX: number, towardsY: number, cosHalfAngle: number): boolean {
  return dx * towardsX + dy * towardsY >= cosHalfAngle * Math.sqrt(dx * dx + dy * dy);
}

/** How near a player must be to take a drop, m. */
export const INTERACT_RANGE_M = 3;
