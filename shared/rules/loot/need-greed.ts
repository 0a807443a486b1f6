import { hashText } from "#shared/primitives/hash.ts";
import { Rng } from "#shared/primitives/rng.ts";

/** What somebody says to an item that is rolled for: need beats greed; who passes does not roll. */
export const ROLL_CHOICES = ["need", "greed", "pass"] as const;
export type RollChoice = (typeof ROLL_CHOICES)[number];

/** Time for an answer, ms; who has not answered then has passed. */
export const ROLL_MS = 60_000;

export interface RollDecision {
  /** null: nobody wanted it. */
  winner: { characterId: string; by: "need" | "greed" } | null;
  /** 1 … 100, of those who rolled. */
  numbers: Map<string, number>;
}

/**
 * Who gets an item. Pure: follows from the seed, the characters and what they chose. A character's number depends on the seed and him
 * alone, not on who else rolls.
 * @param entries null: no answer, which is a pass
 */
export function decideRoll(seed: number, entries: ReadonlyArray<{ characterId: string; choice: RollChoice | null }>): RollDecision {
  const rolled = entries
    .filter(({ choice }) => choice === "need" || choice === "greed")
    .map(({ characterId, choice }) => ({ characterId, by: choice as "need" | "greed", ...draw(seed, characterId) }));
  const numbers = new Map(rolled.map(({ characterId, number }) => [characterId, number]));
  const needs = rolled.filter(({ by }) => by === "need");
  const [first] = (needs.length > 0 ? needs : rolled).sort((a, b) => b.number - a.number || b.tie - a.tie);
  return { winner: first ? { characterId: first.characterId, by: first.by } : null, numbers };
}

/** `tie`: the higher one wins among equal numbers. */
function draw(seed: number, characterId: string): { number: number; tie: number } {
  const rng = new Rng(hashText(`${seed}/${characterId}`));
  return { number: rng.int(1, 100), tie: rng.u32() };
}
