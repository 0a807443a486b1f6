import type { World } from "../world.ts";

/** Players on their way out of the zone. */
export class Departures {
  /** 1: held where he is while the house moves him: his inputs and actions wait, nothing harms him. */
  readonly held: Uint8Array;

  constructor(world: World) {
    this.held = world.track(new Uint8Array(world.capacity));
  }
}
