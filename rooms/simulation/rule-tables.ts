import type { CompiledZone } from "#shared/content/compiled.ts";
import type { Ability, AbilityEffect, Status } from "#shared/content/schema.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import { type BaseStats, type DerivedStats, deriveStats } from "#shared/rules/stats.ts";

/** Content as the tick reads it: durations in ticks, names resolved, found by code in plain arrays. */

export interface StatusRule {
  readonly code: number;
  readonly kind: Status["kind"];
  readonly harmful: boolean;
  readonly durationMs: number;
  readonly durationTicks: number;
  /** Slow, haste: thousandths. */
  readonly fraction: number;
  /** Per pulse, hundredths of a point. */
  readonly amount: number;
  /** 0: never pulses. */
  readonly periodTicks: number;
  readonly maxStacks: number;
}

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

export interface RuleTables {
  /** By code; a hole is null. */
  readonly statuses: readonly (StatusRule | null)[];
  readonly abilities: readonly (AbilityRule | null)[];
  readonly classes: readonly (ClassRule | null)[];
  readonly npcs: readonly (NpcRule | null)[];
  readonly classCodeOfId: ReadonlyMap<string, number>;
  readonly globalCooldownTicks: number;
}

const HARMFUL_STATUS: Record<Status["kind"], boolean> = {
  stun: true,
  root: true,
  slow: true,
  damage_over_time: true,
  haste: false,
  heal_over_time: false,
};

/** @throws Error when content names something that does not exist (the loader has already said where) */
export function buildRuleTables(compiled: CompiledZone): RuleTables {
  const { tables, content, zone } = compiled;
  const tickRate = zone.tickRate;
  const statuses = byCode([...tables.statusByCode.values()].map((status) => statusRule(status, tickRate)));
  const abilities = byCode(
    [...tables.abilityByCode.values()].map((ability) =>
      abilityRule(ability, tickRate, (id) => found(statuses, tables.statusById.get(id), id)),
    ),
  );
  const abilitiesOf = (ids: readonly string[]) => ids.map((id) => found(abilities, tables.abilityById.get(id), id));
  const classes = [...tables.classByCode.values()].map(
    (c): ClassRule => ({
      code: c.code,
      stats: c.stats,
      speedMmps: Math.round(c.speedMps * 1000),
      abilities: abilitiesOf(c.abilities),
      resourceMax: c.resource.max,
      resourceStart: c.resource.max * c.resource.start,
      regenPerSecond: c.resource.regenPerSecond,
    }),
  );
  const npcs = [...tables.npcByCode.values()].map(
    (n): NpcRule => ({
      code: n.code,
      stats: n.stats,
      speedMmps: Math.round(n.speedMps * 1000),
      abilities: abilitiesOf(n.abilities),
      level: n.level,
      derived: deriveStats(n.stats, n.level),
      aggroRadiusM: n.aggroRadiusM,
      socialRadiusM: n.socialRadiusM,
      leashM: n.leashM,
      wanderRadiusM: n.wanderRadiusM,
      experience: n.experience,
    }),
  );
  return {
    statuses,
    abilities,
    classes: byCode(classes),
    npcs: byCode(npcs),
    classCodeOfId: new Map([...tables.classById].map(([id, c]) => [id, c.code])),
    globalCooldownTicks: msToTicks(content.progression.globalCooldownMs, tickRate),
  };
}

function statusRule(status: Status, tickRate: number): StatusRule {
  const pulses = status.kind === "damage_over_time" || status.kind === "heal_over_time";
  return {
    code: status.code,
    kind: status.kind,
    harmful: HARMFUL_STATUS[status.kind],
    durationMs: status.durationMs,
    durationTicks: msToTicks(status.durationMs, tickRate),
    fraction: Math.round((status.fraction ?? 0) * 1000),
    amount: Math.round((status.amount ?? 0) * HUNDREDTHS),
    periodTicks: pulses ? msToTicks(status.periodMs ?? 1000, tickRate) : 0,
    maxStacks: status.maxStacks,
  };
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

function abilityRule(ability: Ability, tickRate: number, statusOf: (id: string) => StatusRule): AbilityRule {
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

function byCode<T extends { readonly code: number }>(rules: readonly T[]): (T | null)[] {
  const table = new Array<T | null>(rules.reduce((most, rule) => Math.max(most, rule.code), 0) + 1).fill(null);
  for (const rule of rules) table[rule.code] = rule;
  return table;
}

function found<T>(table: readonly (T | null)[], entry: { code: number } | undefined, id: string): T {
  const rule = entry && table[entry.code];
  if (!rule) throw new Error(`content names ${id}, which does not exist`);
  return rule;
}
