import { CombatEventFlag, CombatEventKind, EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { pulseAmount } from "#shared/rules/combat.ts";
import { diminished } from "#shared/rules/control.ts";
import { FULL_FACTOR, scaled } from "#shared/rules/modifiers.ts";
import { CONTROL_COUNT, NEVER } from "../../components/fighters.ts";
import { Factor } from "../../components/fighter-stats.ts";
import { IMMUNE_TO_ALL, type StatusRule } from "../../rules/status-rule.ts";
import { MAX_STATUSES } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { interruptCast, silenceCast } from "./cast-state.ts";
import { engage, restoreHealth, takeHealth } from "./harm.ts";
import { endStatus, refreshStatuses, removeStatus, stacksOf, statusSlotFor } from "./status-state.ts";
import { strikeFromFighter, strikeFromStatus } from "./strikes.ts";
import { mayHarm, mayHelp } from "../hostility.ts";
import { helpInPvp } from "../pvp.ts";

/** Puts a status of the present strike on somebody, or gives it again: one more stack, its time by its refresh rule, the newer source counts. */
export function applyStatus(s: ZoneState, i: number, status: StatusRule): void {
  const { strike } = s;
  if (!(status.harmful ? mayHarm(s, i) : mayHelp(s, i))) return;
  if (status.harmful) engage(s, i, 1, 0);
  else helpInPvp(s, strike.sourceIndex, i);
  if (status.refresh === "ignore" && stacksOf(s, i, status.code) > 0) return;
  const ticks = controlTicks(s, i, status);
  if (ticks === 0 || (status.harmful && s.fighters.immune[i] & (IMMUNE_TO_ALL | status.schoolBit))) {
    s.events.combat.add(CombatEventKind.IMMUNE, strike.sourceIndex, i, status.code, 0, CombatEventFlag.PERIODIC);
    return;
  }
  if (status.group !== 0) endGroup(s, i, status);
  const at = putStatus(s, i, status, ticks);
  const ms = ticks === status.durationTicks ? status.durationMs : Math.round((ticks * 1000) / s.tickRate);
  s.events.combat.add(CombatEventKind.STATUS_APPLIED, strike.sourceIndex, i, status.code, ms, 0);
  if (status.kind === "shield") raiseShield(s, at, status);
  else if (status.kind === "stun") interruptCast(s, i);
  else if (status.kind === "silence") silenceCast(s, i);
  refreshStatuses(s, i);
}

/** Writes the status to its place. @returns which */
function putStatus(s: ZoneState, i: number, status: StatusRule, ticks: number): number {
  const { world, fighters, strike } = s;
  const at = statusSlotFor(s, i, status.code);
  const again = world.statusCode[at] === status.code;
  if (!again) removeStatus(s, at);
  const left = again && status.refresh === "extend" ? Math.max(0, world.statusEndTick[at] - world.tick) : 0;
  world.statusStacks[at] = again ? Math.min(status.maxStacks, world.statusStacks[at] + 1) : 1;
  if (!again) {
    world.statusCode[at] = status.code;
    world.statusNextPulse[at] = status.periodTicks > 0 ? world.tick + status.periodTicks : NEVER;
  }
  world.statusEndTick[at] = world.tick + Math.min(ticks + left, 2 * status.durationTicks);
  world.statusSource[at] = strike.source;
  fighters.statusPower[at] = strike.power;
  return at;
}

/** A shield given again is as strong as a new one. */
function raiseShield(s: ZoneState, at: number, status: StatusRule): void {
  const { fighters, strike } = s;
  fighters.statusLeft[at] = pulseAmount(scaled(status.amount, strike.healing), strike.power, 1);
}

/** How long a status holds: crowd control ever shorter on those it diminishes on. @returns ticks, 0: not at all */
function controlTicks(s: ZoneState, i: number, status: StatusRule): number {
  const { fighters, world } = s;
  if (status.control < 0 || fighters.diminishes[i] === 0) return status.durationTicks;
  const at = i * CONTROL_COUNT + status.control;
  const times = world.tick < fighters.controlTick[at] ? fighters.controlTimes[at] : 0;
  const ticks = diminished(status.durationTicks, times);
  if (ticks === 0) return 0;
  fighters.controlTimes[at] = times + 1;
  fighters.controlTick[at] = world.tick + s.controlMemoryTicks;
  return ticks;
}

function endGroup(s: ZoneState, i: number, status: StatusRule): void {
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    const other = s.rules.statuses[s.world.statusCode[at]];
    if (other && other.group === status.group && other.code !== status.code) endStatus(s, i, at);
  }
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
      if (status.kind === "aura") radiate(s, i, status);
      else pulse(s, i, n, status);
      if (world.flags[i] & EntityFlag.DEAD) return; // death took all statuses
    }
    if (world.statusEndTick[at] <= world.tick) removeStatus(s, at);
  }
  refreshStatuses(s, i);
}

function pulse(s: ZoneState, i: number, n: number, status: StatusRule): void {
  const { world, fighters, strike } = s;
  strikeFromStatus(s, i, n, status.harmful);
  const stacks = world.statusStacks[i * MAX_STATUSES + n];
  const { stats } = fighters;
  if (!status.harmful) {
    const amount = scaled(scaled(status.amount, strike.healing), stats.factor(i, Factor.HEALING_TAKEN));
    restoreHealth(s, i, pulseAmount(amount, strike.power, stacks), CombatEventFlag.PERIODIC);
  } else if (mayHarm(s, i)) {
    if (fighters.immune[i] & (IMMUNE_TO_ALL | status.schoolBit)) {
      s.events.combat.add(CombatEventKind.IMMUNE, strike.sourceIndex, i, status.code, 0, CombatEventFlag.PERIODIC);
      return;
    }
    const amount = scaled(scaled(status.amount, strike.dealt), stats.factor(i, Factor.DAMAGE_TAKEN));
    takeHealth(s, i, pulseAmount(amount, strike.power, stacks), CombatEventFlag.PERIODIC, FULL_FACTOR);
  }
}

/** An aura gives its status to all around its bearer: enemies when that harms, else friends and the bearer. */
function radiate(s: ZoneState, i: number, aura: StatusRule): void {
  const { world, found, victims } = s;
  const status = s.rules.statuses[aura.auraCode];
  if (!status) return;
  strikeFromFighter(s, i, aura.code);
  const disc = s.grid.disc;
  disc[0] = world.x[i];
  disc[1] = world.y[i];
  disc[2] = aura.auraRadiusM;
  const near = s.grid.inDisc(world, found);
  let reached = 0;
  for (let k = 0; k < near && reached < victims.length; k++) {
    const kind = world.kind[found[k]];
    if (kind === EntityKind.PLAYER || kind === EntityKind.NPC) victims[reached++] = found[k];
  }
  for (let k = 0; k < reached; k++) {
    const other = victims[k];
    const at = statusSlotFor(s, other, status.code);
    if (world.statusCode[at] !== status.code) applyStatus(s, other, status);
    else {
      // who has it keeps it, without a word
      world.statusEndTick[at] = world.tick + status.durationTicks;
      s.changedForOwner(other, SelfField.STATUSES);
    }
  }
}
