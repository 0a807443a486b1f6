import { Problem } from "#server/http/problem.ts";
import type { Change } from "#server/modules/items/changes.ts";
import type { LockedCharacter, LockedItem } from "#server/modules/items/item.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";
import type { Equipping, InventoryView, Unequipping } from "./inventory.schema.ts";
import { type InventoryService, operation } from "./inventory.service.ts";

const MAIN_HAND = EQUIPMENT_SLOTS.indexOf("main_hand");
const OFF_HAND = EQUIPMENT_SLOTS.indexOf("off_hand");

/** What characters wear: rooms that have them learn of it within a moment (see Items). */
export class EquipmentService {
  readonly #items: Items;
  readonly #inventory: InventoryService;

  constructor({ items, inventory }: { items: Items; inventory: InventoryService }) {
    this.#items = items;
    this.#inventory = inventory;
  }

  /**
   * Puts on something from the bag. What was worn there comes into the bag: the first where the new one was, another (of two hands) into
   * the first free slot. What binds by being worn is bound.
   * @throws Problem not_wearable, requirements_not_met, bag_full
   */
  async equip(tx: Tx, accountId: string, characterId: string, { slot, ...named }: Equipping): Promise<InventoryView> {
    const character = await this.#items.lockCharacter(tx, accountId, characterId);
    const [item] = await this.#items.lockOwn(tx, character, [named]);
    const all = await this.#items.inPlaces(tx, character, ["bag", "equipment"]);
    const worn = all.filter(({ place }) => place === "equipment");
    const to = slotFor(item, character, worn, slot);
    const off = worn.filter((other) => other.slot === to || handsFull(item, to, other));
    const taken = new Set(all.flatMap((other) => (other.place === "bag" && other !== item ? [other.slot] : [])));
    const changes: Change[] = off.map((other) => {
      const free = freeSlot(character, taken, item.slot ?? 0);
      taken.add(free);
      return { move: other, to: { character, place: "bag", slot: free } };
    });
    changes.push({ move: item, to: { character, place: "equipment", slot: to } });
    if (item.template.bind !== undefined && item.boundTo === null) changes.push({ alter: item, boundTo: character.id });
    await this.#items.apply(tx, operation("equipped", character), changes);
    return this.#inventory.view(tx, accountId, characterId);
  }

  /** Takes something off, into a free slot of the bag. @throws Problem bag_full, stale_version when the slot is not free */
  async unequip(tx: Tx, accountId: string, characterId: string, { slot, ...named }: Unequipping): Promise<InventoryView> {
    const character = await this.#items.lockCharacter(tx, accountId, characterId);
    const [item] = await this.#items.lockOwn(tx, character, [named], ["equipment"]);
    const taken = new Set((await this.#items.inPlaces(tx, character)).map((other) => other.slot));
    if (slot !== undefined && slot >= character.bagSlots) throw new Problem("no_such_slot");
    if (slot !== undefined && taken.has(slot)) throw new Problem("stale_version");
    const to = { character, place: "bag", slot: slot ?? freeSlot(character, taken, 0) } as const;
    await this.#items.apply(tx, operation("equipped", character), [{ move: item, to }]);
    return this.#inventory.view(tx, accountId, characterId);
  }
}

/** Where the character wears it: the slot wanted, else a free one of its kind, else the first. */
function slotFor({ template }: LockedItem, character: LockedCharacter, worn: readonly LockedItem[], wanted: number | undefined): number {
  const { equip } = template;
  if (!equip || (wanted !== undefined && EQUIPMENT_SLOTS[wanted] !== equip.kind)) throw new Problem("not_wearable");
  if (character.level < equip.level || (equip.classes && !equip.classes.includes(character.classId)))
    throw new Problem("requirements_not_met");
  if (wanted !== undefined) return wanted;
  const fitting = EQUIPMENT_SLOTS.flatMap((kind, slot) => (kind === equip.kind ? [slot] : []));
  return fitting.find((slot) => worn.every((other) => other.slot !== slot)) ?? fitting[0];
}

/** Must this other thing go, as there are two hands only? */
function handsFull(item: LockedItem, to: number, other: LockedItem): boolean {
  if (to === MAIN_HAND && item.template.equip?.twoHanded) return other.slot === OFF_HAND;
  return to === OFF_HAND && other.slot === MAIN_HAND && (other.template.equip?.twoHanded ?? false);
}

function freeSlot({ bagSlots }: LockedCharacter, taken: ReadonlySet<number | null>, first: number): number {
  if (!taken.has(first)) return first;
  for (let slot = 0; slot < bagSlots; slot++) if (!taken.has(slot)) return slot;
  throw new Problem("bag_full");
}
