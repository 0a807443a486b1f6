import type { Ability } from "#shared/content/schema.ts";
import { msToTicks, schoolOf } from "#shared/rules/ability.ts";
import { SCHOOLS } from "#shared/rules/stats.ts";
import { type EffectRule, effectRule, type Names, thousandths } from "./effect-rule.ts";

export interface AbilityRule {
  readonly code: number;
  /** Index in SCHOOLS. */
  readonly school: number;
  /** Silence and lock-outs reach it. */
  readonly silenceable: boolean;
  /** Of the cast or channel. */
  readonly castTimeMs: number;
  readonly castTicks: number;
  /** Between two effects of a channel; 0: no channel. */
  readonly channelPeriodTicks: number;
  readonly castWhileMoving: boolean;
  readonly interruptible: boolean;
  readonly pushbackTicks: number;
  readonly cooldownTicks: number;
  /** 0: no charges. */
  readonly maxCharges: number;
  readonly rechargeTicks: number;
  /** Abilities of the same number share a cooldown; 0: none. */
  readonly cooldownGroup: number;
  readonly groupTicks: number;
  readonly globalCooldown: boolean;
  readonly cost: number;
  readonly healthCost: number;
  readonly rangeM: number;
  readonly target: Ability["target"];
  readonly lineOfSight: boolean;
  readonly area: "none" | "circle" | "cone" | "line" | "chain";
  readonly radiusM: number;
  readonly cosHalfAngle: number;
  readonly halfWidthM: number;
  readonly maxTargets: number;
  /** What each jump of a chain leaves, thousandths. */
  readonly chainFactor: number;
  /** How long the area stays, and how often it takes effect; 0: once, at once. */
  readonly lingerTicks: number;
  readonly lingerPeriodTicks: number;
  /** Metres a projectile flies in a tick; 0: no projectile. */
  readonly flightMPerTick: number;
  /** How near somebody must be to a straight flight, m. */
  readonly flightHalfWidthM: number;
  // what must hold; 0, 1000, false: whatever
  readonly needsSelfStatus: number;
  readonly needsStacks: number;
  readonly consumes: boolean;
  readonly needsTargetStatus: number;
  /** Thousandths of the full health. */
  readonly needsHealthBelow: number;
  readonly needsHealthAbove: number;
  readonly outOfCombat: boolean;
  readonly effects: readonly EffectRule[];
  readonly harmful: boolean;
  readonly helpful: boolean;
  /** Its user dashes or leaps: not while he is rooted. */
  readonly dashes: boolean;
  /** Its user is moved. */
  readonly moves: boolean;
  /** Deals damage: it can miss, be dodged and blocked, with all that comes with it. */
  readonly damages: boolean;
  /** Helps the wounded, at once or over time. */
  readonly heals: boolean;
}

/** @param groupOf a number for each name of a cooldown group */
export function abilityRule(ability: Ability, tickRate: number, names: Names, groupOf: (id: string) => number): AbilityRule {
  const effects = ability.effects.map((effect) => effectRule(effect, tickRate, names));
  const { area, channel, charges, lingers, projectile, requires } = ability;
  const ticks = (ms: number | undefined) => msToTicks(ms ?? 0, tickRate);
  const school = schoolOf(ability);
  const castTimeMs = channel?.durationMs ?? ability.castTimeMs;
  return {
    code: ability.code,
    school: SCHOOLS.indexOf(school),
    silenceable: school !== "physical",
    castTimeMs,
    castTicks: ticks(castTimeMs),
    channelPeriodTicks: ticks(channel?.periodMs),
    castWhileMoving: ability.castWhileMoving,
    interruptible: ability.interruptible,
    pushbackTicks: ticks(ability.pushbackMs),
    cooldownTicks: ticks(ability.cooldownMs),
    maxCharges: charges?.max ?? 0,
    rechargeTicks: ticks(charges?.rechargeMs),
    cooldownGroup: ability.cooldownGroup ? groupOf(ability.cooldownGroup.id) : 0,
    groupTicks: ticks(ability.cooldownGroup?.ms),
    globalCooldown: ability.globalCooldown,
    cost: ability.cost,
    healthCost: ability.healthCost,
    rangeM: ability.rangeM,
    target: ability.target,
    lineOfSight: ability.lineOfSight,
    area: area?.shape ?? "none",
    radiusM: area?.radiusM ?? 0,
    cosHalfAngle: area?.shape === "cone" ? Math.cos((area.angleDeg * Math.PI) / 360) : -1,
    halfWidthM: area?.shape === "line" ? area.widthM / 2 : 0,
    maxTargets: area?.maxTargets ?? 1,
    chainFactor: thousandths(area?.shape === "chain" ? area.factor : 1),
    lingerTicks: ticks(lingers?.durationMs),
    lingerPeriodTicks: ticks(lingers?.periodMs),
    flightMPerTick: projectile ? projectile.speedMps / tickRate : 0,
    flightHalfWidthM: projectile ? projectile.widthM / 2 : 0,
    needsSelfStatus: requires?.selfStatus === undefined ? 0 : names.status(requires.selfStatus).code,
    needsStacks: requires?.minStacks ?? 1,
    consumes: requires?.consume ?? false,
    needsTargetStatus: requires?.targetStatus === undefined ? 0 : names.status(requires.targetStatus).code,
    needsHealthBelow: thousandths(requires?.targetHealthBelow ?? 1),
    needsHealthAbove: thousandths(requires?.targetHealthAbove ?? 0),
    outOfCombat: requires?.outOfCombat ?? false,
    effects,
    harmful: effects.some((effect) => effect.harmful),
    helpful: effects.some((effect) => !effect.harmful && !effect.own),
    dashes: effects.some((effect) => effect.own && effect.kind === "impulse"),
    moves: effects.some((effect) => effect.own),
    damages: effects.some((effect) => effect.kind === "damage"),
    heals: effects.some((effect) => effect.kind === "heal" || effect.status?.kind === "heal_over_time"),
  };
}
