/** A stealthed enemy is noticed within this distance, m. */
export const STEALTH_DETECTION_M = 4;
/** Once noticed, it is lost from sight beyond this distance, m. */
export const STEALTH_LOSE_M = 5;

/**
 * May somebody see a stealthed body? Oneself and allies (the party) always; anyone else is a possible enemy and has to be near.
 * @param distance2 square of the distance, m²
 * @param noticed it was in sight until now
 */
export function seesStealthed(ally: boolean, distance2: number, noticed: boolean): boolean {
  const reach = noticed ? STEALTH_LOSE_M : STEALTH_DETECTION_M;
  return ally || distance2 <= reach * reach;
}
