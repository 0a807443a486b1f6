import { NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import { NEVER } from "../../components/fighters.ts";
import { MAX_SLOTS } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";

/** A cast is pushed back so often at most. */
const MOST_PUSHBACKS = 2;

/** Breaks a cast or channel off: he moved, was stunned, changed his mind. The global cooldown it began goes on. */
export function interruptCast(s: ZoneState, i: number): void {
  const code = s.world.castAbility[i];
  if (code === 0) return;
  clearCast(s, i);
  s.events.combat.add(CombatEventKind.CAST_INTERRUPTED, i, 0, code, 0, 0);
}

/** The present strike interrupts: the cast breaks off, and its school is locked for so many ticks. Physical ones lock nothing. */
export function breakCast(s: ZoneState, i: number, lockTicks: number): void {
  const { world, fighters, strike } = s;
  const ability = s.rules.abilities[world.castAbility[i]];
  if (!ability?.interruptible) return;
  s.events.combat.add(CombatEventKind.INTERRUPT, strike.sourceIndex, i, ability.code, 0, 0);
  interruptCast(s, i);
  if (!ability.silenceable) return;
  for (let slot = 0; slot < MAX_SLOTS; slot++) {
    const at = i * MAX_SLOTS + slot;
    const other = s.rules.abilities[fighters.slotAbility[at]];
    if (other?.school !== ability.school) continue;
    world.readyTick[at] = Math.max(world.readyTick[at], world.tick + lockTicks);
  }
  s.changedForOwner(i, SelfField.COOLDOWNS);
}

/** A silence took hold: casts of silenceable abilities break off. */
export function silenceCast(s: ZoneState, i: number): void {
  if (s.rules.abilities[s.world.castAbility[i]]?.silenceable) interruptCast(s, i);
}

/** A direct hit delays a cast, or shortens a channel. */
export function pushBack(s: ZoneState, i: number): void {
  const { world, fighters } = s;
  const ability = s.rules.abilities[world.castAbility[i]];
  if (!ability || ability.pushbackTicks === 0 || fighters.pushbacks[i] === MOST_PUSHBACKS) return;
  fighters.pushbacks[i]++;
  if (ability.channelPeriodTicks > 0) world.castEndTick[i] = Math.max(world.tick, world.castEndTick[i] - ability.pushbackTicks);
  else world.castEndTick[i] += ability.pushbackTicks;
  s.changed(i, SelfField.CAST);
}

/** Ends the state of casting, whatever comes of it. */
export function clearCast(s: ZoneState, i: number): void {
  const world = s.world;
  if (world.castAbility[i] === 0) return;
  world.castAbility[i] = 0;
  world.castStartTick[i] = 0;
  world.castEndTick[i] = 0;
  world.castTarget[i] = NOBODY;
  s.fighters.channelTick[i] = NEVER;
  s.fighters.pushbacks[i] = 0;
  s.setFlags(i, 0, EntityFlag.CASTING);
  s.changed(i, SelfField.CAST);
}
