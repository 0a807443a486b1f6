import { CONTROLS } from "#shared/rules/control.ts";
import type { DerivedStats } from "#shared/rules/stats.ts";
import type { FighterRule } from "../rules/fighter-rule.ts";
import { MAX_SLOTS, MAX_STATUSES, type World } from "../world.ts";
import { FighterStats } from "./fighter-stats.ts";

/** No status to look at, no channel. */
export const NEVER = 0xffffffff;
export const CONTROL_COUNT = CONTROLS.length;

/** Bits of `fragile`: what ends some of his statuses. */
export const Fragile = { DAMAGE: 1, ACTION: 2 } as const;

/** What players and NPCs fight with, besides what the world holds. */
export class Fighters {
  readonly stats: FighterStats;
  /** Ability code in each slot, 0 = none: [index × MAX_SLOTS + slot]. */
  readonly slotAbility: Uint8Array;
  /** Slot of the ability being cast. */
  readonly castSlot: Uint8Array;
  /** When a channel takes effect next; NEVER: no channel. */
  readonly channelTick: Uint32Array;
  /** How often the cast was pushed back. */
  readonly pushbacks: Uint8Array;
  /** First tick at which nobody remembers the fight. */
  readonly combatEndTick: Uint32Array;
  /** First tick at which nobody remembers that this player fought others; NEVER: he wants to. */
  readonly pvpEndTick: Uint32Array;
  /** First tick at which this player no longer counts as fighting others. */
  readonly pvpFightEndTick: Uint32Array;
  /** Part of the full health with which the offered resurrection raises a dead player, thousandths. */
  readonly raisedPart: Uint16Array;

  /** Earliest tick at which a status pulses or ends; NEVER: none. */
  readonly statusDueTick: Uint32Array;
  /** Power of whoever put the status there, at that moment: [index × MAX_STATUSES + n]. */
  readonly statusPower: Int32Array;
  /** What a shield still takes, points: [index × MAX_STATUSES + n]. */
  readonly statusLeft: Int32Array;
  /** Fragile bits. */
  readonly fragile: Uint8Array;
  /** Bits of schools, or IMMUNE_TO_ALL: what does no harm. */
  readonly immune: Uint8Array;

  /** 1: crowd control works shorter each time. */
  readonly diminishes: Uint8Array;
  /** [index × CONTROL_COUNT + control] how often it took hold, and until when that is remembered. */
  readonly controlTimes: Uint8Array;
  readonly controlTick: Uint32Array;

  /** Resource for each direct hit dealt and taken, and what goes per second outside of combat; hundredths. */
  readonly perHitDealt: Int32Array;
  readonly perHitTaken: Int32Array;
  readonly decay: Int32Array;

  constructor(world: World) {
    const n = world.capacity;
    this.stats = new FighterStats(world);
    this.slotAbility = world.track(new Uint8Array(n * MAX_SLOTS));
    this.castSlot = world.track(new Uint8Array(n));
    this.channelTick = world.track(new Uint32Array(n));
    this.pushbacks = world.track(new Uint8Array(n));
    this.combatEndTick = world.track(new Uint32Array(n));
    this.pvpFightEndTick = world.track(new Uint32Array(n));
    this.pvpEndTick = world.track(new Uint32Array(n));
    this.raisedPart = world.track(new Uint16Array(n));
    this.statusDueTick = world.track(new Uint32Array(n));
    this.statusPower = world.track(new Int32Array(n * MAX_STATUSES));
    this.statusLeft = world.track(new Int32Array(n * MAX_STATUSES));
    this.fragile = world.track(new Uint8Array(n));
    this.immune = world.track(new Uint8Array(n));
    this.diminishes = world.track(new Uint8Array(n));
    this.controlTimes = world.track(new Uint8Array(n * CONTROL_COUNT));
    this.controlTick = world.track(new Uint32Array(n * CONTROL_COUNT));
    this.perHitDealt = world.track(new Int32Array(n));
    this.perHitTaken = world.track(new Int32Array(n));
    this.decay = world.track(new Int32Array(n));
  }

  /** A new body of a class or an NPC kind. */
  setUp(i: number, rule: FighterRule): void {
    for (let slot = 0; slot < MAX_SLOTS; slot++) {
      this.slotAbility[i * MAX_SLOTS + slot] = slot < rule.abilities.length ? rule.abilities[slot].code : 0;
    }
    this.castSlot[i] = 0;
    this.channelTick[i] = NEVER;
    this.pushbacks[i] = 0;
    this.combatEndTick[i] = 0;
    this.statusDueTick[i] = NEVER;
    this.statusPower.fill(0, i * MAX_STATUSES, (i + 1) * MAX_STATUSES);
    this.statusLeft.fill(0, i * MAX_STATUSES, (i + 1) * MAX_STATUSES);
    this.fragile[i] = 0;
    this.immune[i] = 0;
    this.diminishes[i] = rule.diminishes ? 1 : 0;
    this.controlTimes.fill(0, i * CONTROL_COUNT, (i + 1) * CONTROL_COUNT);
    this.controlTick.fill(0, i * CONTROL_COUNT, (i + 1) * CONTROL_COUNT);
    this.perHitDealt[i] = rule.perHitDealt;
    this.perHitTaken[i] = rule.perHitTaken;
    this.decay[i] = rule.decayPerSecond;
    this.stats.setUp(i, rule.threat);
  }

  setStats(i: number, stats: DerivedStats): void {
    this.stats.set(i, stats);
  }
}
