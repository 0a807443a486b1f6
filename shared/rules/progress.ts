/**
 * What a character makes of its levels: points to spend, skills that grow by use, and the stats all of it leads to. Whole numbers
 * throughout; the numbers themselves are content (progression.yaml, attributes.yaml, skills.yaml, origins.yaml).
 */
import { type DerivedStats, deriveStats, STAT_NAMES, type StatAmounts, type StatBody, type StatBonus } from "./stats.ts";

/** How skills grow. */
export interface SkillCurve {
  /** Use alone leads no further than so many ranks for each level. */
  readonly ranksPerLevel: number;
  /** Uses from rank 0 to 1, and how many more each further rank takes. */
  readonly usesForFirst: number;
  readonly usesMorePerRank: number;
}

/** Points earned by a level: `perLevel` with every level after the first. */
export function pointsEarned(level: number, perLevel: number): number {
  return perLevel * (level - 1);
}

/** Uses that lead from nothing to a rank: first × rank + more × (0 + 1 + … + rank − 1). */
export function usesForRank(rank: number, { usesForFirst, usesMorePerRank }: SkillCurve): number {
  return usesForFirst * rank + (usesMorePerRank * rank * (rank - 1)) / 2;
}

/** Uses beyond which a level learns nothing more. */
export function mostUses(level: number, curve: SkillCurve): number {
  return usesForRank(curve.ranksPerLevel * level, curve);
}

/** Rank that so many uses have led to. */
export function rankAt(uses: number, curve: SkillCurve): number {
  let rank = 0;
  while (usesForRank(rank + 1, curve) <= uses) rank++;
  return rank;
}

/** What content says of everything that makes up a build, each list in its order. */
export interface BuildRules {
  readonly attributes: readonly { readonly id: string; readonly perPoint: StatAmounts }[];
  readonly skills: readonly { readonly perRank: StatAmounts }[];
  readonly progression: { readonly powerPerPrimaryPoint: number; readonly skills: SkillCurve };
}

export interface BuildOrigin {
  /** Points by attribute id. */
  readonly attributes: Readonly<Record<string, number>>;
  readonly stats: StatAmounts;
}

/** A class of the content. */
export interface BuildClass extends StatBody {
  /** Attribute id; absent: none gives power. */
  readonly primary?: string;
}

/** What sets a character apart from others of its class and level. Lists go in the order of the content's. */
export interface Build {
  readonly origin: BuildOrigin | null;
  /** Points spent on each attribute. */
  readonly attributes: ArrayLike<number>;
  /** Of each skill: how often it was used, and the points spent on training it. */
  readonly uses: ArrayLike<number>;
  readonly trained: ArrayLike<number>;
  /** What gear adds to each stat (gearStats), in the order of STAT_NAMES. */
  readonly gear: ArrayLike<number>;
}

/** Points of an attribute: what the origin gave and what was spent. */
export function attributePoints(build: Build, rules: BuildRules, n: number): number {
  return (build.origin?.attributes[rules.attributes[n].id] ?? 0) + (build.attributes[n] ?? 0);
}

/** Rank of a skill: what use has taught and what was trained. */
export function skillRank(build: Build, rules: BuildRules, n: number): number {
  return rankAt(build.uses[n] ?? 0, rules.progression.skills) + (build.trained[n] ?? 0);
}

/** Stats of a character: class growth, origin, gear, attributes and skills through deriveStats. For API, simulation and clients alike. */
export function characterStats(body: BuildClass, level: number, build: Build, rules: BuildRules): DerivedStats {
  const bonuses: StatBonus[] = [];
  if (build.origin) bonuses.push({ stats: build.origin.stats, times: 1 });
  bonuses.push({ stats: Object.fromEntries(STAT_NAMES.map((name, n) => [name, build.gear[n] ?? 0])), times: 1 });
  for (const [n, { id, perPoint }] of rules.attributes.entries()) {
    const times = attributePoints(build, rules, n);
    bonuses.push({ stats: perPoint, times });
    if (id === body.primary) bonuses.push({ stats: { power: rules.progression.powerPerPrimaryPoint }, times });
  }
  for (const [n, { perRank }] of rules.skills.entries()) bonuses.push({ stats: perRank, times: skillRank(build, rules, n) });
  return deriveStats(body, level, bonuses);
}
