import { uuidv7 } from "uuidv7";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import type { PickUpOutcome } from "#rooms/ports/loot.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import { append } from "#server/outbox/append.ts";
import { affected, rowsOf, type Tx } from "#server/platform/prisma.ts";

interface Lying {
  /** Who alone may take it until then; empty: anybody. */
  owners: string[];
  ownedUntil: Date;
  zoneId: string;
  layer: number;
}

/**
 * Moves an item from the ground into a bag, or says why not; then nothing changed. Of all who try, one succeeds.
 * Locks the character, then the item: every change of a bag begins with its character's row.
 */
export async function pickUp(tx: Tx, items: Items, lease: CharacterLease, dropId: string, nowMs: number): Promise<PickUpOutcome> {
  const { characterId, epoch } = lease;
  const character = (await items.lockCharacters(tx, [characterId])).get(characterId);
  if (character?.leaseEpoch !== epoch || character.leaseOwner === null) return { ok: false, code: "lease_lost" };
  const item = (await items.lockItems(tx, [dropId])).get(dropId);
  if (item?.ownerType !== "zone") return { ok: false, code: "gone" };
  const [lying] = await rowsOf<Lying>(tx)`
    SELECT array_remove(owner_character_id || owner_ids, NULL)::text[] AS owners, owned_until AS "ownedUntil", zone_id AS "zoneId", layer
    FROM world_drops WHERE item_id = ${dropId}::uuid`;
  if (!lying) return { ok: false, code: "gone" };
  const { owners, ownedUntil, zoneId, layer } = lying;
  if (owners.length > 0 && !owners.includes(characterId) && ownedUntil.getTime() > nowMs) return { ok: false, code: "not_yours" };
  const { templateId, quantity } = item;
  const delivered = await items.tryDeliver(tx, { id: uuidv7(), reason: "picked_up", actor: characterId }, character, [item]);
  if (!delivered) return { ok: false, code: "bag_full" };
  await affected(tx)`DELETE FROM world_drops WHERE item_id = ${dropId}::uuid`;
  const target = delivered[0][delivered[0].length - 1];
  const slot = target.slot ?? 0;
  await append(tx, {
    name: "ITEM_PICKED_UP",
    characterId,
    payload: { dropId, itemId: target.id, slot, templateId, quantity, zoneId, layer },
  });
  return { ok: true, item: { itemId: target.id, templateId, quantity, slot } };
}
