import type { CharacterClass, Npc, Skill } from "#shared/content/schema.ts";
import type { BuildClass } from "#shared/rules/progress.ts";
import { type DerivedStats, deriveStats, type StatBody } from "#shared/rules/stats.ts";
import type { AbilityRule } from "./ability-rule.ts";

/** What classes and NPCs have in common: a body with abilities in slots. */
export interface FighterRule {
  readonly code: number;
  /** What its stats are derived from. */
  readonly body: StatBody;
  readonly abilities: readonly AbilityRule[];
}

export interface ClassRule extends FighterRule {
  /** Part of the full resource to begin with. */
  readonly resourceStart: number;
  readonly body: BuildClass;
  /** By place in the content's list: does the class know this skill? */
  readonly learns: readonly boolean[];
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
export function classRule(c: CharacterClass, abilities: readonly AbilityRule[], skills: readonly Skill[]): ClassRule {
  return {
    code: c.code,
    body: c,
    abilities,
    resourceStart: c.resource.start,
    learns: skills.map((skill) => c.skills.includes(skill.id)),
  };
}

/** @param abilities in the order of their priority */
export function npcRule(n: Npc, abilities: readonly AbilityRule[]): NpcRule {
  return {
    code: n.code,
    body: n,
    abilities,
    level: n.level,
    derived: deriveStats(n, n.level),
    aggroRadiusM: n.aggroRadiusM,
    socialRadiusM: n.socialRadiusM,
    leashM: n.leashM,
    wanderRadiusM: n.wanderRadiusM,
    experience: n.experience,
  };
}
