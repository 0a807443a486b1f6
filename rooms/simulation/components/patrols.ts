import type { World } from "../world.ts";

/** Where the patrol of each spawn group is. */
export class Patrols {
  /** Number of the place it walks to. */
  readonly next: Uint8Array;
  /** 1: back again. */
  readonly back: Uint8Array;
  /** It stands until then. */
  readonly waitTick: Uint32Array;

  constructor(world: World, groups: number) {
    this.next = world.trackWhole(new Uint8Array(groups));
    this.back = world.trackWhole(new Uint8Array(groups));
    this.waitTick = world.trackWhole(new Uint32Array(groups));
  }
}
