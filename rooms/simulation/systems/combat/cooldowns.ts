import { SelfField } from "#shared/protocol/codes.ts";
import { spentAt } from "#shared/rules/ability.ts";
import { CHANCE_STEPS } from "#shared/rules/combat.ts";
import { Stat } from "../../components/fighter-stats.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import { MAX_SLOTS } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";

/** A duration shortened by somebody's haste, ticks, rounded up. */
export function hastened(s: ZoneState, i: number, ticks: number): number {
  const haste = s.fighters.stats.get(i, Stat.HASTE);
  return haste === 0 ? ticks : Math.ceil((ticks * (CHANCE_STEPS - haste)) / CHANCE_STEPS) | 0;
}

/** The ability in a slot was used: its own cooldown begins, a charge goes, and all of its group wait. */
export function startCooldowns(s: ZoneState, i: number, slot: number, ability: AbilityRule): void {
  const { world } = s;
  const at = i * MAX_SLOTS + slot;
  if (ability.cooldownTicks > 0) world.readyTick[at] = world.tick + hastened(s, i, ability.cooldownTicks);
  if (ability.maxCharges > 0) spendCharge(s, at, ability);
  if (ability.cooldownGroup !== 0) startGroup(s, i, ability);
  s.changedForOwner(i, SelfField.COOLDOWNS);
}

/** Charges come back one after the other; only without any is the ability not ready. */
function spendCharge(s: ZoneState, at: number, ability: AbilityRule): void {
  const { world } = s;
  const { spentCharges, rechargeTick, readyTick, tick } = world;
  const spent = spentAt(tick, spentCharges[at], rechargeTick[at], ability.rechargeTicks);
  if (spent === 0) rechargeTick[at] = tick + ability.rechargeTicks;
  else rechargeTick[at] += (spentCharges[at] - spent) * ability.rechargeTicks;
  spentCharges[at] = spent + 1;
  if (spent + 1 >= ability.maxCharges) readyTick[at] = Math.max(readyTick[at], rechargeTick[at]);
  s.changedForOwner((at / MAX_SLOTS) | 0, SelfField.CHARGES);
}

function startGroup(s: ZoneState, i: number, ability: AbilityRule): void {
  const { world, fighters } = s;
  for (let at = i * MAX_SLOTS; at < (i + 1) * MAX_SLOTS; at++) {
    const other = s.rules.abilities[fighters.slotAbility[at]];
    if (other?.cooldownGroup === ability.cooldownGroup)
      world.readyTick[at] = Math.max(world.readyTick[at], world.tick + ability.groupTicks);
  }
}
