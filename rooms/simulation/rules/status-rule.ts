import { isHarmful } from "#shared/content/harmful.ts";
import type { Status } from "#shared/content/schema.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import { CONTROLS } from "#shared/rules/control.ts";
import { FACTOR_NAMES } from "#shared/rules/modifiers.ts";
import { SCHOOLS, type School, STAT_NAMES } from "#shared/rules/stats.ts";
import { statToWhole } from "../components/fighter-stats.ts";

/** Bit of `immune` that stands for everything, beside one bit per school. */
export const IMMUNE_TO_ALL = 1 << SCHOOLS.length;

/** What dispels go by, as bits. */
export const CATEGORY_BITS: Record<NonNullable<Status["category"]>, number> = { magic: 1, poison: 2, bleed: 4, curse: 8 };

/** One stat a status changes, per stack. */
export interface StatChange {
  /** Index in STAT_NAMES. */
  readonly stat: number;
  /** In the stat's whole numbers (fighter-stats.ts). */
  readonly add: number;
  /** Thousandths. */
  readonly part: number;
}

export interface FactorChange {
  /** Index in FACTOR_NAMES. */
  readonly factor: number;
  /** Thousandths per stack. */
  readonly part: number;
}

export interface StatusRule {
  readonly code: number;
  readonly kind: Status["kind"];
  readonly harmful: boolean;
  readonly durationMs: number;
  readonly durationTicks: number;
  /** Slow, haste: thousandths. */
  readonly fraction: number;
  /** Per pulse, or what a shield takes: hundredths of a point. */
  readonly amount: number;
  /** 0: never pulses. */
  readonly periodTicks: number;
  readonly maxStacks: number;
  readonly refresh: Status["refresh"];
  /** CATEGORY_BITS; 0: cannot be dispelled. */
  readonly category: number;
  /** Index in CONTROLS; −1: none. */
  readonly control: number;
  readonly breaksOnDamage: boolean;
  readonly breaksOnAction: boolean;
  /** mount: abilities throw the rider off, instead of being refused. */
  readonly actingDismounts: boolean;
  /** Statuses of the same number take each other's place; 0: none. */
  readonly group: number;
  /** School bit of what it does to its bearer; 0: none. */
  readonly schoolBit: number;
  /** immune: bits of schools, or IMMUNE_TO_ALL. */
  readonly immune: number;
  readonly stats: readonly StatChange[];
  readonly factors: readonly FactorChange[];
  /** What an aura gives; its code, because rules name each other. 0: none. */
  readonly auraCode: number;
  readonly auraRadiusM: number;
}

const AURA_PERIOD_MS = 1000;

export const schoolBit = (school: School | undefined): number => (school === undefined ? 0 : 1 << SCHOOLS.indexOf(school));

/** @param groupOf a number for each name of a group @param codeOf of a status by its name */
export function statusRule(status: Status, tickRate: number, groupOf: (id: string) => number, codeOf: (id: string) => number): StatusRule {
  const pulses = status.kind === "damage_over_time" || status.kind === "heal_over_time" || status.kind === "aura";
  return {
    code: status.code,
    kind: status.kind,
    harmful: isHarmful(status),
    durationMs: status.durationMs,
    durationTicks: msToTicks(status.durationMs, tickRate),
    fraction: Math.round((status.fraction ?? 0) * 1000),
    amount: Math.round((status.amount ?? 0) * HUNDREDTHS),
    periodTicks: pulses ? msToTicks(status.periodMs ?? AURA_PERIOD_MS, tickRate) : 0,
    maxStacks: status.maxStacks,
    refresh: status.refresh,
    category: status.category === undefined ? 0 : CATEGORY_BITS[status.category],
    control: status.control === undefined ? -1 : CONTROLS.indexOf(status.control),
    breaksOnDamage: status.breaksOnDamage || status.kind === "stealth",
    breaksOnAction: status.kind === "stealth",
    actingDismounts: status.actingDismounts,
    group: status.group === undefined ? 0 : groupOf(status.group),
    schoolBit: schoolBit(status.school),
    immune: status.kind === "immune" ? immuneBits(status.schools) : 0,
    stats: STAT_NAMES.flatMap((name, stat) => {
      const change = status.stats?.[name];
      return change ? [{ stat, add: statToWhole(stat, change.add), part: Math.round(change.part * 1000) }] : [];
    }),
    factors: FACTOR_NAMES.flatMap((name, factor) => {
      const part = status.factors?.[name];
      return part ? [{ factor, part: Math.round(part * 1000) }] : [];
    }),
    auraCode: status.aura ? codeOf(status.aura.status) : 0,
    auraRadiusM: status.aura?.radiusM ?? 0,
  };
}

function immuneBits(schools: readonly School[] | undefined): number {
  return schools ? schools.reduce((bits, school) => bits | schoolBit(school), 0) : IMMUNE_TO_ALL;
}
