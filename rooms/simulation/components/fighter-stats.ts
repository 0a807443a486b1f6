import { CHANCE_STEPS, HUNDREDTHS } from "#shared/rules/combat.ts";
import { boundedFactor, FACTOR_NAMES, FULL_FACTOR } from "#shared/rules/modifiers.ts";
import { type DerivedStats, SCHOOLS, RESISTANCE, STAT_NAMES, type StatName, STATS } from "#shared/rules/stats.ts";
import type { World } from "../world.ts";

/** Places of stats and factors in a fighter's rows. */
export const STAT_COUNT = STAT_NAMES.length;
export const FACTOR_COUNT = FACTOR_NAMES.length;
const at = (name: StatName): number => STAT_NAMES.indexOf(name);
export const Stat = {
  MAX_HEALTH: at("maxHealth"),
  MAX_RESOURCE: at("maxResource"),
  RESOURCE_REGEN: at("resourceRegen"),
  POWER: at("power"),
  CRIT: at("crit"),
  DODGE: at("dodge"),
  BLOCK: at("block"),
  HIT: at("hit"),
  HASTE: at("haste"),
  SPEED: at("speed"),
} as const;
export const Factor = {
  DAMAGE_DEALT: FACTOR_NAMES.indexOf("damageDealt"),
  DAMAGE_TAKEN: FACTOR_NAMES.indexOf("damageTaken"),
  HEALING_DONE: FACTOR_NAMES.indexOf("healingDone"),
  HEALING_TAKEN: FACTOR_NAMES.indexOf("healingTaken"),
  THREAT: FACTOR_NAMES.indexOf("threat"),
} as const;

/** Whole numbers of the tick in one of the stat's own units: power and what comes back in hundredths, chances in CHANCE_STEPS, speeds in mm/s. */
const STEPS: readonly number[] = STAT_NAMES.map((name) => {
  const { unit } = STATS[name];
  if (unit === "part") return CHANCE_STEPS;
  if (unit === "mps") return 1000;
  return unit === "perSecond" || name === "power" ? HUNDREDTHS : 1;
});
/** Where the stat against a school stands. */
export const RESISTANCE_OF: readonly number[] = SCHOOLS.map((school) => at(RESISTANCE[school]));

/** A value of a stat in the whole numbers of the tick. */
export function statToWhole(stat: number, value: number): number {
  return Math.round(value * STEPS[stat]);
}

const LEAST = STAT_NAMES.map((name, stat) => statToWhole(stat, STATS[name].least));
const MOST = STAT_NAMES.map((name, stat) => statToWhole(stat, STATS[name].most));

/** What fighters are strong by: as they are, and as statuses make them. Rows of STAT_COUNT and FACTOR_COUNT numbers per entity. */
export class FighterStats {
  /** Without statuses. */
  readonly base: Int32Array;
  /** With statuses: what blows are worked out with. */
  readonly now: Int32Array;
  readonly baseFactors: Uint16Array;
  /** Thousandths. */
  readonly factors: Uint16Array;
  /** 1: statuses change something. */
  readonly #changed: Uint8Array;
  readonly #add = new Int32Array(STAT_COUNT);
  readonly #part = new Int32Array(STAT_COUNT + FACTOR_COUNT);

  constructor(world: World) {
    const n = world.capacity;
    this.base = world.track(new Int32Array(n * STAT_COUNT));
    this.now = world.track(new Int32Array(n * STAT_COUNT));
    this.baseFactors = world.track(new Uint16Array(n * FACTOR_COUNT));
    this.factors = world.track(new Uint16Array(n * FACTOR_COUNT));
    this.#changed = world.track(new Uint8Array(n));
  }

  /** @param threat multiple of the usual */
  setUp(i: number, threat: number): void {
    this.baseFactors.fill(FULL_FACTOR, i * FACTOR_COUNT, (i + 1) * FACTOR_COUNT);
    this.baseFactors[i * FACTOR_COUNT + Factor.THREAT] = Math.round(threat * FULL_FACTOR);
    this.#reset(i);
  }

  set(i: number, stats: DerivedStats): void {
    for (let stat = 0; stat < STAT_COUNT; stat++) this.base[i * STAT_COUNT + stat] = statToWhole(stat, stats[STAT_NAMES[stat]]);
    this.#reset(i);
  }

  /** Changes one stat for good; statuses that change it have to be worked out anew (refreshStatuses). @param value in whole numbers of the tick */
  setBase(i: number, stat: number, value: number): void {
    this.base[i * STAT_COUNT + stat] = value;
    this.now[i * STAT_COUNT + stat] = value;
  }

  get(i: number, stat: number): number {
    return this.now[i * STAT_COUNT + stat];
  }

  factor(i: number, factor: number): number {
    return this.factors[i * FACTOR_COUNT + factor];
  }

  /** Forgets what statuses changed; `add`, `addFactor` and `finish` put it together anew. @returns was anything changed? */
  begin(i: number): boolean {
    if (this.#changed[i] === 0) return false;
    this.#reset(i);
    return true;
  }

  add(stat: number, add: number, part: number): void {
    this.#add[stat] += add;
    this.#part[stat] += part;
  }

  addFactor(factor: number, part: number): void {
    this.#part[STAT_COUNT + factor] += part;
  }

  /** Applies what was added since `begin`: (base + Σ add) × (1 + Σ part), within the stat's bounds. */
  finish(i: number): void {
    this.#changed[i] = 1;
    for (let stat = 0; stat < STAT_COUNT; stat++) {
      const row = i * STAT_COUNT + stat;
      const value = Math.round(((this.base[row] + this.#add[stat]) * Math.max(0, 1000 + this.#part[stat])) / 1000);
      this.now[row] = Math.min(MOST[stat], Math.max(LEAST[stat], value));
      this.#add[stat] = 0;
      this.#part[stat] = 0;
    }
    for (let factor = 0; factor < FACTOR_COUNT; factor++) {
      const row = i * FACTOR_COUNT + factor;
      this.factors[row] = boundedFactor((this.baseFactors[row] * Math.max(0, 1000 + this.#part[STAT_COUNT + factor])) / 1000);
      this.#part[STAT_COUNT + factor] = 0;
    }
  }

  #reset(i: number): void {
    this.#changed[i] = 0;
    for (let row = i * STAT_COUNT; row < (i + 1) * STAT_COUNT; row++) this.now[row] = this.base[row];
    for (let row = i * FACTOR_COUNT; row < (i + 1) * FACTOR_COUNT; row++) this.factors[row] = this.baseFactors[row];
  }
}
