import { Rng } from "#shared/primitives/rng.ts";

/** What decides how a try turns out: a recipe of the content. */
export interface CraftRules {
  readonly skill: number;
  readonly easyAt: number;
  readonly failure?: { readonly chance: number };
  readonly better: ReadonlyArray<{ readonly chance: number }>;
}

/** One try. */
export interface CraftOutcome {
  /** 0: it failed; 1: as usual; 2, 3, …: better. */
  readonly quality: number;
  /** It taught something. */
  readonly learned: boolean;
}

/** Chance that a try fails with a skill: full with the least, none when it is easy. */
export function failureChance({ failure, ...rules }: CraftRules, skill: number): number {
  return (failure?.chance ?? 0) * (1 - ease(rules, skill));
}

/** Chance that a try which succeeds teaches something. */
export function learningChance(rules: Pick<CraftRules, "skill" | "easyAt">, skill: number, most: number): number {
  return skill >= most ? 0 : 1 - ease(rules, skill);
}

/**
 * So many tries one after the other; skill grows with them. The same seed gives the same outcomes: three numbers are drawn for each try,
 * whatever comes of it.
 * @param skill at the beginning @param most skill that the profession has
 */
export function craftSeries(
  rules: CraftRules,
  skill: number,
  most: number,
  count: number,
  seed: number,
): { outcomes: CraftOutcome[]; skill: number } {
  const rng = new Rng(seed);
  const outcomes: CraftOutcome[] = [];
  let now = skill;
  for (let n = 0; n < count; n++) {
    const [fate, fortune, lesson] = [rng.unit(), rng.unit(), rng.unit()];
    const failed = fate < failureChance(rules, now);
    const learned = !failed && lesson < learningChance(rules, now, most);
    outcomes.push({ quality: failed ? 0 : qualityOf(rules, fortune), learned });
    if (learned) now++;
  }
  return { outcomes, skill: now };
}

function qualityOf({ better }: CraftRules, fortune: number): number {
  let below = 0;
  for (const [n, { chance }] of better.entries()) {
    below += chance;
    if (fortune < below) return n + 2;
  }
  return 1;
}

/** 0 with the least skill that it takes, 1 when it is easy. */
function ease({ skill: needed, easyAt }: Pick<CraftRules, "skill" | "easyAt">, skill: number): number {
  return Math.min(1, Math.max(0, (skill - needed) / (easyAt - needed)));
}
