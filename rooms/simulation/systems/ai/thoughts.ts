import { Nearness } from "../../components/wakefulness.ts";
import type { ZoneState } from "../../zone-state.ts";

/** How often an NPC thinks, ms, by how near the nearest player is (Nearness): [how much is saved][NEAR, MID, FAR, ASLEEP]. */
const THOUGHT_MS = [
  [200, 400, 1000, 500],
  [300, 800, 2000, 1000],
  [400, 1200, 4000, 1000],
] as const;
/** What all thoughts of one tick may cost, in units; the rest think in the next tick. By how much is saved. */
export const THOUGHT_BUDGET = [2000, 1000, 500] as const;
/** Units a thought costs: a fighter looks at its enemies, its abilities and its friends. */
export const IDLE_COST = 1;
export const FIGHT_COST = 3;
/** Levels of `Simulation.setAiDetail`: 0 is everything. */
export const AI_SAVING_LEVELS = THOUGHT_MS.length;

/** @param nearness of Nearness */
export function ticksBetweenThoughts(s: ZoneState, nearness: number): number {
  return Math.max(1, Math.round((THOUGHT_MS[s.turns.saving][nearness] * s.tickRate) / 1000));
}

/** When a newcomer thinks first: the index decides, so that each tick has its part of them. */
export function firstThought(s: ZoneState, i: number): number {
  const every = ticksBetweenThoughts(s, Nearness.NEAR);
  return s.world.tick + every - ((s.world.tick + i) % every);
}
