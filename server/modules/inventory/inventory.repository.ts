import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

/** Slots of the bag; null when the character is unknown or somebody else's. */
export async function findCapacity(db: PrismaClient | Tx, accountId: string, characterId: string): Promise<number | null> {
  const bag = await db.characterInventory.findFirst({ where: { characterId, character: { accountId } } });
  return bag?.bagSlots ?? null;
}

export function listBag(db: PrismaClient | Tx, characterId: string) {
  return db.characterItem.findMany({ where: { ownerType: "character", ownerId: characterId, place: "bag" }, orderBy: { slot: "asc" } });
}
