/** A stack in a bag. */
export interface BagStack {
  /** What goes with it, beside what is in it; the caller's own. */
  readonly quantity: number;
  readonly slot: number;
}

/** Where something goes in a bag: what is added to stacks that are there, and the slots of the rest. */
export interface Placing<S extends BagStack> {
  added: Array<{ stack: S; quantity: number }>;
  rest: Array<{ slot: number; quantity: number }>;
}

/**
 * Finds room in a bag: stacks of the same kind are filled up first, in slot order; the rest takes the first free slots, a full stack each.
 * @param slots size of the bag
 * @returns null when not all of it fits
 */
export function placeInBag<S extends BagStack>(
  bag: readonly S[],
  slots: number,
  what: { quantity: number; maxStack: number; joins: (stack: S) => boolean },
): Placing<S> | null {
  let left = what.quantity;
  const added: Placing<S>["added"] = [];
  for (const stack of [...bag].sort((a, b) => a.slot - b.slot)) {
    const quantity = what.joins(stack) ? Math.min(left, what.maxStack - stack.quantity) : 0;
    if (quantity <= 0) continue;
    added.push({ stack, quantity });
    left -= quantity;
  }
  const taken = new Set(bag.map((stack) => stack.slot));
  const rest: Placing<S>["rest"] = [];
  for (let slot = 0; slot < slots && left > 0; slot++) {
    if (taken.has(slot)) continue;
    const quantity = Math.min(left, what.maxStack);
    rest.push({ slot, quantity });
    left -= quantity;
  }
  return left === 0 ? { added, rest } : null;
}
