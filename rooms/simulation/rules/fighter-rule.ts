import type { CharacterClass, Npc } from "#shared/content/schema.ts";
import { type BaseStats, type DerivedStats, deriveStats } from "#shared/rules/stats.ts";
import type { AbilityRule } from "./ability-rule.ts";

/** What classes and NPCs have in common: a body with abilities in slots. */
export interface FighterRule {
  readonly code: number;
  readonly stats: BaseStats;
  readonly speedMmps: number;
  readonly abilities: readonly AbilityRule[];
}

export interface ClassRule extends FighterRule {
  readonly resourceMax: number;
  readonly resourceStart: number;
  readonly regenPerSecond: number;
}

export interface NpcRule extends FighterRule {
  readonly level: number;
  readonly derived: DerivedStats;
  readonly aggroRadiusM: number;
  readonly socialRadiusM: number;
  readonly leashM: number;
  readonly wanderRadiusM: number;
  readonly experience: number;
}

/** @param abilities in slot order */
export function classRule(c: CharacterClass, abilities: readonly AbilityRule[]): ClassRule {
  return {
    code: c.code,
    stats: c.stats,
    speedMmps: Math.round(c.speedMps * 1000),
    abilities,
    resourceMax: c.resource.max,
    resourceStart: c.resource.max * c.resource.start,
    regenPerSecond: c.resource.regenPerSecond,
  };
}

/** @param abilities in the order of their priority */
export function npcRule(n: Npc, abilities: readonly AbilityRule[]): NpcRule {
  return {
    code: n.code,
    stats: n.stats,
    speedMmps: Math.round(n.speedMps * 1000),
    abilities,
    level: n.level,
    derived: deriveStats(n.stats, n.level),
    aggroRadiusM: n.aggroRadiusM,
    socialRadiusM: n.socialRadiusM,
    leashM: n.leashM,
    wanderRadiusM: n.wanderRadiusM,
    experience: n.experience,
  };
}
