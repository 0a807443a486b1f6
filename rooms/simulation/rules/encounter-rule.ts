import type { Encounter, EncounterPhase } from "#shared/content/schema.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import type { Choice } from "./behaviour-rule.ts";
import type { StatusRule } from "./status-rule.ts";

/** Timers of one phase: abilities and summons together (content's limits: 6 and 4). */
export const MAX_TIMERS = 10;
const THOUSANDTHS = 1000;
const HUNDREDTHS = 100;

/** Something that happens by the clock. An ability in a slot, or NPCs that appear: the other is −1 or 0. */
export interface TimerRule {
  readonly slot: number;
  readonly on: Choice;
  readonly npcCode: number;
  readonly count: number;
  readonly radiusM: number;
  readonly firstTicks: number;
  /** 0: once. */
  readonly everyTicks: number;
}

export interface PhaseRule {
  /** Thousandths of the full health; 0: not by health. */
  readonly healthBelow: number;
  /** Since the phase before began; 0: not by time. */
  readonly afterTicks: number;
  readonly addsDead: boolean;
  /** Bit n: slot n is used by priority. */
  readonly slots: number;
  readonly timers: readonly TimerRule[];
  /** What it has while its summoned live. */
  readonly ward: StatusRule | null;
  /** Code of a saying, 0: none. */
  readonly say: number;
}

export interface EncounterRule {
  readonly phases: readonly PhaseRule[];
  /** 0: never. */
  readonly softAfterTicks: number;
  readonly softEveryTicks: number;
  /** Hundredths of the power it had, each time. */
  readonly softPower: number;
  /** 0: never. */
  readonly hardAfterTicks: number;
  /** Hundredths of the power it had. */
  readonly hardPower: number;
  readonly hardSay: number;
}

export interface EncounterNames {
  /** Slot of one of the boss's abilities. */
  slot(abilityId: string): number;
  npcCode(id: string): number;
  status(id: string): StatusRule;
  sayingCode(id: string | undefined): number;
}

export function encounterRule(encounter: Encounter, slots: number, tickRate: number, names: EncounterNames): EncounterRule {
  const { softEnrage: soft, hardEnrage: hard } = encounter;
  return {
    phases: encounter.phases.map((phase) => phaseRule(phase, slots, tickRate, names)),
    softAfterTicks: soft ? Math.max(1, msToTicks(soft.afterMs, tickRate)) : 0,
    softEveryTicks: soft ? msToTicks(soft.everyMs, tickRate) : 0,
    softPower: soft ? Math.round(soft.power * HUNDREDTHS) : 0,
    hardAfterTicks: hard ? Math.max(1, msToTicks(hard.afterMs, tickRate)) : 0,
    hardPower: hard ? Math.round(hard.power * HUNDREDTHS) : 0,
    hardSay: names.sayingCode(hard?.say),
  };
}

function phaseRule(phase: EncounterPhase, slots: number, tickRate: number, names: EncounterNames): PhaseRule {
  const ticks = (timer: { firstMs: number; everyMs?: number }) => ({
    firstTicks: msToTicks(timer.firstMs, tickRate),
    everyTicks: timer.everyMs === undefined ? 0 : msToTicks(timer.everyMs, tickRate),
  });
  const timed = phase.timers.map((timer) => names.slot(timer.ability));
  const free = Array.from({ length: slots }, (_, slot) => slot).filter((slot) => !timed.includes(slot));
  const used = phase.abilities?.map((ability) => names.slot(ability)) ?? free;
  return {
    healthBelow: Math.round((phase.healthBelow ?? 0) * THOUSANDTHS),
    afterTicks: phase.afterMs === undefined ? 0 : msToTicks(phase.afterMs, tickRate),
    addsDead: phase.addsDead === true,
    slots: used.reduce((bits, slot) => bits | (1 << slot), 0),
    timers: [
      ...phase.timers.map((timer, n) => ({ slot: timed[n], on: timer.on, npcCode: 0, count: 0, radiusM: 0, ...ticks(timer) })),
      ...phase.summons.map((summon) => ({
        slot: -1,
        on: "target" as const,
        npcCode: names.npcCode(summon.npc),
        count: summon.count,
        radiusM: Math.floor(summon.radiusM),
        ...ticks(summon),
      })),
    ],
    ward: phase.wardWhileAdds === undefined ? null : names.status(phase.wardWhileAdds),
    say: names.sayingCode(phase.say),
  };
}
