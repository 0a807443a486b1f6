/** Levels a killer may be above the victim before the experience shrinks. */
const FREE_LEVELS = 2;
/** Percent of the experience. */
const LOST_PER_LEVEL = 20;
const GAINED_PER_LEVEL = 5;
const MOST_GAINED = 25;

/**
 * Experience of one contributor to a kill. The NPC's experience is divided by contribution (damage that took health, and half of
 * the healing given to those it fought); each part then counts 20 % less for every level beyond two that the player stands above
 * the NPC, 5 % more for every level below, up to 25 %.
 * @param part,whole what this one contributed, and all together
 * @returns whole points; at least 1 when the NPC is worth anything to this level
 */
export function killExperience(npcExperience: number, npcLevel: number, playerLevel: number, part: number, whole: number): number {
  const worth = (npcExperience * percentAt(playerLevel - npcLevel) * part) / (100 * whole);
  return worth <= 0 ? 0 : Math.max(1, Math.floor(worth)) | 0;
}

/** @param above levels the player stands above the NPC; negative: below */
function percentAt(above: number): number {
  if (above > FREE_LEVELS) return Math.max(0, 100 - LOST_PER_LEVEL * (above - FREE_LEVELS));
  return above < 0 ? 100 + Math.min(MOST_GAINED, -above * GAINED_PER_LEVEL) : 100;
}

/**
 * Level of a total experience.
 * @param thresholds total experience at which level 2, 3, … begins, rising
 */
export function levelAt(experience: number, thresholds: readonly number[]): number {
  let level = 1;
  while (level <= thresholds.length && experience >= thresholds[level - 1]) level++;
  return level;
}

/** Total experience at which the level after this one begins; 0: there is none. */
export function nextLevelAt(level: number, thresholds: readonly number[]): number {
  return level > thresholds.length ? 0 : thresholds[level - 1];
}
