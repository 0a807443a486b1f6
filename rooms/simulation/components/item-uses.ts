import { MAX_ITEM_GROUPS } from "#shared/content/schema/item.ts";
import type { World } from "../world.ts";

/** Items that players use up. */
export class ItemUses {
  /** When a group is ready again: [index × MAX_ITEM_GROUPS + group]. */
  readonly readyTick: Uint32Array;
  /** Code of an item that was used up and takes effect with the next tick; 0: none. */
  readonly waiting: Uint16Array;

  constructor(world: World) {
    this.readyTick = world.track(new Uint32Array(world.capacity * MAX_ITEM_GROUPS));
    this.waiting = world.track(new Uint16Array(world.capacity));
  }

  clear(i: number): void {
    this.readyTick.fill(0, i * MAX_ITEM_GROUPS, (i + 1) * MAX_ITEM_GROUPS);
    this.waiting[i] = 0;
  }
}
