import type { CharacterLease, PickUpOutcome } from "#rooms/ports.ts";
import { append } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";

interface Lying {
  template_id: string;
  quantity: number;
  version: number;
  max_stack: number;
  owner_character_id: string | null;
  owned_until: Date;
  zone_id: string;
  layer: number;
}

interface Stack {
  id: string;
  template_id: string;
  quantity: number;
  slot: number;
}

/** Where a stack goes in a bag: what is added to stacks that are there, and the slot of the rest. */
export interface Placing {
  added: Array<{ id: string; slot: number; quantity: number }>;
  rest: { slot: number; quantity: number } | null;
}

/**
 * Finds room in a bag: stacks of the same kind are filled up first, in slot order; the rest takes the first free slot.
 * @returns null when not all of it fits
 */
export function placeInBag(
  bag: readonly Stack[],
  slots: number,
  what: { templateId: string; quantity: number; maxStack: number },
): Placing | null {
  let left = what.quantity;
  const added: Placing["added"] = [];
  for (const stack of bag) {
    const quantity = stack.template_id === what.templateId ? Math.min(left, what.maxStack - stack.quantity) : 0;
    if (quantity <= 0) continue;
    added.push({ id: stack.id, slot: stack.slot, quantity });
    left -= quantity;
  }
  if (left === 0) return { added, rest: null };
  const taken = new Set(bag.map((stack) => stack.slot));
  for (let slot = 0; slot < slots; slot++) if (!taken.has(slot)) return { added, rest: { slot, quantity: left } };
  return null;
}

/**
 * Moves an item from the ground into a bag, or says why not; then nothing changed. Of all who try, one succeeds.
 * Locks the character, then the item: every change of a bag begins with its character's row.
 */
export async function pickUp(tx: Tx, lease: CharacterLease, dropId: string, nowMs: number): Promise<PickUpOutcome> {
  const { characterId, epoch } = lease;
  const [holder] = await tx.$queryRaw<Array<{ bag_slots: number }>>`
    SELECT b.bag_slots FROM characters c JOIN character_inventory b ON b.character_id = c.id
    WHERE c.id = ${characterId}::uuid AND c.lease_epoch = ${epoch} AND c.lease_owner IS NOT NULL FOR NO KEY UPDATE OF c`;
  if (!holder) return { ok: false, code: "lease_lost" };
  const [lying] = await tx.$queryRaw<Lying[]>`
    SELECT i.template_id, i.quantity, i.version, t.max_stack, d.owner_character_id, d.owned_until, d.zone_id, d.layer
    FROM character_items i JOIN world_drops d ON d.item_id = i.id JOIN item_templates t ON t.id = i.template_id
    WHERE i.id = ${dropId}::uuid AND i.owner_type = 'zone' FOR UPDATE OF i, d`;
  if (!lying) return { ok: false, code: "gone" };
  const { owner_character_id: owner, template_id: templateId, quantity } = lying;
  if (owner !== null && owner !== characterId && lying.owned_until.getTime() > nowMs) return { ok: false, code: "not_yours" };
  const bag = await tx.$queryRaw<Stack[]>`
    SELECT id, template_id, quantity, slot FROM character_items
    WHERE owner_type = 'character' AND owner_id = ${characterId} AND place = 'bag' ORDER BY slot`;
  const placing = placeInBag(bag, holder.bag_slots, { templateId, quantity, maxStack: lying.max_stack });
  if (!placing) return { ok: false, code: "bag_full" };
  await tx.$executeRaw`DELETE FROM world_drops WHERE item_id = ${dropId}::uuid`;
  await move(tx, characterId, { id: dropId, version: lying.version }, placing);
  const target = placing.rest ? { id: dropId, slot: placing.rest.slot } : placing.added[placing.added.length - 1];
  const payload = { dropId, itemId: target.id, slot: target.slot, templateId, quantity, zoneId: lying.zone_id, layer: lying.layer };
  await append(tx, { name: "ITEM_PICKED_UP", characterId, payload });
  return { ok: true, item: { itemId: target.id, templateId, quantity, slot: target.slot } };
}

async function move(tx: Tx, characterId: string, item: { id: string; version: number }, { added, rest }: Placing): Promise<void> {
  if (added.length > 0) {
    const grown = await tx.$executeRaw`
      UPDATE character_items i SET quantity = i.quantity + a.quantity, version = i.version + 1
      FROM unnest(${added.map((a) => a.id)}::uuid[], ${added.map((a) => a.quantity)}::int[]) AS a (id, quantity)
      WHERE i.id = a.id AND i.owner_type = 'character' AND i.owner_id = ${characterId}`;
    expectRows(grown, added.length);
  }
  const moved = rest
    ? await tx.$executeRaw`
        UPDATE character_items
        SET owner_type = 'character', owner_id = ${characterId}, place = 'bag', slot = ${rest.slot}, quantity = ${rest.quantity}, version = version + 1
        WHERE id = ${item.id}::uuid AND owner_type = 'zone' AND version = ${item.version}`
    : await tx.$executeRaw`DELETE FROM character_items WHERE id = ${item.id}::uuid AND owner_type = 'zone' AND version = ${item.version}`;
  expectRows(moved, 1);
}

/** Rolls back when a locked row is not what it was. */
function expectRows(changed: number, wanted: number): void {
  if (changed !== wanted) throw new Error(`${wanted} item rows should have changed, not ${changed}`);
}
