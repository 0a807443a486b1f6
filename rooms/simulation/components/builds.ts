import { MAX_ATTRIBUTES, MAX_SKILLS } from "#shared/content/schema/character.ts";
import { type Build, type BuildOrigin, mostUses, rankAt, type SkillCurve, usesForRank } from "#shared/rules/progress.ts";
import { STAT_NAMES } from "#shared/rules/stats.ts";
import type { World } from "../world.ts";

/** Points spent and what gear adds, as the database says. Lists go in the order of the content's. */
export interface SpentPoints {
  readonly attributes: readonly number[];
  readonly trained: readonly number[];
  /** What gear adds to each stat, in the order of STAT_NAMES; absent: nothing. */
  readonly gear?: readonly number[];
}

/** What players make of their levels, and how often they used their skills: [index × MAX_… + place in the content's list]. */
export class Builds {
  /** 1: stats are to be worked out anew. */
  readonly waiting: Uint8Array;
  /** Code in the content, 0: none. */
  readonly origin: Uint8Array;
  readonly attributes: Uint8Array;
  readonly trained: Uint8Array;
  /** What gear adds: [index × stats + place in STAT_NAMES]. */
  readonly gear: Float64Array;
  readonly uses: Uint32Array;
  /** Uses at which the next rank begins. */
  readonly #nextRank: Uint32Array;
  /** Uses beyond which the level learns nothing more. */
  readonly #mostUses: Uint32Array;

  constructor(world: World) {
    const n = world.capacity;
    this.waiting = world.track(new Uint8Array(n));
    this.origin = world.track(new Uint8Array(n));
    this.attributes = world.track(new Uint8Array(n * MAX_ATTRIBUTES));
    this.trained = world.track(new Uint8Array(n * MAX_SKILLS));
    this.gear = world.track(new Float64Array(n * STAT_NAMES.length));
    this.uses = world.track(new Uint32Array(n * MAX_SKILLS));
    this.#nextRank = world.track(new Uint32Array(n * MAX_SKILLS));
    this.#mostUses = world.track(new Uint32Array(n));
  }

  setUp(i: number, origin: number, points: SpentPoints, uses: readonly number[]): void {
    this.origin[i] = origin;
    for (let n = 0; n < MAX_SKILLS; n++) this.uses[i * MAX_SKILLS + n] = uses[n] ?? 0;
    this.spend(i, points);
    this.waiting[i] = 0;
  }

  spend(i: number, { attributes, trained, gear }: SpentPoints): void {
    for (let n = 0; n < MAX_ATTRIBUTES; n++) this.attributes[i * MAX_ATTRIBUTES + n] = attributes[n] ?? 0;
    for (let n = 0; n < MAX_SKILLS; n++) this.trained[i * MAX_SKILLS + n] = trained[n] ?? 0;
    for (let n = 0; n < STAT_NAMES.length; n++) this.gear[i * STAT_NAMES.length + n] = gear?.[n] ?? 0;
    this.waiting[i] = 1;
  }

  /** One use of a skill. A new rank counts from the next tick on. */
  practise(i: number, skill: number): void {
    const at = i * MAX_SKILLS + skill;
    if (this.uses[at] >= this.#mostUses[i]) return;
    if (++this.uses[at] === this.#nextRank[at]) this.waiting[i] = 1;
  }

  /** Works out what the level and the uses lead to next. */
  learnBy(i: number, level: number, curve: SkillCurve): void {
    this.#mostUses[i] = mostUses(level, curve);
    for (let at = i * MAX_SKILLS; at < (i + 1) * MAX_SKILLS; at++)
      this.#nextRank[at] = usesForRank(rankAt(this.uses[at], curve) + 1, curve);
  }

  of(i: number, origin: BuildOrigin | null): Build {
    return {
      origin,
      attributes: this.attributes.subarray(i * MAX_ATTRIBUTES, (i + 1) * MAX_ATTRIBUTES),
      gear: this.gear.subarray(i * STAT_NAMES.length, (i + 1) * STAT_NAMES.length),
      trained: this.trained.subarray(i * MAX_SKILLS, (i + 1) * MAX_SKILLS),
      uses: this.uses.subarray(i * MAX_SKILLS, (i + 1) * MAX_SKILLS),
    };
  }
}
