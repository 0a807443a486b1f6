import type { World } from "../world.ts";

/** Slots beyond the spawn points: for those whom others summon. */
export const SUMMON_SLOTS = 128;

/** One slot per spawn point, and some for the summoned: who lives there, and when the next one comes. */
export class SpawnSlots {
  /** Spawn points; slots from here on are for the summoned. */
  readonly points: number;
  /** Entity that lives or lies dead here; NOBODY: none. */
  readonly entity: Uint32Array;
  /** When a corpse is taken away. */
  readonly corpseEndTick: Uint32Array;
  /** When the next one comes. */
  readonly respawnTick: Uint32Array;

  constructor(world: World, points: number) {
    this.points = points;
    this.entity = world.trackWhole(new Uint32Array(points + SUMMON_SLOTS));
    this.corpseEndTick = world.trackWhole(new Uint32Array(points + SUMMON_SLOTS));
    this.respawnTick = world.trackWhole(new Uint32Array(points + SUMMON_SLOTS));
  }

  /** A slot for somebody summoned, −1: none is free. */
  freeForSummon(): number {
    for (let slot = this.points; slot < this.entity.length; slot++) if (this.entity[slot] === 0) return slot;
    return -1;
  }
}
