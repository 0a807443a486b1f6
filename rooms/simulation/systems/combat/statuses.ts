import { CombatEventFlag, CombatEventKind, EntityFlag } from "#shared/protocol/codes.ts";
import { pulseAmount } from "#shared/rules/combat.ts";
import { canBeHarmed, canHelp } from "#shared/rules/hostility.ts";
import { NEVER } from "../../components/fighters.ts";
import type { StatusRule } from "../../rules/status-rule.ts";
import { MAX_STATUSES } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { interruptCast } from "./cast-state.ts";
import { engage, restoreHealth, takeHealth } from "./harm.ts";
import { refreshStatuses, statusSlotFor } from "./status-state.ts";
import { strikeFromStatus } from "./strikes.ts";

/** Puts a status of the present strike on somebody, or renews it: one more stack, the full time again, the newer source counts. */
export function applyStatus(s: ZoneState, i: number, status: StatusRule): void {
  const { world, fighters, strike } = s;
  const kind = world.kind[i];
  if (!(status.harmful ? canBeHarmed(strike.sourceKind, kind, world.flags[i]) : canHelp(strike.sourceKind, kind, world.flags[i]))) return;
  const at = statusSlotFor(s, i, status.code);
  const renewed = world.statusCode[at] === status.code;
  world.statusStacks[at] = renewed ? Math.min(status.maxStacks, world.statusStacks[at] + 1) : 1;
  if (!renewed) {
    world.statusCode[at] = status.code;
    world.statusNextPulse[at] = status.periodTicks > 0 ? world.tick + status.periodTicks : NEVER;
  }
  world.statusEndTick[at] = world.tick + status.durationTicks;
  world.statusSource[at] = strike.source;
  fighters.statusPower[at] = strike.power;
  s.events.combat.add(CombatEventKind.STATUS_APPLIED, strike.sourceIndex, i, status.code, status.durationMs, 0);
  if (status.harmful) engage(s, i, 1, 0);
  if (status.kind === "stun") interruptCast(s, i);
  refreshStatuses(s, i);
}

/** Pulses and ends of statuses whose time has come. */
export function runStatuses(s: ZoneState): void {
  const { end, tick } = s.world;
  const due = s.fighters.statusDueTick;
  for (let i = 1; i < end; i++) if (due[i] <= tick) runDue(s, i);
}

function runDue(s: ZoneState, i: number): void {
  const { world, rules } = s;
  for (let n = 0; n < MAX_STATUSES; n++) {
    const at = i * MAX_STATUSES + n;
    const status = rules.statuses[world.statusCode[at]];
    if (!status) continue;
    if (world.statusNextPulse[at] <= world.tick) {
      world.statusNextPulse[at] += status.periodTicks;
      pulse(s, i, n, status);
      if (world.flags[i] & EntityFlag.DEAD) return; // death took all statuses
    }
    if (world.statusEndTick[at] <= world.tick) world.statusCode[at] = 0;
  }
  refreshStatuses(s, i);
}

function pulse(s: ZoneState, i: number, n: number, status: StatusRule): void {
  const { world, strike } = s;
  strikeFromStatus(s, i, n, status.harmful);
  const amount = pulseAmount(status.amount, strike.power, world.statusStacks[i * MAX_STATUSES + n]);
  if (!status.harmful) restoreHealth(s, i, amount, CombatEventFlag.PERIODIC);
  else if (canBeHarmed(strike.sourceKind, world.kind[i], world.flags[i])) takeHealth(s, i, amount, CombatEventFlag.PERIODIC);
}
