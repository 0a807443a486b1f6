import type { World } from "../world.ts";

/** One slot per spawn point: who lives there, and when the next one comes. */
export class SpawnSlots {
  /** Entity that lives or lies dead here; NOBODY: none. */
  readonly entity: Uint32Array;
  /** When a corpse is taken away. */
  readonly corpseEndTick: Uint32Array;
  /** When the next one comes. */
  readonly respawnTick: Uint32Array;

  constructor(world: World, count: number) {
    this.entity = world.trackWhole(new Uint32Array(count));
    this.corpseEndTick = world.trackWhole(new Uint32Array(count));
    this.respawnTick = world.trackWhole(new Uint32Array(count));
  }
}
