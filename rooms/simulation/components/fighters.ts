import { MAX_SLOTS, MAX_STATUSES, type World } from "../world.ts";
import { CHANCE_STEPS, HUNDREDTHS } from "#shared/rules/combat.ts";
import type { DerivedStats } from "#shared/rules/stats.ts";
import type { FighterRule } from "../rules/fighter-rule.ts";

/** No status to look at. */
export const NEVER = 0xffffffff;

/** What players and NPCs fight with, besides what the world holds. */
export class Fighters {
  /** Hundredths. */
  readonly power: Int32Array;
  readonly armour: Int32Array;
  /** Chances in CHANCE_STEPS. */
  readonly crit: Uint16Array;
  readonly dodge: Uint16Array;
  /** Top speed without statuses, mm/s. */
  readonly baseSpeedMmps: Uint16Array;
  /** Resource gained per second. */
  readonly regen: Float32Array;
  /** Ability code in each slot, 0 = none: [index × MAX_SLOTS + slot]. */
  readonly slotAbility: Uint8Array;
  /** Slot of the ability being cast. */
  readonly castSlot: Uint8Array;
  /** First tick at which nobody remembers the fight. */
  readonly combatEndTick: Uint32Array;
  /** Earliest tick at which a status pulses or ends; NEVER: none. */
  readonly statusDueTick: Uint32Array;
  /** Power of whoever put the status there, at that moment: [index × MAX_STATUSES + n]. */
  readonly statusPower: Int32Array;

  constructor(world: World) {
    const n = world.capacity;
    this.power = world.track(new Int32Array(n));
    this.armour = world.track(new Int32Array(n));
    this.crit = world.track(new Uint16Array(n));
    this.dodge = world.track(new Uint16Array(n));
    this.baseSpeedMmps = world.track(new Uint16Array(n));
    this.regen = world.track(new Float32Array(n));
    this.slotAbility = world.track(new Uint8Array(n * MAX_SLOTS));
    this.castSlot = world.track(new Uint8Array(n));
    this.combatEndTick = world.track(new Uint32Array(n));
    this.statusDueTick = world.track(new Uint32Array(n));
    this.statusPower = world.track(new Int32Array(n * MAX_STATUSES));
  }

  /** A new body of a class or an NPC kind. */
  setUp(i: number, rule: FighterRule): void {
    for (let slot = 0; slot < MAX_SLOTS; slot++) {
      this.slotAbility[i * MAX_SLOTS + slot] = slot < rule.abilities.length ? rule.abilities[slot].code : 0;
    }
    this.castSlot[i] = 0;
    this.combatEndTick[i] = 0;
    this.statusDueTick[i] = NEVER;
    this.statusPower.fill(0, i * MAX_STATUSES, (i + 1) * MAX_STATUSES);
  }

  setStats(i: number, stats: DerivedStats): void {
    this.baseSpeedMmps[i] = Math.round(stats.speed * 1000);
    this.regen[i] = stats.resourceRegen;
    this.power[i] = Math.round(stats.power * HUNDREDTHS);
    this.armour[i] = Math.round(stats.armour);
    this.crit[i] = Math.round(stats.crit * CHANCE_STEPS);
    this.dodge[i] = Math.round(stats.dodge * CHANCE_STEPS);
  }
}
