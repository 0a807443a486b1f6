import type { Change } from "#server/modules/items/changes.ts";
import { type LockedCharacter, type LockedItem, stacksWith } from "#server/modules/items/item.ts";
import { ITEM_QUALITIES } from "#shared/rules/quality.ts";

/** The order in which kinds of things lie. */
const KINDS = ["weapon", "armour", "consumable", "material", "trophy"];

/**
 * What puts a bag or bank in order: by kind, then the best quality first, then by the template's code, then bound before unbound, then the
 * fullest stack first, then the oldest. Stacks that go together are joined, and no slot between is left free. Done twice, the second
 * time does nothing.
 */
export function arrange(character: LockedCharacter, place: "bag" | "bank", items: readonly LockedItem[]): Change[] {
  const changes: Change[] = [];
  const kept: Array<{ item: LockedItem; quantity: number }> = [];
  for (const item of [...items].sort(inOrder)) {
    let left = item.quantity;
    for (const target of kept) {
      const room = target.item.template.maxStack - target.quantity;
      if (left === 0 || room === 0 || item.boundTo !== target.item.boundTo || !stacksWith(item, target.item)) continue;
      const quantity = Math.min(left, room);
      changes.push({ merge: item, quantity, into: target.item });
      target.quantity += quantity;
      left -= quantity;
    }
    if (left > 0) kept.push({ item, quantity: left });
  }
  for (const [slot, { item }] of kept.entries()) if (item.slot !== slot) changes.push({ move: item, to: { character, place, slot } });
  return changes;
}

function inOrder(a: LockedItem, b: LockedItem): number {
  return (
    KINDS.indexOf(a.template.kind) - KINDS.indexOf(b.template.kind) ||
    ITEM_QUALITIES.indexOf(b.template.quality) - ITEM_QUALITIES.indexOf(a.template.quality) ||
    a.template.code - b.template.code ||
    Number(b.boundTo !== null) - Number(a.boundTo !== null) ||
    b.quantity - a.quantity ||
    (a.id < b.id ? -1 : 1)
  );
}
