import type { World } from "../world.ts";

/** What the database gave to characters since the last tick: totals, so a later one replaces an earlier one. */
export class Awards {
  readonly waiting: Uint8Array;
  readonly experience: Uint32Array;
  readonly level: Uint8Array;

  constructor(world: World) {
    this.waiting = world.track(new Uint8Array(world.capacity));
    this.experience = world.track(new Uint32Array(world.capacity));
    this.level = world.track(new Uint8Array(world.capacity));
  }

  set(i: number, experience: number, level: number): void {
    this.waiting[i] = 1;
    this.experience[i] = experience;
    this.level[i] = level;
  }
}
