import type { Npc, SpawnGroup } from "#shared/content/schema.ts";
import type { SpawnGroupRule } from "#shared/content/compiled.ts";
import { msToTicks } from "#shared/rules/ability.ts";

/** Thousandths of the full health. */
const THOUSANDTHS = 1000;

/** Whom something is aimed at among those an NPC knows. */
export type Choice = "target" | "random" | "farthest" | "weakest";

/** Conditions of one ability slot; what was left out always holds. */
export interface UseRule {
  /** Own health, thousandths. */
  readonly healthBelow: number;
  readonly healthAbove: number;
  /** A friend's health, thousandths. */
  readonly allyHealthBelow: number;
  readonly enemiesNear: number;
  readonly enemiesWithinM: number;
  readonly distanceMinM: number;
  readonly distanceMaxM: number;
  readonly jitterTicks: number;
  readonly on: Choice;
}

/** Friends below this are worth a heal, thousandths. */
const HEAL_BELOW = 700;
/** Beyond all that a zone measures, m. */
const ANYWHERE_M = 10_000;

export interface BehaviourRule {
  /** By slot. */
  readonly uses: readonly UseRule[];
  readonly targeting: Exclude<Choice, "target"> | "threat";
  readonly fixateTicks: number;
  readonly keepDistanceM: number;
  /** Thousandths; 0: never. */
  readonly fleeBelow: number;
  readonly fleeTicks: number;
  readonly fleesToFriends: boolean;
  /** 0: never. */
  readonly helpRadiusM: number;
  /** Thousandths. */
  readonly helpBelow: number;
  readonly helpAfterTicks: number;
  /** Codes of sayings, 0: none. */
  readonly aggroSay: number;
  readonly fleeSay: number;
  readonly helpSay: number;
  readonly deathSay: number;
}

/** @param sayingCode code of a saying by its id */
export function behaviourRule(n: Npc, tickRate: number, sayingCode: (id: string | undefined) => number): BehaviourRule {
  const { flee, callForHelp, says } = n;
  return {
    uses: n.abilities.map((id) => useRule(n.when[id] ?? { on: "target" }, tickRate)),
    targeting: n.targeting,
    fixateTicks: msToTicks(n.fixateMs, tickRate),
    keepDistanceM: n.keepDistanceM,
    fleeBelow: flee ? Math.round(flee.healthBelow * THOUSANDTHS) : 0,
    fleeTicks: flee ? msToTicks(flee.forMs, tickRate) : 0,
    fleesToFriends: flee?.to === "friends",
    helpRadiusM: callForHelp?.radiusM ?? 0,
    helpBelow: callForHelp ? Math.round(callForHelp.healthBelow * THOUSANDTHS) : 0,
    helpAfterTicks: callForHelp ? msToTicks(callForHelp.afterMs, tickRate) : 0,
    aggroSay: sayingCode(says.aggro),
    fleeSay: sayingCode(says.flee),
    helpSay: sayingCode(says.help),
    deathSay: sayingCode(says.death),
  };
}

function useRule(use: Npc["when"][string], tickRate: number): UseRule {
  return {
    healthBelow: use.healthBelow === undefined ? THOUSANDTHS + 1 : Math.round(use.healthBelow * THOUSANDTHS),
    healthAbove: use.healthAbove === undefined ? -1 : Math.round(use.healthAbove * THOUSANDTHS),
    allyHealthBelow: use.allyHealthBelow === undefined ? HEAL_BELOW : Math.round(use.allyHealthBelow * THOUSANDTHS),
    enemiesNear: use.enemiesNear?.count ?? 0,
    enemiesWithinM: use.enemiesNear?.withinM ?? 0,
    distanceMinM: use.distanceMinM ?? 0,
    distanceMaxM: use.distanceMaxM ?? ANYWHERE_M,
    jitterTicks: msToTicks(use.jitterMs ?? 0, tickRate),
    on: use.on,
  };
}

/** What those of one spawn group have in common, as the tick reads it. */
export interface GroupRule {
  readonly linked: boolean;
  readonly led: boolean;
  /** Places of the patrol, m; none: it stays. */
  readonly patrolX: Float64Array;
  readonly patrolY: Float64Array;
  readonly pauseTicks: number;
  readonly pingPong: boolean;
  readonly formationM: number;
  /** Spawn slots of the group, the leader's first. */
  readonly slots: Uint16Array;
}

/** @param slots of the group, in the order of the spawn points */
export function groupRule(group: SpawnGroupRule, slots: readonly number[], tickRate: number): GroupRule {
  const points: NonNullable<SpawnGroup["patrol"]>["points"] = group.patrol?.points ?? [];
  return {
    linked: group.linked,
    led: group.led,
    patrolX: Float64Array.from(points, (point) => point[0]),
    patrolY: Float64Array.from(points, (point) => point[1]),
    pauseTicks: msToTicks(group.patrol?.pauseMs ?? 0, tickRate),
    pingPong: group.patrol?.mode === "ping_pong",
    formationM: group.formationM,
    slots: Uint16Array.from(slots),
  };
}
