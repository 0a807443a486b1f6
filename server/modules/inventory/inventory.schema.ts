import { z } from "zod";
import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";

const MOST_VERSION = 2_147_483_647;
const itemId = z.uuid("This is not an id.");
const version = z.int().min(0).max(MOST_VERSION).meta({ description: "Of the item, as you saw it: another one is a 409.", example: 3 });
const slot = z.int().min(0).max(199).meta({ description: "From 0.", example: 4 });
const quantity = z.int().min(1).max(999).meta({ example: 2 });
const equipmentSlot = z
  .int()
  .min(0)
  .max(EQUIPMENT_SLOTS.length - 1)
  .meta({ description: `Number in: ${EQUIPMENT_SLOTS.join(", ")}.`, example: 9 });
const storage = z.enum(["bag", "bank"]).meta({ example: "bag" });

/** An item as its owner saw it. */
export const ItemRef = z.strictObject({ itemId, version });

export const InventoryParams = z.strictObject({ characterId: z.uuid("This is not an id.") });
export const ItemParams = InventoryParams.extend({ itemId });

export const ItemMove = z
  .strictObject({
    ...ItemRef.shape,
    place: storage,
    slot,
    swapWith: ItemRef.optional().meta({ description: "What is in that slot; absent: nothing is." }),
  })
  .meta({ id: "ItemMove" });
export const ItemSplit = z.strictObject({ ...ItemRef.shape, quantity, place: storage, slot }).meta({ id: "ItemSplit" });
export const ItemMerge = z
  .strictObject({
    ...ItemRef.shape,
    into: ItemRef,
    quantity: quantity.optional().meta({ description: "Absent: as much as fits.", example: 2 }),
  })
  .meta({ id: "ItemMerge" });
export const BagSort = z.strictObject({ place: storage }).meta({ id: "BagSort" });
export const ItemCount = z.strictObject({ ...ItemRef.shape, quantity }).meta({ id: "ItemCount" });
export const Equipping = z
  .strictObject({
    ...ItemRef.shape,
    slot: equipmentSlot.optional().meta({ description: "Absent: a free one that fits, else the first.", example: 9 }),
  })
  .meta({ id: "Equipping" });
export const Unequipping = z
  .strictObject({ ...ItemRef.shape, slot: slot.optional().meta({ description: "Of the bag; absent: the first free.", example: 4 }) })
  .meta({ id: "Unequipping" });

export type ItemMove = z.output<typeof ItemMove>;
export type ItemSplit = z.output<typeof ItemSplit>;
export type ItemMerge = z.output<typeof ItemMerge>;
export type ItemCount = z.output<typeof ItemCount>;
export type Equipping = z.output<typeof Equipping>;
export type Unequipping = z.output<typeof Unequipping>;

export const ItemView = z
  .strictObject({
    itemId: z.uuid(),
    templateId: z.string().meta({ example: "wolf_pelt" }),
    quantity: z.int(),
    slot: z.int(),
    version: z.int().meta({ description: "Rises with every change of it.", example: 3 }),
    bound: z.boolean().meta({ description: "It cannot change hands." }),
    durability: z.int().nullable().meta({ description: "0: broken; null: it does not wear.", example: 60 }),
    quality: z.int().nullable().meta({ description: "How well it was made; null: it was not crafted.", example: 2 }),
    stats: z.record(z.string(), z.number()).meta({ description: "Besides those of its template.", example: { power: 2 } }),
  })
  .meta({ id: "Item" });

export const InventoryView = z
  .strictObject({
    characterId: z.uuid(),
    capacity: z.int().meta({ description: "Slots of the bag, numbered from 0." }),
    items: z.array(ItemView).meta({ description: "The bag, in slot order." }),
    equipment: z.array(ItemView).meta({ description: `What is worn, by slot: ${EQUIPMENT_SLOTS.join(", ")}.` }),
    bank: z.strictObject({ capacity: z.int(), items: z.array(ItemView) }),
  })
  .meta({ id: "Inventory" });
export type InventoryView = z.output<typeof InventoryView>;
export type ItemView = z.output<typeof ItemView>;

const end = z
  .strictObject({
    itemId: z.uuid().meta({ description: "Another than the one asked for: it was split off, or joined." }),
    holder: z
      .enum(["you", "character", "zone", "mail", "auction", "market", "crafting"])
      .meta({ description: "character: somebody else.", example: "you" }),
    place: z.string().meta({ example: "bag" }),
    slot: z.int().nullable().meta({ example: 4 }),
  })
  .nullable();

export const ItemHistoryView = z
  .strictObject({
    itemId: z.uuid(),
    entries: z
      .array(
        z.strictObject({
          at: z.iso.datetime(),
          reason: z.string().meta({ example: "picked_up" }),
          quantity: z.int(),
          from: end.meta({ description: "null: it was made." }),
          to: end.meta({ description: "null: it is no more." }),
        }),
      )
      .meta({ description: "The newest first; at most the last hundred." }),
  })
  .meta({ id: "ItemHistory" });
export type ItemHistoryView = z.output<typeof ItemHistoryView>;
