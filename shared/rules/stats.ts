/** A value that grows with the level: base + perLevel × (level − 1). */
export interface Growth {
  readonly base: number;
  readonly perLevel: number;
}

export function growthAt(growth: Growth, level: number): number {
  return growth.base + growth.perLevel * (level - 1);
}

/** Kinds of damage. What stands against each: `RESISTANCE`. */
export const SCHOOLS = ["physical", "fire", "frost", "nature", "holy", "shadow"] as const;
export type School = (typeof SCHOOLS)[number];

/** How a stat is shown: whole points, a part of 1, points each second, metres each second. */
export type StatUnit = "points" | "part" | "perSecond" | "mps";

interface StatRule {
  readonly unit: StatUnit;
  /** Whatever raises or lowers it, it stays within these. */
  readonly least: number;
  readonly most: number;
  /** Rounded to whole numbers. */
  readonly whole?: true;
}

const points = { unit: "points", least: 0, most: 1_000_000 } as const;
const chance = { unit: "part", least: 0, most: 0.75 } as const;

/** Every number a fighter is strong by, in the order of a character sheet. Content, API and simulation know them by these names. */
export const STATS = {
  maxHealth: { unit: "points", least: 1, most: 10_000_000, whole: true },
  maxResource: { unit: "points", least: 0, most: 1000, whole: true },
  /** Resource that comes back, in and outside of combat. */
  resourceRegen: { unit: "perSecond", least: 0, most: 1000 },
  /** Scales damage and healing by an effect's `powerFactor`. */
  power: points,
  /** Chances of a blow to be critical; of the one who is struck to dodge it, to block it. */
  crit: chance,
  dodge: chance,
  block: chance,
  /** Taken off the other's chance to escape the blow. */
  hit: { unit: "part", least: 0, most: 1 },
  /** Part by which casts and cooldowns are shorter. */
  haste: { unit: "part", least: 0, most: 0.5 },
  /** Against physical damage; the others each against their school, in the same points. */
  armour: points,
  resistFire: points,
  resistFrost: points,
  resistNature: points,
  resistHoly: points,
  resistShadow: points,
  /** Top speed on foot. */
  speed: { unit: "mps", least: 0.5, most: 20 },
} as const satisfies Record<string, StatRule>;

export type StatName = keyof typeof STATS;
export const STAT_NAMES = Object.keys(STATS) as StatName[];
export type DerivedStats = Record<StatName, number>;
/** Some stats and what is added to each; negative: taken away. */
export type StatAmounts = { readonly [K in StatName]?: number };

/** The stat that takes part of the damage of a school. */
export const RESISTANCE = {
  physical: "armour",
  fire: "resistFire",
  frost: "resistFrost",
  nature: "resistNature",
  holy: "resistHoly",
  shadow: "resistShadow",
} as const satisfies Record<School, StatName>;

/** What content says about the strength of a class or an NPC. */
export interface BaseStats {
  readonly health: Growth;
  readonly power: Growth;
  readonly armour: Growth;
  /** By school other than physical; absent: none. */
  readonly resistance?: { readonly [S in Exclude<School, "physical">]?: Growth };
  readonly crit: number;
  readonly dodge: number;
  readonly block?: number;
  readonly hit?: number;
  readonly haste?: number;
}

/** Whose stats are derived: a class or an NPC of the content. */
export interface StatBody {
  readonly stats: BaseStats;
  readonly speedMps: number;
  /** Absent: it has none, and its abilities cost nothing. */
  readonly resource?: { readonly max: number; readonly regenPerSecond: number };
}

/** Something that raises stats, so many times: points of an attribute, ranks of a skill. */
export interface StatBonus {
  readonly stats: StatAmounts;
  readonly times: number;
}

/**
 * The stats of a level with all that is added: the one place where API, simulation and clients take them from. Each is what the body
 * grows to, plus every bonus times its number, kept within the bounds of STATS.
 */
export function deriveStats(body: StatBody, level: number, bonuses: readonly StatBonus[] = []): DerivedStats {
  const stats = bodyStats(body, level);
  for (const { stats: amounts, times } of bonuses) {
    for (const name of STAT_NAMES) stats[name] += (amounts[name] ?? 0) * times;
  }
  for (const name of STAT_NAMES) stats[name] = bounded(STATS[name], stats[name]);
  return stats;
}

function bodyStats({ stats, speedMps, resource }: StatBody, level: number): DerivedStats {
  const derived: DerivedStats = {
    maxHealth: growthAt(stats.health, level),
    maxResource: resource?.max ?? 0,
    resourceRegen: resource?.regenPerSecond ?? 0,
    power: growthAt(stats.power, level),
    crit: stats.crit,
    dodge: stats.dodge,
    block: stats.block ?? 0,
    hit: stats.hit ?? 0,
    haste: stats.haste ?? 0,
    armour: growthAt(stats.armour, level),
    resistFire: 0,
    resistFrost: 0,
    resistNature: 0,
    resistHoly: 0,
    resistShadow: 0,
    speed: speedMps,
  };
  for (const school of SCHOOLS) {
    const growth = school === "physical" ? undefined : stats.resistance?.[school];
    if (growth) derived[RESISTANCE[school]] = growthAt(growth, level);
  }
  return derived;
}

function bounded({ least, most, whole }: StatRule, value: number): number {
  return Math.min(most, Math.max(least, whole ? Math.round(value) : value));
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
