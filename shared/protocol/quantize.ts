import { TAU } from "#shared/primitives/angle.ts";

/** Positions on the wire are 16-bit steps of 1/64 m from the zone's origin: zones measure at most 1023 m a side. */
export const POSITION_STEPS_PER_M = 64;
export const MAX_ZONE_SIZE_M = 1023;

/** Velocities on the wire (and in the simulation): 1/256 m/s steps, so that both sides integrate the same numbers. */
export const VELOCITY_STEPS_PER_MPS = 256;

export function positionToWire(metres: number): number {
  const steps = Math.round(metres * POSITION_STEPS_PER_M);
  return steps < 0 ? 0 : steps > 0xffff ? 0xffff : steps;
}

export function wireToPosition(steps: number): number {
  return steps / POSITION_STEPS_PER_M;
}

/** Height above the ground of others on the wire: decimetres, 25.5 m and above as 255. @param lift 1/256 m */
export function heightToWire(lift: number): number {
  const decimetres = Math.round((lift * 10) / 256);
  return decimetres > 255 ? 255 : decimetres;
}

/** Facing of others on the wire: 8 bits a turn (1.4°). */
export function facingToWire(radians: number): number {
  return Math.round((radians / TAU) * 256) & 0xff;
}

export function wireToFacing(value: number): number {
  return (value / 256) * TAU;
}

/** Health of others on the wire: 0 only when it is 0, 255 = full. */
export function healthToWire(health: number, maxHealth: number): number {
  if (health <= 0 || maxHealth <= 0) return 0;
  const value = Math.round((health / maxHealth) * 255);
  return value < 1 ? 1 : value > 255 ? 255 : value;
}
