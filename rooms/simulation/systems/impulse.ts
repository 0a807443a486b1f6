import { u16ToAngle } from "#shared/primitives/angle.ts";
import { CombatEventKind, EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import { Cell, clearLane, isFree, LINE_STEPS_PER_M, toLineSteps } from "#shared/rules/collision.ts";
import { impulseStrides, setImpulse } from "#shared/rules/movement.ts";
import { leapRise } from "#shared/rules/vertical.ts";
import type { AbilityRule } from "../rules/ability-rule.ts";
import type { EffectRule } from "../rules/effect-rule.ts";
import { place } from "../placing.ts";
import type { ZoneState } from "../zone-state.ts";
import { interruptCast } from "./combat/cast-state.ts";
import { mayHarm } from "./hostility.ts";

// Directions and distances are whole line steps (1/256 m): metres handed from function to function would be boxed.

/** Who is pulled, or dashes at somebody, stops this far before him: arm's length. */
const ELBOW = toLineSteps(1.5);
/** A blink looks for its end in steps of 1/4 m. */
const BLINK_STEP = LINE_STEPS_PER_M / 4;
const FACING_LENGTH = 4096;

/**
 * Forced motion: `distance` along (dx, dy), whatever the body wants. Its strides are made by rules/movement.ts, one per input of a player,
 * one per tick of an NPC.
 */
export function startImpulse(s: ZoneState, i: number, dx: number, dy: number, distance: number, speed: number): void {
  const { world, tickRate } = s;
  if (distance <= 0 || (dx === 0 && dy === 0)) return;
  setImpulse(world, i, dx, dy, distance, impulseStrides(distance, speed, tickRate), tickRate);
  s.impulses.waited[i] = 0;
  world.moveTick[i] = world.tick;
  s.changedForOwner(i, SelfField.IMPULSE);
}

/** Whatever moved him ends where he is: death, a new place. */
export function endImpulse(s: ZoneState, i: number): void {
  if (s.world.impulse[i] === 0) return;
  s.world.impulse[i] = 0;
  s.changedForOwner(i, SelfField.IMPULSE);
}

/** A knock-back or pull of the present strike: away from its middle (`strike.centre` of an area, else the source), or towards it. */
export function pushTarget(s: ZoneState, target: number, effect: EffectRule): void {
  const { world, strike } = s;
  if (!mayHarm(s, target)) return;
  const source = strike.sourceIndex;
  // an attack on one target lies around that target: then only the source says from where it came
  const atTarget = strike.centre[0] === world.x[target] && strike.centre[1] === world.y[target];
  const fromX = toLineSteps(atTarget && source !== 0 ? world.x[source] : strike.centre[0]);
  const fromY = toLineSteps(atTarget && source !== 0 ? world.y[source] : strike.centre[1]);
  let dx = toLineSteps(world.x[target]) - fromX;
  let dy = toLineSteps(world.y[target]) - fromY;
  if (dx === 0 && dy === 0) {
    const angle = u16ToAngle(world.facing[source]);
    dx = Math.round(Math.cos(angle) * FACING_LENGTH);
    dy = Math.round(Math.sin(angle) * FACING_LENGTH);
  }
  const castCode = world.castAbility[target];
  const cast = castCode === 0 ? null : s.rules.abilities[castCode];
  if (castCode !== 0 && !cast?.castWhileMoving) interruptCast(s, target);
  if (effect.impulse === "knock_back") startImpulse(s, target, dx, dy, effect.distance, effect.speed);
  else startImpulse(s, target, -dx, -dy, Math.min(effect.distance, lengthOf(dx, dy) - ELBOW), effect.speed);
}

/** The user's own part of an ability: he dashes or leaps to his target or aim point, or is at once further ahead. */
export function moveUser(s: ZoneState, i: number, ability: AbilityRule, target: number): void {
  const { world } = s;
  let dx: number;
  let dy: number;
  let most = 1 << 30;
  if (target === i) {
    const angle = u16ToAngle(world.facing[i]);
    dx = Math.round(Math.cos(angle) * FACING_LENGTH);
    dy = Math.round(Math.sin(angle) * FACING_LENGTH);
  } else {
    dx = toLineSteps(target === 0 ? world.castAimX[i] : world.x[target]) - toLineSteps(world.x[i]);
    dy = toLineSteps(target === 0 ? world.castAimY[i] : world.y[target]) - toLineSteps(world.y[i]);
    most = lengthOf(dx, dy) - (target === 0 ? 0 : ELBOW);
  }
  for (let e = 0; e < ability.effects.length; e++) {
    const effect = ability.effects[e];
    if (!effect.own) continue;
    const distance = Math.min(effect.distance, most);
    if (effect.kind === "blink") blink(s, i, dx, dy, distance);
    else startImpulse(s, i, dx, dy, distance, effect.speed);
    if (effect.impulse === "leap" && world.impulse[i] > 0) takeOff(s, i, leapRise(world.impulse[i], s.tickRate));
  }
}

/** Off the ground, with an upward speed in 1/256 m/s. */
function takeOff(s: ZoneState, i: number, rise: number): void {
  s.world.rise[i] = rise;
  s.setFlags(i, EntityFlag.AIRBORNE, 0);
  s.changed(i, SelfField.HEIGHT);
}

/** Puts a body as far along (dx, dy) as a free lane leads, at most `distance`. */
function blink(s: ZoneState, i: number, dx: number, dy: number, distance: number): void {
  const { world, map } = s;
  const length = lengthOf(dx, dy);
  if (length === 0) return;
  const fromX = toLineSteps(world.x[i]);
  const fromY = toLineSteps(world.y[i]);
  for (let way = distance; way > 0; way -= BLINK_STEP) {
    const toX = fromX + Math.trunc((dx * way) / length);
    const toY = fromY + Math.trunc((dy * way) / length);
    const x = toX / LINE_STEPS_PER_M;
    const y = toY / LINE_STEPS_PER_M;
    if (!isFree(map, x, y) || !clearLane(map, fromX, fromY, toX, toY, Cell.SOLID)) continue;
    teleport(s, i, x, y);
    return;
  }
}

/** Somebody is elsewhere at once: clients do not glide there. The place must be free. */
function teleport(s: ZoneState, i: number, x: number, y: number): void {
  place(s, i, x, y);
  tellTeleport(s, i);
}

/** Clients do not glide to where somebody was just put. */
export function tellTeleport(s: ZoneState, i: number): void {
  s.events.combat.add(CombatEventKind.TELEPORT, i, 0, 0, 0, 0);
}

function lengthOf(dx: number, dy: number): number {
  return Math.floor(Math.sqrt(dx * dx + dy * dy)) | 0;
}
