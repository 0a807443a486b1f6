import type { Status } from "#shared/content/schema.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";

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

const HARMFUL_STATUS: Record<Status["kind"], boolean> = {
  stun: true,
  root: true,
  slow: true,
  damage_over_time: true,
  haste: false,
  heal_over_time: false,
};

export function statusRule(status: Status, tickRate: number): StatusRule {
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
