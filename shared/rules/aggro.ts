/** Levels make this part of the radius each. */
const PER_LEVEL = 0.08;
const LEAST_AGGRO = 0.25;
/** Nobody is noticed beyond this many times the radius. */
export const MOST_AGGRO = 1.4;

/**
 * How near somebody must come to be attacked, m: 8 % nearer for each level above the NPC, at least a quarter of the radius, and
 * farther for each level below it, at most 1.4 times.
 */
export function aggroRadius(radiusM: number, npcLevel: number, level: number): number {
  const factor = 1 + PER_LEVEL * (npcLevel - level);
  return radiusM * (factor < LEAST_AGGRO ? LEAST_AGGRO : factor > MOST_AGGRO ? MOST_AGGRO : factor);
}
