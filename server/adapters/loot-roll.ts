import { Rng } from "#shared/primitives/rng.ts";
import type { Item } from "#shared/content/schema.ts";

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
 * Lays what was rolled out in stacks, around where the NPC died.
 * @param items by id; an item that is not there any more is left out
 */
export function layOut(
  rolled: ReadonlyArray<{ item: string; quantity: number }>,
  items: ReadonlyMap<string, Item>,
  seed: number,
): RolledStack[] {
  const stacks: RolledStack[] = [];
  for (const { item: id, quantity } of rolled) {
    const item = items.get(id);
    for (let left = quantity; item && left > 0; left -= item.maxStack) {
      stacks.push({ item, quantity: Math.min(left, item.maxStack), dx: 0, dy: 0 });
    }
  }
  if (stacks.length > 1) {
    const turn = new Rng(seed).range(0, 2 * Math.PI);
    for (const [n, stack] of stacks.entries()) {
      const angle = turn + (n * 2 * Math.PI) / stacks.length;
      stack.dx = Math.cos(angle) * SCATTER_M;
      stack.dy = Math.sin(angle) * SCATTER_M;
    }
  }
  return stacks;
}
