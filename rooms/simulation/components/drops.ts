import type { World } from "../world.ts";

/** Times of what lies on the ground. Whose it is first stands in `world.target`. */
export class Drops {
  /** First tick in which anybody may take it. */
  readonly freeTick: Uint32Array;
  /** First tick in which it is gone. */
  readonly endTick: Uint32Array;

  constructor(world: World) {
    this.freeTick = world.track(new Uint32Array(world.capacity));
    this.endTick = world.track(new Uint32Array(world.capacity));
  }
}
