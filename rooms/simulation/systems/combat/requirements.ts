import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, EntityKind, type ErrorCode } from "#shared/protocol/codes.ts";
import { affords, inRange } from "#shared/rules/ability.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { notices, sees, seesAim } from "../sight.ts";
import { healthWithin } from "./effects.ts";
import { stacksOf } from "./status-state.ts";
import { mayAttack, reachesAsFriend } from "../hostility.ts";

/** No valid target. */
export const NONE = -1;

/** Has he the resource and the health it costs? NPCs pay no resource: they have none. */
export function canPay(s: ZoneState, i: number, ability: AbilityRule): boolean {
  return affords(s.world.resource[i] | 0, s.world.health[i], paysFor(s, i, ability) ? ability.cost : 0, ability.healthCost);
}

export function paysFor(s: ZoneState, i: number, ability: AbilityRule): boolean {
  return ability.cost > 0 && s.world.kind[i] !== EntityKind.NPC;
}

/** @returns the target's index, 0 for a point or direction, NONE when the ability cannot be used on it */
export function resolveTarget(s: ZoneState, i: number, ability: AbilityRule, targetId: EntityId): number {
  const world = s.world;
  if (ability.harmful && world.flags[i] & EntityFlag.SAFE) return NONE;
  switch (ability.target) {
    case "self":
      return i;
    case "point":
    case "direction":
      return 0;
    case "enemy": {
      const id = targetId === NOBODY ? world.target[i] : targetId;
      if (!world.alive(id)) return NONE;
      const target = indexOf(id);
      return mayAttack(s, i, target) && notices(s, i, target) ? target : NONE;
    }
    case "ally": {
      if (targetId === NOBODY) return i;
      if (!world.alive(targetId)) return NONE;
      const target = indexOf(targetId);
      return reachesAsFriend(s, i, world.kind[i], target) ? target : NONE;
    }
    case "corpse": {
      if (!world.alive(targetId)) return NONE;
      const target = indexOf(targetId);
      return world.kind[target] === world.kind[i] && world.flags[target] & EntityFlag.DEAD ? target : NONE;
    }
  }
}

/** Is there a target, in range and in sight? The same for an aim point. What flies straight on needs neither. */
export function reachRefusal(s: ZoneState, i: number, ability: AbilityRule, target: number): ErrorCode | null {
  const world = s.world;
  if (target === NONE) return "bad_target";
  if (target === i || ability.target === "direction") return null;
  const toX = target === 0 ? world.castAimX[i] : world.x[target];
  const toY = target === 0 ? world.castAimY[i] : world.y[target];
  if (!inRange(toX - world.x[i], toY - world.y[i], ability.rangeM)) return "out_of_range";
  if (ability.lineOfSight && !(target === 0 ? seesAim(s, i) : sees(s, i, target))) return "no_line_of_sight";
  return null;
}

/** Statuses, health and peace that the ability asks for. @param target index, 0: none */
export function conditionRefusal(s: ZoneState, i: number, ability: AbilityRule, target: number): ErrorCode | null {
  const { world } = s;
  const holds =
    (ability.needsSelfStatus === 0 || stacksOf(s, i, ability.needsSelfStatus) >= ability.needsStacks) &&
    !(ability.outOfCombat && world.flags[i] & EntityFlag.IN_COMBAT) &&
    (target === 0 ||
      ((ability.needsTargetStatus === 0 || stacksOf(s, target, ability.needsTargetStatus) > 0) &&
        healthWithin(world.health[target], world.maxHealth[target], ability.needsHealthBelow, ability.needsHealthAbove)));
  return holds ? null : "condition_not_met";
}
