/** A value that grows with the level: base + perLevel × (level − 1). */
export interface Growth {
  readonly base: number;
  readonly perLevel: number;
}

export function growthAt(growth: Growth, level: number): number {
  return growth.base + growth.perLevel * (level - 1);
}

/** What content says about a class or an NPC. */
export interface BaseStats {
  readonly health: Growth;
  readonly power: Growth;
  readonly armour: Growth;
  /** Chances 0 … 1. */
  readonly crit: number;
  readonly dodge: number;
}

export interface DerivedStats {
  maxHealth: number;
  /** Scales damage and healing by an effect's `powerFactor`. */
  power: number;
  armour: number;
  crit: number;
  dodge: number;
}

/** The stats of a level: the one place where API and simulation take them from. Health is whole and at least 1. */
export function deriveStats(base: BaseStats, level: number): DerivedStats {
  return {
    maxHealth: Math.max(1, Math.round(growthAt(base.health, level))),
    power: growthAt(base.power, level),
    armour: growthAt(base.armour, level),
    crit: base.crit,
    dodge: base.dodge,
  };
}

/** Part of the full health that comes back each second outside of combat. */
export const REST_HEALTH_PER_S = 0.03;
/** How long after the last hostile act somebody still counts as fighting, ms. */
export const COMBAT_MEMORY_MS = 5000;

/** Highest speed that any haste leads to, mm/s: it must fit the wire's 16 bits. */
const MOST_SPEED_MMPS = 0xffff;

/**
 * Top speed under the strongest slow and the strongest haste, mm/s. Slows and hastes do not add up among themselves.
 * @param slow,haste thousandths, 0 … 900
 */
export function speedUnder(baseMmps: number, slow: number, haste: number): number {
  return Math.min(MOST_SPEED_MMPS, Math.round((baseMmps * (1000 - slow) * (1000 + haste)) / 1_000_000)) | 0;
}
