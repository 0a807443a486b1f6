import type { World } from "../world.ts";

/** Ticks that forced motion (or a fall) waits for its player's inputs, all in all; then the tick moves him without. 200 ms at 20 ticks. */
export const IMPULSE_PATIENCE_TICKS = 4;

/**
 * How far a player's forced motion, or his fall, lags behind time. It makes one stride per input, so that his client can predict it; a connection that
 * stutters is waited for a little, and caught up with by the inputs that come late.
 */
export class Impulses {
  /** Ticks without an input since the impulse began, less those that were caught up with. */
  readonly waited: Uint8Array;

  constructor(world: World) {
    this.waited = world.track(new Uint8Array(world.capacity));
  }

  /** Must this tick make the stride without an input? Call once per tick while there are strides left. @param taken inputs of this tick */
  mustDrive(i: number, taken: number): boolean {
    if (taken > 1 && this.waited[i] > 0) this.waited[i]--;
    if (taken > 0) return false;
    if (this.waited[i] >= IMPULSE_PATIENCE_TICKS) return true;
    this.waited[i]++;
    return false;
  }
}
