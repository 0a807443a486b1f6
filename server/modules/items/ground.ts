import type { Tx } from "#server/platform/prisma.ts";
import type { LockedItem } from "./item.ts";
import type { Items } from "./items.service.ts";
import type { Operation } from "./operation.ts";

/** What lies for somebody is his alone for so long, ms. */
export const OWNED_MS = 60_000;
/** Then anybody's, until it is gone, ms. */
export const LASTS_MS = 180_000;

/** Where something lies, metres. */
export interface Spot {
  zoneId: string;
  layer: number;
  x: number;
  y: number;
}

/**
 * Lays an item down, or a part of it; its room finds it by itself, within about a second.
 * @param owners whose alone it is at first; nobody: anybody may take it @returns what lies there
 * @throws Problem item_bound
 */
export async function layDown(
  tx: Tx,
  items: Items,
  op: Operation,
  what: { item: LockedItem; quantity?: number },
  { zoneId, layer, x, y }: Spot,
  { owners, nowMs }: { owners: readonly string[]; nowMs: number },
): Promise<LockedItem> {
  const [lying] = await items.apply(tx, op, [{ move: what.item, quantity: what.quantity, to: { zone: zoneId } }]);
  const ownedUntil = new Date(owners.length > 0 ? nowMs + OWNED_MS : nowMs);
  const where = { zoneId, layer, x, y, ownerIds: [...owners], ownedUntil, expiresAt: new Date(nowMs + LASTS_MS), late: true };
  await tx.worldDrop.create({ data: { itemId: lying.id, ...where } });
  return lying;
}
