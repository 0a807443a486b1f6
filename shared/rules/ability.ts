import { EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import type { School } from "./stats.ts";

/** What can be said about the use of an ability without the world: a client greys its buttons with the same checks that the server decides by. */

/** Whole ticks a duration takes, rounded up: nothing is ready early. */
export function msToTicks(ms: number, tickRate: number): number {
  return Math.ceil((ms * tickRate) / 1000);
}

/**
 * School that silence and lock-outs go by: what the ability says, else that of its first damage, else physical.
 * @param effects in the order of the content
 */
export function schoolOf(ability: {
  readonly school?: School;
  readonly effects: readonly { readonly kind: string; readonly school?: School }[];
}): School {
  return ability.school ?? ability.effects.find((effect) => effect.kind === "damage")?.school ?? "physical";
}

/**
 * Uses of an ability with charges that have not come back yet, at a tick.
 * @param spent as of `rechargeTick`, when the next one comes back
 * @param rechargeTicks each of them takes
 */
export function spentAt(tick: number, spent: number, rechargeTick: number, rechargeTicks: number): number {
  if (spent === 0 || tick < rechargeTick) return spent;
  return Math.max(0, spent - 1 - Math.floor((tick - rechargeTick) / rechargeTicks)) | 0;
}

/** Has he the resource and the health it costs? Nobody pays with his last health. */
export function affords(resource: number, health: number, cost: number, healthCost: number): boolean {
  return resource >= cost && (healthCost === 0 || health > healthCost);
}

/**
 * Why the ability cannot begin in this tick, whatever the target; null: it can.
 * @param flags EntityFlag bits of the user
 * @param readyTick when the slot is ready again
 * @param globalReadyTick when the global cooldown ends; counts only for abilities that wait for it
 * @param affordable has he the resource, and the health, it costs?
 * @param silenceable is it of another school than physical?
 */
export function readinessRefusal(
  tick: number,
  flags: number,
  readyTick: number,
  globalReadyTick: number,
  waitsForGlobal: boolean,
  affordable: boolean,
  silenceable = false,
): ErrorCode | null {
  if (flags & EntityFlag.DEAD) return "dead";
  if (flags & EntityFlag.STUNNED) return "incapacitated";
  if (flags & EntityFlag.CASTING) return "casting";
  if (silenceable && flags & EntityFlag.SILENCED) return "silenced";
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

/**
 * Does a beam that begins here and runs `lengthM` far in the direction (towardsX, towardsY), a vector of length 1, touch (dx, dy)?
 * @param halfWidthM half of its width
 */
export function beamCovers(dx: number, dy: number, towardsX: number, towardsY: number, lengthM: number, halfWidthM: number): boolean {
  const along = dx * towardsX + dy * towardsY;
  const across = dx * towardsY - dy * towardsX;
  return along >= 0 && along <= lengthM && across * across <= halfWidthM * halfWidthM;
}

/** How near a player must be to take a drop, m. */
export const INTERACT_RANGE_M = 3;
