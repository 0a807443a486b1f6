import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { ItemAttributes } from "#server/modules/items/item.ts";

type Db = PrismaClient | Tx;

export interface StoredItem {
  itemId: string;
  templateId: string;
  quantity: number;
  place: "bag" | "equipment" | "bank";
  slot: number;
  version: number;
  bound: boolean;
  durability: number | null;
  attributes: ItemAttributes | null;
}

/** Slots of bag and bank, and what is in them and worn, in slot order; null when the character is unknown or somebody else's. */
export async function findInventory(
  db: Db,
  accountId: string,
  characterId: string,
): Promise<{ bagSlots: number; bankSlots: number; items: StoredItem[] } | null> {
  // one row at least, without an item when there is none
  const rows = await rowsOf<{ bagSlots: number; bankSlots: number } & (StoredItem | { itemId: null })>(db)`
    SELECT b.bag_slots AS "bagSlots", b.bank_slots AS "bankSlots", i.id AS "itemId", i.template_id AS "templateId", i.quantity, i.place,
      i.slot, i.version, i.bound_to IS NOT NULL AS bound, i.durability, i.attributes
    FROM character_inventory b
    JOIN characters c ON c.id = b.character_id
    LEFT JOIN character_items i
      ON i.owner_type = 'character' AND i.owner_id = b.character_id::text AND i.place IN ('bag', 'equipment', 'bank')
    WHERE b.character_id = ${characterId}::uuid AND c.account_id = ${accountId}::uuid
    ORDER BY i.slot`;
  if (rows.length === 0) return null;
  const items = rows.flatMap(({ bagSlots: _bag, bankSlots: _bank, ...item }) => (item.itemId === null ? [] : [item]));
  return { bagSlots: rows[0].bagSlots, bankSlots: rows[0].bankSlots, items };
}

/** Is one of these items in the character's bank? */
export async function anyInBank(db: Db, characterId: string, itemIds: readonly string[]): Promise<boolean> {
  if (itemIds.length === 0) return false;
  const [{ found }] = await rowsOf<{ found: boolean }>(db)`
    SELECT EXISTS (
      SELECT 1 FROM character_items WHERE id = ANY(${itemIds}::uuid[])
      AND owner_type = 'character' AND owner_id = ${characterId} AND place = 'bank') AS found`;
  return found;
}

export interface HistoryRow {
  at: Date;
  reason: string;
  quantity: number;
  fromItem: string | null;
  fromPlace: string | null;
  toItem: string | null;
  toPlace: string | null;
}

/** What happened to an item that a character of the account has now, the newest first; null when there is none such. */
export async function findHistory(
  db: Db,
  { accountId, characterId, itemId }: { accountId: string; characterId: string; itemId: string },
  limit: number,
): Promise<HistoryRow[] | null> {
  const rows = await rowsOf<HistoryRow>(db)`
    SELECT h.at, h.reason, h.quantity, h.from_item::text AS "fromItem", h.from_place AS "fromPlace", h.to_item::text AS "toItem",
      h.to_place AS "toPlace"
    FROM character_items i
    JOIN characters c ON c.id = ${characterId}::uuid AND c.account_id = ${accountId}::uuid AND c.deleted_at IS NULL
    JOIN item_history h ON h.from_item = i.id OR h.to_item = i.id
    WHERE i.id = ${itemId}::uuid AND i.owner_type = 'character' AND i.owner_id = ${characterId}
    ORDER BY h.id DESC LIMIT ${limit}`;
  return rows.length > 0 ? rows : null;
}
