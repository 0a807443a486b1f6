import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import { u16ToAngle } from "#shared/primitives/angle.ts";
import { CombatEventKind, EntityFlag, EntityKind, type ErrorCode, SelfField } from "#shared/protocol/codes.ts";
import { wireToPosition } from "#shared/protocol/quantize.ts";
import { readinessRefusal } from "#shared/rules/ability.ts";
import { Fragile, NEVER } from "../../components/fighters.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import { MAX_SLOTS } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { moveUser } from "../impulse.ts";
import { actMounted } from "../mounts.ts";
import { applyAbility } from "./apply.ts";
import { clearCast, interruptCast } from "./cast-state.ts";
import { hastened, startCooldowns } from "./cooldowns.ts";
import { launchProjectile, layArea } from "./projectiles.ts";
import { canPay, conditionRefusal, paysFor, reachRefusal, resolveTarget } from "./requirements.ts";
import { breakStatuses, refreshStatuses, removeStatus, statusSlotFor } from "./status-state.ts";
import { strikeFromFighter } from "./strikes.ts";

/**
 * Somebody uses the ability in a slot. Everything is checked here, whoever asks: player or NPC.
 * @param aimX,aimY wire steps; count for abilities aimed at a point or in a direction
 * @param aimedAt an entity to aim at instead of these: places handed from function to function would be boxed
 * @returns why not, or null when it began (or, being instant, happened)
 */
export function useAbility(
  s: ZoneState,
  i: number,
  slot: number,
  targetId: EntityId,
  aimX: number,
  aimY: number,
  aimedAt = 0,
): ErrorCode | null {
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
    ability.silenceable,
  );
  if (refusal) return refusal;
  if (ability.dashes && world.flags[i] & EntityFlag.ROOTED) return "incapacitated";
  const target = resolveTarget(s, i, ability, targetId);
  if (aimedAt === 0) {
    world.castAimX[i] = wireToPosition(aimX);
    world.castAimY[i] = wireToPosition(aimY);
  } else {
    world.castAimX[i] = world.x[aimedAt];
    world.castAimY[i] = world.y[aimedAt];
  }
  const unusable = reachRefusal(s, i, ability, target) ?? conditionRefusal(s, i, ability, target);
  if (unusable) return unusable;

  if (world.flags[i] & EntityFlag.MOUNTED) {
    const stays = actMounted(s, i);
    if (stays) return stays;
  }
  if (ability.globalCooldown) world.globalReadyTick[i] = world.tick + s.rules.globalCooldownTicks;
  if (ability.castTicks === 0) release(s, i, slot, ability, target);
  else beginCast(s, i, slot, ability, target);
  return null;
}

function beginCast(s: ZoneState, i: number, slot: number, ability: AbilityRule, target: number): void {
  const { world, fighters } = s;
  const channels = ability.channelPeriodTicks > 0;
  if (channels) pay(s, i, slot, ability);
  world.castAbility[i] = ability.code;
  world.castStartTick[i] = world.tick;
  world.castEndTick[i] = world.tick + (channels ? ability.castTicks : hastened(s, i, ability.castTicks));
  world.castTarget[i] = target === 0 ? NOBODY : world.id[target];
  fighters.castSlot[i] = slot;
  fighters.channelTick[i] = channels ? world.tick + ability.channelPeriodTicks : NEVER;
  fighters.pushbacks[i] = 0;
  s.setFlags(i, EntityFlag.CASTING, 0);
  s.changed(i, SelfField.CAST | SelfField.COOLDOWNS);
  const kind = channels ? CombatEventKind.CHANNEL_STARTED : CombatEventKind.CAST_STARTED;
  s.events.combat.add(kind, i, target, ability.code, ability.castTimeMs, 0);
}

/** Casts whose time has come, and channels that take effect: everything is checked again, then they happen or break off. */
export function runCasts(s: ZoneState): void {
  const { castAbility, castEndTick, castTarget, end, tick } = s.world;
  const { channelTick } = s.fighters;
  for (let i = 1; i < end; i++) {
    if (castAbility[i] === 0 || (castEndTick[i] > tick && channelTick[i] > tick)) continue;
    const ability = s.rules.abilities[castAbility[i]];
    if (!ability) continue;
    const target = resolveTarget(s, i, ability, castTarget[i]);
    const channels = ability.channelPeriodTicks > 0;
    const refusal =
      reachRefusal(s, i, ability, target) ??
      (channels ? null : canPay(s, i, ability) ? conditionRefusal(s, i, ability, target) : "not_enough_resource");
    if (refusal) {
      interruptCast(s, i);
      if (s.world.kind[i] === EntityKind.PLAYER) s.events.refuse(s.world.id[i], refusal);
    } else if (channels) channel(s, i, ability, target);
    else {
      clearCast(s, i);
      release(s, i, s.fighters.castSlot[i], ability, target);
    }
  }
}

