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

/** How a party shares the experience of what it kills. */
export interface PartySharing {
  /** Members this near to the corpse share, m. */
  readonly shareRangeM: number;
  /** Factor for one, two, … members near; the last stays. */
  readonly groupBonus: readonly number[];
  /** Factor in raids. */
  readonly raidPart: number;
}

/** One member's place among those who share. */
export interface PartyShare {
  level: number;
  /** Levels of all members near, added up. */
  levels: number;
  /** Highest of them. */
  highest: number;
  /** How many they are. */
  near: number;
  raid: boolean;
}

/**
 * Experience of one member of a party near its kill: the party's part of the NPC's experience × the bonus for so many members (× the
 * raid's part), divided by level: a member of level 6 beside one of level 3 gets two thirds. It then counts as `killExperience` says for
 * the member's level or the highest level near, whichever is less: nobody is pulled up by those who need no experience.
 * @param worth the party's part of the NPC's experience
 * @returns whole points; at least 1 when the NPC is worth anything to these levels
 */
export function partyExperience(worth: number, npcLevel: number, share: PartyShare, { groupBonus, raidPart }: PartySharing): number {
  const bonus = groupBonus[Math.min(share.near, groupBonus.length) - 1] * (share.raid ? raidPart : 1);
  const percent = Math.min(percentAt(share.level - npcLevel), percentAt(share.highest - npcLevel));
  const points = (worth * bonus * percent * share.level) / (100 * share.levels);
  return points <= 0 ? 0 : Math.max(1, Math.floor(points)) | 0;
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
