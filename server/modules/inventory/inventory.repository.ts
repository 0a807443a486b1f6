import { type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";

export interface Stack {
  itemId: string;
  templateId: string;
  quantity: number;
  slot: number;
}

/** Slots of the bag and what lies in them, in slot order; null when the character is unknown or somebody else's. */
export async function findBag(
  db: PrismaClient | Tx,
  accountId: string,
  characterId: string,
): Promise<{ capacity: number; items: Stack[] } | null> {
  // one row at least, without an item when the bag is empty
  const rows = await rowsOf<{ capacity: number } & (Stack | { itemId: null })>(
    db,
    sql`
    SELECT b.bag_slots AS capacity, i.id AS "itemId", i.template_id AS "templateId", i.quantity, i.slot
    FROM character_inventory b
    JOIN characters c ON c.id = b.character_id
    LEFT JOIN character_items i ON i.owner_type = 'character' AND i.owner_id = b.character_id::text AND i.place = 'bag'
    WHERE b.character_id = ${characterId}::uuid AND c.account_id = ${accountId}::uuid
    ORDER BY i.slot`,
  );
  if (rows.length === 0) return null;
  const items = rows.flatMap(({ capacity: _capacity, ...item }) => (item.itemId === null ? [] : [item]));
  return { capacity: rows[0].capacity, items };
}
