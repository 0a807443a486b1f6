import type { Ability, AbilityEffect, Skill } from "#shared/content/schema.ts";
import { VELOCITY_STEPS_PER_MPS } from "#shared/protocol/quantize.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import { toLineSteps } from "#shared/rules/collision.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import type { StatusRule } from "./status-rule.ts";

/** One shape for all effects, so that the tick's loops stay monomorphic; fields that do not apply are 0 or null. */
export interface EffectRule {
  readonly kind: AbilityEffect["kind"];
  readonly harmful: boolean;
  /** Physical damage: armour reduces it, it can be dodged. */
  readonly physical: boolean;
  /** Hundredths. */
  readonly base: number;
  readonly powerFactor: number;
  readonly status: StatusRule | null;
  /** Place of the skill it practises in the content's list, NO_SKILL: none. */
  readonly skill: number;
  /** Moves the user himself: a dash, a leap, a blink. Neither harms nor helps. */
  readonly own: boolean;
  readonly impulse: "none" | ImpulseMode;
  /** 1/256 m. */
  readonly distance: number;
  /** 1/256 m/s. */
  readonly speed: number;
}

export const NO_SKILL = -1;

type ImpulseMode = Extract<AbilityEffect, { kind: "impulse" }>["mode"];

export interface AbilityRule {
  readonly code: number;
  readonly castTimeMs: number;
  readonly castTicks: number;
  readonly castWhileMoving: boolean;
  readonly cooldownTicks: number;
  readonly globalCooldown: boolean;
  readonly cost: number;
  readonly rangeM: number;
  readonly target: Ability["target"];
  readonly lineOfSight: boolean;
  readonly area: "none" | "circle" | "cone";
  readonly radiusM: number;
  readonly cosHalfAngle: number;
  readonly maxTargets: number;
  /** Metres a projectile flies in a tick; 0: no projectile. */
  readonly flightMPerTick: number;
  readonly effects: readonly EffectRule[];
  readonly harmful: boolean;
  readonly helpful: boolean;
  /** Its user dashes or leaps: not while he is rooted. */
  readonly dashes: boolean;
  /** Its user is moved. */
  readonly moves: boolean;
  /** Helps the wounded, at once or over time. */
  readonly heals: boolean;
}

const NO_EFFECT = {
  harmful: false,
  physical: false,
  base: 0,
  powerFactor: 0,
  status: null,
  skill: NO_SKILL,
  own: false,
  impulse: "none",
  distance: 0,
  speed: 0,
} as const;

/** What ability rules refer to. */
export interface AbilityWorld {
  readonly tickRate: number;
  statusOf(id: string): StatusRule;
  /** Place of the skill that damage of a school, or healing, practises. */
  skillOf(practisedBy: Skill["practisedBy"]): number;
}

function effectRule(effect: AbilityEffect, { statusOf, skillOf }: AbilityWorld): EffectRule {
  switch (effect.kind) {
    case "damage":
      return {
        ...NO_EFFECT,
        kind: "damage",
        harmful: true,
        physical: effect.school === "physical",
        base: Math.round(effect.base * HUNDREDTHS),
        powerFactor: Math.round(effect.powerFactor * HUNDREDTHS),
        skill: skillOf(effect.school),
      };
    case "heal":
      return {
        ...NO_EFFECT,
        kind: "heal",
        base: Math.round(effect.base * HUNDREDTHS),
        powerFactor: Math.round(effect.powerFactor * HUNDREDTHS),
        skill: skillOf("healing"),
      };
    case "status": {
      const status = statusOf(effect.status);
      return { ...NO_EFFECT, kind: "status", harmful: status.harmful, status };
    }
    case "impulse": {
      const own = effect.mode === "dash" || effect.mode === "leap";
      return {
        ...NO_EFFECT,
        kind: "impulse",
        harmful: !own,
        own,
        impulse: effect.mode,
        distance: toLineSteps(effect.distanceM),
        speed: Math.round(effect.speedMps * VELOCITY_STEPS_PER_MPS),
      };
    }
    case "blink":
      return { ...NO_EFFECT, kind: "blink", own: true, distance: toLineSteps(effect.distanceM) };
  }
}

export function abilityRule(ability: Ability, world: AbilityWorld): AbilityRule {
  const { tickRate } = world;
  const effects = ability.effects.map((effect) => effectRule(effect, world));
  const area = ability.area;
  return {
    code: ability.code,
    castTimeMs: ability.castTimeMs,
    castTicks: msToTicks(ability.castTimeMs, tickRate),
    castWhileMoving: ability.castWhileMoving,
    cooldownTicks: msToTicks(ability.cooldownMs, tickRate),
    globalCooldown: ability.globalCooldown,
    cost: ability.cost,
    rangeM: ability.rangeM,
    target: ability.target,
    lineOfSight: ability.lineOfSight,
    area: area?.shape ?? "none",
    radiusM: area?.radiusM ?? 0,
    cosHalfAngle: area?.shape === "cone" ? Math.cos((area.angleDeg * Math.PI) / 360) : -1,
    maxTargets: area?.maxTargets ?? 1,
    flightMPerTick: ability.projectile ? ability.projectile.speedMps / tickRate : 0,
    effects,
    harmful: effects.some((effect) => effect.harmful),
    helpful: effects.some((effect) => !effect.harmful && !effect.own),
    dashes: effects.some((effect) => effect.own && effect.kind === "impulse"),
    moves: effects.some((effect) => effect.own),
    heals: effects.some((effect) => effect.kind === "heal" || effect.status?.kind === "heal_over_time"),
  };
}
