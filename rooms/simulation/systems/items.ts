import { EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import { readinessRefusal } from "#shared/rules/ability.ts";
import { MAX_ITEM_GROUPS } from "#shared/content/schema/item.ts";
import type { ZoneState } from "../zone-state.ts";
import { restoreHealth } from "./combat/harm.ts";
import { giveResource } from "./combat/resources.ts";
import { applyStatus } from "./combat/statuses.ts";
import { strikeFromFighter } from "./combat/strikes.ts";

/**
 * A player wants to use an item up: state and cooldown are checked here, and its group rests from now on; whether he has one is for the
 * office to say. @returns why not, or null
 */
export function useItem(s: ZoneState, i: number, code: number): ErrorCode | null {
  const { world, itemUses } = s;
  const rule = s.rules.items[code];
  if (!rule) return "bad_target";
  const at = i * MAX_ITEM_GROUPS + rule.group;
  const refusal = readinessRefusal(world.tick, world.flags[i], itemUses.readyTick[at], 0, false, true);
  if (refusal) return refusal;
  itemUses.readyTick[at] = world.tick + rule.cooldownTicks;
  const use = s.events.itemUses.next();
  use.entity = world.id[i];
  use.item = code;
  return null;
}

/** He had none, or it could not be written: its group is ready again. */
export function giveItemBack(s: ZoneState, i: number, code: number): void {
  const rule = s.rules.items[code];
  if (rule) s.itemUses.readyTick[i * MAX_ITEM_GROUPS + rule.group] = 0;
}

/** What was used up takes effect; not on the dead. */
export function runItems(s: ZoneState): void {
  const { waiting } = s.itemUses;
  for (let i = 1; i < s.world.end; i++) {
    if (waiting[i] === 0) continue;
    const rule = s.rules.items[waiting[i]];
    waiting[i] = 0;
    if (!rule || s.world.flags[i] & EntityFlag.DEAD) continue;
    strikeFromFighter(s, i, 0);
    if (rule.heal > 0) restoreHealth(s, i, rule.heal, 0);
    if (rule.resource > 0) giveResource(s, i, rule.resource);
    if (rule.status) applyStatus(s, i, rule.status);
  }
}
