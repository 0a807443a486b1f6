import type { Ability, AbilityEffect } from "#shared/content/schema.ts";
import { msToTicks } from "#shared/rules/ability.ts";
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
}

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
  /** Helps the wounded, at once or over time. */
  readonly heals: boolean;
}

function effectRule(effect: AbilityEffect, statusOf: (id: string) => StatusRule): EffectRule {
  switch (effect.kind) {
    case "damage":
      return {
        kind: "damage",
        harmful: true,
        physical: effect.school === "physical",
        base: Math.round(effect.base * HUNDREDTHS),
        powerFactor: Math.round(effect.powerFactor * HUNDREDTHS),
        status: null,
      };
    case "heal":
      return {
        kind: "heal",
        harmful: false,
        physical: false,
        base: Math.round(effect.base * HUNDREDTHS),
        powerFactor: Math.round(effect.powerFactor * HUNDREDTHS),
        status: null,
      };
    case "status": {
      const status = statusOf(effect.status);
      return { kind: "status", harmful: status.harmful, physical: false, base: 0, powerFactor: 0, status };
    }
  }
}

export function abilityRule(ability: Ability, tickRate: number, statusOf: (id: string) => StatusRule): AbilityRule {
  const effects = ability.effects.map((effect) => effectRule(effect, statusOf));
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
    helpful: effects.some((effect) => !effect.harmful),
    heals: effects.some((effect) => effect.kind === "heal" || effect.status?.kind === "heal_over_time"),
  };
}
