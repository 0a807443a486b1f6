import { hashText } from "#shared/primitives/hash.ts";
import { Rng } from "#shared/primitives/rng.ts";
import type { Item, LootTable } from "#shared/content/schema.ts";

/** Stacks of one kill lie this far apart from where it happened, m. */
const SCATTER_M = 0.8;

export interface RolledStack {
  item: Item;
  quantity: number;
  /** Where it lies, m from where the NPC died. */
  dx: number;
  dy: number;
}

/**
 * What an NPC leaves behind. Follows from the kill's id alone: settling it again gives the same.
 * @param items by id; an item that is not there any more is left out
 */
export function rollLoot(entries: LootTable["entries"], items: ReadonlyMap<string, Item>, killId: string): RolledStack[] {
  const rng = new Rng(hashText(killId));
  const stacks: RolledStack[] = [];
  for (const entry of entries) {
    // both numbers are always drawn: one entry's luck does not move the others'
    const falls = rng.chance(entry.chance);
    let left = rng.int(entry.min, entry.max);
    const item = items.get(entry.item);
    for (; falls && item && left > 0; left -= item.maxStack) {
      stacks.push({ item, quantity: Math.min(left, item.maxStack), dx: 0, dy: 0 });
    }
  }
  if (stacks.length > 1) {
    const turn = rng.range(0, 2 * Math.PI);
    for (const [n, stack] of stacks.entries()) {
      const angle = turn + (n * 2 * Math.PI) / stacks.length;
      stack.dx = Math.cos(angle) * SCATTER_M;
      stack.dy = Math.sin(angle) * SCATTER_M;
    }
  }
  return stacks;
}
