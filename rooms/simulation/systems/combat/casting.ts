import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind, type ErrorCode, SelfField } from "#shared/protocol/codes.ts";
import { wireToPosition } from "#shared/protocol/quantize.ts";
import { inRange, readinessRefusal } from "#shared/rules/ability.ts";
import { canAttack, canHelp } from "#shared/rules/hostility.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import { MAX_SLOTS } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { moveUser } from "../impulse.ts";
import { sees, seesAim } from "../sight.ts";
import { applyAbility } from "./apply.ts";
import { clearCast, interruptCast } from "./cast-state.ts";
import { launchProjectile } from "./projectiles.ts";
import { strikeFromFighter } from "./strikes.ts";

/** No valid target. */
const NONE = -1;

/**
 * Somebody uses the ability in a slot. Everything is checked here, whoever asks: player or NPC.
 * @param aimX,aimY wire steps; count for abilities aimed at a point
 * @returns why not, or null when it began (or, being instant, happened)
 */
export function useAbility(s: ZoneState, i: number, slot: number, targetId: EntityId, aimX: number, aimY: number): ErrorCode | null {
  const { world, fighters } = s;
  const ability = slot < MAX_SLOTS ? s.rules.abilities[fighters.slotAbility[i * MAX_SLOTS + slot]] : null;
  if (!ability) return "ability_unknown";
  const refusal = readinessRefusal(
    world.tick,
    world.flags[i],
    world.readyTick[i * MAX_SLOTS + slot],
    world.globalReadyTick[i],
    ability.globalCooldown,
    canPay(s, i, ability),
  );
  if (refusal) return refusal;
  if (ability.dashes && world.flags[i] & EntityFlag.ROOTED) return "incapacitated";
  const target = resolveTarget(s, i, ability, targetId);
  world.castAimX[i] = wireToPosition(aimX);
  world.castAimY[i] = wireToPosition(aimY);
  const unreachable = reachRefusal(s, i, ability, target);
  if (unreachable) return unreachable;

  if (ability.globalCooldown) world.globalReadyTick[i] = world.tick + s.rules.globalCooldownTicks;
  if (ability.castTicks === 0) {
    release(s, i, slot, ability, target);
    return null;
  }
  world.castAbility[i] = ability.code;
  world.castStartTick[i] = world.tick;
  world.castEndTick[i] = world.tick + ability.castTicks;
  world.castTarget[i] = target === 0 ? NOBODY : world.id[target];
  fighters.castSlot[i] = slot;
  s.setFlags(i, EntityFlag.CASTING, 0);
  s.changed(i, SelfField.CAST | SelfField.COOLDOWNS);
  s.events.combat.add(CombatEventKind.CAST_STARTED, i, target, ability.code, ability.castTimeMs, 0);
  return null;
}

/** Casts whose time has come: everything is checked again, then they happen or break off. */
export function finishCasts(s: ZoneState): void {
  const { castAbility, castEndTick, castTarget, end, tick } = s.world;
  for (let i = 1; i < end; i++) {
    if (castAbility[i] === 0 || castEndTick[i] > tick) continue;
    const ability = s.rules.abilities[castAbility[i]];
    if (!ability) continue;
    const target = resolveTarget(s, i, ability, castTarget[i]);
    const refusal = canPay(s, i, ability) ? reachRefusal(s, i, ability, target) : "not_enough_resource";
    if (refusal) {
      interruptCast(s, i);
      if (s.world.kind[i] === EntityKind.PLAYER) s.events.refuse(s.world.id[i], refusal);
      continue;
    }
    clearCast(s, i);
    release(s, i, s.fighters.castSlot[i], ability, target);
  }
}

/** Pays, starts the cooldown, and lets go. */
function release(s: ZoneState, i: number, slot: number, ability: AbilityRule, target: number): void {
  const world = s.world;
  if (paysFor(s, i, ability)) {
    world.resource[i] -= ability.cost;
    s.changedForOwner(i, SelfField.VITALS);
  }
  if (ability.cooldownTicks > 0) world.readyTick[i * MAX_SLOTS + slot] = world.tick + ability.cooldownTicks;
  s.changedForOwner(i, SelfField.COOLDOWNS);
  // an instant blow at one target shows itself by its damage or healing
  if (ability.castTicks > 0 || ability.area !== "none") s.events.combat.add(CombatEventKind.CAST_FINISHED, i, target, ability.code, 0, 0);
  strikeFromFighter(s, i, ability.code);
  const centre = s.strike.centre;
  if (ability.target === "point") {
    centre[0] = world.castAimX[i];
    centre[1] = world.castAimY[i];
  } else {
    const from = ability.area === "cone" ? i : target;
    centre[0] = world.x[from];
    centre[1] = world.y[from];
  }
  if (ability.moves) moveUser(s, i, ability, target);
  if (ability.flightMPerTick > 0 && target !== i && launchProjectile(s, i, ability, target)) return;
  applyAbility(s, ability, target);
}

/** NPCs pay nothing: they have no resource. */
function paysFor(s: ZoneState, i: number, ability: AbilityRule): boolean {
  return ability.cost > 0 && s.world.kind[i] !== EntityKind.NPC;
}

function canPay(s: ZoneState, i: number, ability: AbilityRule): boolean {
  return !paysFor(s, i, ability) || s.world.resource[i] >= ability.cost;
}

/** @returns the target's index, 0 for a point on the ground, NONE when the ability cannot be used on it */
function resolveTarget(s: ZoneState, i: number, ability: AbilityRule, targetId: EntityId): number {
  const world = s.world;
  if (ability.harmful && world.flags[i] & EntityFlag.SAFE) return NONE;
  switch (ability.target) {
    case "self":
      return i;
    case "point":
      return 0;
    case "enemy": {
      const id = targetId === NOBODY ? world.target[i] : targetId;
      if (!world.alive(id)) return NONE;
      const target = indexOf(id);
      return canAttack(world.kind[i], world.flags[i], world.kind[target], world.flags[target]) ? target : NONE;
    }
    case "ally": {
      if (targetId === NOBODY) return i;
      if (!world.alive(targetId)) return NONE;
      const target = indexOf(targetId);
      return canHelp(world.kind[i], world.kind[target], world.flags[target]) ? target : NONE;
    }
  }
}

/** Is there a target, in range and in sight? The same for an aim point. */
function reachRefusal(s: ZoneState, i: number, ability: AbilityRule, target: number): ErrorCode | null {
  const world = s.world;
  if (target === NONE) return "bad_target";
  if (target === i) return null;
  const toX = target === 0 ? world.castAimX[i] : world.x[target];
  const toY = target === 0 ? world.castAimY[i] : world.y[target];
  if (!inRange(toX - world.x[i], toY - world.y[i], ability.rangeM)) return "out_of_range";
  if (ability.lineOfSight && !(target === 0 ? seesAim(s, i) : sees(s, i, target))) return "no_line_of_sight";
  return null;
}
