import type { CharacterClass, Npc, Skill } from "#shared/content/schema.ts";
import { aggroRadius, MOST_AGGRO } from "#shared/rules/aggro.ts";
import type { BuildClass } from "#shared/rules/progress.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import { type DerivedStats, deriveStats, type StatBody } from "#shared/rules/stats.ts";
import type { AbilityRule } from "./ability-rule.ts";
import type { BehaviourRule } from "./behaviour-rule.ts";
import type { EncounterRule } from "./encounter-rule.ts";

/** Levels fit into a byte. */
const LEVELS = 256;

/** What classes and NPCs have in common: a body with abilities in slots. */
export interface FighterRule {
  readonly code: number;
  /** What its stats are derived from. */
  readonly body: StatBody;
  readonly abilities: readonly AbilityRule[];
  /** Threat of all it does, as a multiple of the usual. */
  readonly threat: number;
  /** Crowd control works shorter each time (shared/rules/control.ts): on players and elites. */
  readonly diminishes: boolean;
  /** Resource, hundredths: for each direct hit dealt and taken, and what goes outside of combat. */
  readonly perHitDealt: number;
  readonly perHitTaken: number;
  readonly decayPerSecond: number;
}

export interface ClassRule extends FighterRule {
  /** Part of the full resource to begin with. */
  readonly resourceStart: number;
  readonly body: BuildClass;
  /** By place in the content's list: does the class know this skill? */
  readonly learns: readonly boolean[];
}

export interface NpcRule extends FighterRule {
  readonly behaviour: BehaviourRule;
  /** How it fights as a boss; null: it is none. */
  readonly encounter: EncounterRule | null;
  readonly level: number;
  readonly derived: DerivedStats;
  /** Whom it attacks is at most so far away, m; 0: it attacks nobody. */
  readonly widestAggroM: number;
  /** By the other's level: how near he must come, m². */
  readonly aggro2: Float64Array;
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
    threat: c.threat,
    diminishes: true,
    perHitDealt: Math.round(c.resource.perHitDealt * HUNDREDTHS),
    perHitTaken: Math.round(c.resource.perHitTaken * HUNDREDTHS),
    decayPerSecond: Math.round(c.resource.decayPerSecond * HUNDREDTHS),
    resourceStart: c.resource.start,
    learns: skills.map((skill) => c.skills.includes(skill.id)),
  };
}

/** @param abilities in the order of their priority */
export function npcRule(n: Npc, abilities: readonly AbilityRule[], behaviour: BehaviourRule, encounter: EncounterRule | null): NpcRule {
  return {
    behaviour,
    encounter,
    code: n.code,
    body: n,
    abilities,
    threat: 1,
    diminishes: n.elite === true,
    perHitDealt: 0,
    perHitTaken: 0,
    decayPerSecond: 0,
    level: n.level,
    derived: deriveStats(n, n.level),
    widestAggroM: n.aggroRadiusM * MOST_AGGRO,
    aggro2: Float64Array.from({ length: LEVELS }, (_, level) => aggroRadius(n.aggroRadiusM, n.level, level) ** 2),
    socialRadiusM: n.socialRadiusM,
    leashM: n.leashM,
    wanderRadiusM: n.wanderRadiusM,
    experience: n.experience,
  };
}
