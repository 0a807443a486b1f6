import type { MoveBody } from "./movement.ts";

/** Jumping, falling and landing, in whole numbers: heights in 1/256 m, speeds in 1/256 m/s. */

/** A height step of the ground (1/8 m) in 1/256 m. */
export const LIFT_STEPS_PER_HEIGHT = 32;
/** Highest step up that is walked, and step down that is no fall, 1/8 m: a slope of 1 in 2. */
export const STEP_HEIGHT = 4;

/** 20 m/s²: games fall faster than apples. */
const GRAVITY = 20 * 256;
/** Upward speed of a jump: 7 m/s, about 1 m high and 0.65 s long at 20 ticks. */
export const JUMP_RISE = 7 * 256;
/** No leap starts faster upwards, 1/256 m/s. */
const MOST_LEAP_RISE = 10 * 256;
/** Landings up to this speed do not hurt: 14 m/s, a fall of about 5 m. */
const SAFE_IMPACT = 14 * 256;
/** Landings from this speed on kill: 30 m/s, a fall of about 22 m. */
const DEADLY_IMPACT = 30 * 256;

/** One tick in the air: gravity, and the landing. */
export function fall(body: MoveBody, i: number, tickRate: number): void {
  const rise = body.rise[i] - Math.trunc(GRAVITY / tickRate);
  const lift = body.lift[i] + Math.trunc(rise / tickRate);
  if (lift > 0) {
    body.lift[i] = lift;
    body.rise[i] = rise;
    return;
  }
  body.lift[i] = 0;
  body.rise[i] = 0;
  if (-rise > body.impact[i]) body.impact[i] = -rise;
}

/** Upward speed with which somebody is in the air for so many ticks, on level ground. */
export function leapRise(ticks: number, tickRate: number): number {
  return Math.min(MOST_LEAP_RISE, Math.trunc((GRAVITY * (ticks + 1)) / (2 * tickRate)));
}

/** Part of the full health a landing takes, thousandths: nothing up to a fall of 5 m, everything from 22 m on. */
export function fallDamage(impact: number): number {
  if (impact <= SAFE_IMPACT) return 0;
  return Math.min(
    1000,
    Math.ceil((1000 * (impact * impact - SAFE_IMPACT * SAFE_IMPACT)) / (DEADLY_IMPACT * DEADLY_IMPACT - SAFE_IMPACT * SAFE_IMPACT)),
  );
}
