import type { Change } from "#server/modules/items/changes.ts";
import { type LockedItem, stacksWith } from "#server/modules/items/item.ts";

/** So much of a stack. */
export interface Piece {
  readonly item: LockedItem;
  readonly quantity: number;
}

/** Takes so many from stacks, the smallest first, so that few are left in parts. @throws Error when there are fewer */
export function pick(stacks: readonly LockedItem[], quantity: number): Piece[] {
  const pieces: Piece[] = [];
  let left = quantity;
  for (const item of [...stacks].sort((a, b) => a.quantity - b.quantity)) {
    if (left === 0) break;
    const part = Math.min(left, item.quantity);
    pieces.push({ item, quantity: part });
    left -= part;
  }
  if (left > 0) throw new Error(`${left} of ${quantity} are missing`);
  return pieces;
}

/**
 * Joins what goes to one receiver into as few stacks as can be.
 * @returns what to do first, and what there is to hand over then: stacks that go whole, and parts
 */
export function joined(pieces: readonly Piece[]): { changes: Change[]; goods: Piece[] } {
  const isWhole = ({ item, quantity }: Piece) => item.quantity === quantity;
  const [changes, goods] = [[] as Change[], [] as Piece[]];
  let open: { item: LockedItem; quantity: number } | null = null;
  for (const piece of [...pieces.filter(isWhole), ...pieces.filter((one) => !isWhole(one))]) {
    let left = piece.quantity;
    if (open !== null && stacksWith(piece.item, open.item)) {
      const quantity = Math.min(left, open.item.template.maxStack - open.quantity);
      if (quantity > 0) {
        changes.push({ merge: piece.item, quantity, into: open.item });
        open.quantity += quantity;
        left -= quantity;
      }
    }
    if (left === 0) continue;
    if (!isWhole(piece)) goods.push({ item: piece.item, quantity: left });
    else {
      if (open !== null) goods.push(open);
      open = { item: piece.item, quantity: left };
    }
  }
  return { changes, goods: open === null ? goods : [...goods, open] };
}