/** A channel's turn: takes effect when its period is over, ends when its time is. */
function channel(s: ZoneState, i: number, ability: AbilityRule, target: number): void {
  const { world, fighters } = s;
  const { tick } = world;
  const ends = world.castEndTick[i] <= tick;
  if (fighters.channelTick[i] <= tick) {
    fighters.channelTick[i] += ability.channelPeriodTicks;
    letGo(s, i, ability, target);
  }
  // what it did may have ended it already: its user died
  if (!ends || world.castAbility[i] !== ability.code) return;
  clearCast(s, i);
  s.events.combat.add(CombatEventKind.CAST_FINISHED, i, target, ability.code, 0, 0);
}

/** Pays, starts the cooldowns, and lets go. */
function release(s: ZoneState, i: number, slot: number, ability: AbilityRule, target: number): void {
  pay(s, i, slot, ability);
  // an instant blow at one target shows itself by its damage or healing
  if (ability.castTicks > 0 || ability.area !== "none") s.events.combat.add(CombatEventKind.CAST_FINISHED, i, target, ability.code, 0, 0);
  letGo(s, i, ability, target);
}

function pay(s: ZoneState, i: number, slot: number, ability: AbilityRule): void {
  const world = s.world;
  if (paysFor(s, i, ability)) {
    world.resource[i] -= ability.cost;
    s.changedForOwner(i, SelfField.VITALS);
  }
  if (ability.healthCost > 0) {
    world.health[i] -= ability.healthCost;
    s.changed(i, SelfField.VITALS);
  }
  startCooldowns(s, i, slot, ability);
}

/** Flies off, or takes effect at once; what the ability uses up and what acting ends goes after it. */
function letGo(s: ZoneState, i: number, ability: AbilityRule, target: number): void {
  strikeFromFighter(s, i, ability.code);
  aim(s, i, ability, target);
  if (ability.moves) moveUser(s, i, ability, target);
  if (ability.flightMPerTick === 0 || target === i || !launchProjectile(s, i, ability, target)) {
    if (ability.lingerTicks > 0) layArea(s, ability);
    else applyAbility(s, ability, target);
  }
  if (ability.consumes) {
    const at = statusSlotFor(s, i, ability.needsSelfStatus);
    if (s.world.statusCode[at] === ability.needsSelfStatus) removeStatus(s, at);
    refreshStatuses(s, i);
  }
  if (ability.harmful && s.fighters.fragile[i] & Fragile.ACTION) breakStatuses(s, i, Fragile.ACTION);
}

/** Where the area lies, and which way it points. */
function aim(s: ZoneState, i: number, ability: AbilityRule, target: number): void {
  const { world } = s;
  const { centre } = s.strike;
  const pointed = ability.area === "cone" || ability.area === "line" || ability.target === "direction";
  if (ability.target === "point") {
    centre[0] = world.castAimX[i];
    centre[1] = world.castAimY[i];
  } else {
    const from = pointed ? i : target;
    centre[0] = world.x[from];
    centre[1] = world.y[from];
  }
  if (pointed) point(s, i, ability, target);
  // what is aimed at places reaches whom the user saw there; who chases an enemy needs no aim
  if (ability.harmful && ability.target !== "enemy" && world.kind[i] === EntityKind.PLAYER) s.strike.rewind = s.history.back[i];
}

/** Cones point where their user looks, lines to their target, both to the aim point when they are aimed in a direction. */
function point(s: ZoneState, i: number, ability: AbilityRule, target: number): void {
  const { world } = s;
  const { towards } = s.strike;
  let dx = 0;
  let dy = 0;
  if (ability.target === "direction") {
    dx = world.castAimX[i] - world.x[i];
    dy = world.castAimY[i] - world.y[i];
  } else if (ability.area === "line" && target !== i) {
    dx = world.x[target] - world.x[i];
    dy = world.y[target] - world.y[i];
  }
  const distance = Math.sqrt(dx * dx + dy * dy);
  if (distance > 0) {
    towards[0] = dx / distance;
    towards[1] = dy / distance;
  } else {
    const angle = u16ToAngle(world.facing[i]);
    towards[0] = Math.cos(angle);
    towards[1] = Math.sin(angle);
  }
}
