import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { Supply } from "#shared/rules/vendors.ts";

type Db = PrismaClient | Tx;

interface SupplyRow {
  templateId: string;
  left: number;
  since: Date;
}

/** Of the goods that were bought since they were complete; by template. */
export async function findSupplies(db: Db, vendorId: string): Promise<Map<string, Supply>> {
  const rows = await rowsOf<SupplyRow>(db)`
    SELECT template_id AS "templateId", "left", since FROM vendor_supplies WHERE vendor_id = ${vendorId}`;
  return new Map(rows.map(({ templateId, left, since }) => [templateId, { left, since: since.getTime() }]));
}

/** @param full what there is when nobody has bought any yet */
export async function lockSupply(tx: Tx, vendorId: string, templateId: string, full: Supply): Promise<Supply> {
  await affected(tx)`
    INSERT INTO vendor_supplies (vendor_id, template_id, "left", since) VALUES (${vendorId}, ${templateId}, ${full.left}, ${new Date(full.since)})
    ON CONFLICT DO NOTHING`;
  const [{ left, since }] = await rowsOf<SupplyRow>(tx)`
    SELECT template_id AS "templateId", "left", since FROM vendor_supplies
    WHERE vendor_id = ${vendorId} AND template_id = ${templateId} FOR UPDATE`;
  return { left, since: since.getTime() };
}

export async function writeSupply(tx: Tx, vendorId: string, templateId: string, { left, since }: Supply): Promise<void> {
  await affected(tx)`
    UPDATE vendor_supplies SET "left" = ${left}, since = ${new Date(since)} WHERE vendor_id = ${vendorId} AND template_id = ${templateId}`;
}

export interface Buyback {
  itemId: string;
  price: bigint;
  soldAt: Date;
}

/** What a character sold, the oldest first. */
export function findBuybacks(db: Db, characterId: string): Promise<Buyback[]> {
  return rowsOf<Buyback>(db)`
    SELECT item_id::text AS "itemId", price, sold_at AS "soldAt" FROM vendor_buybacks
    WHERE character_id = ${characterId}::uuid ORDER BY sold_at, item_id`;
}

export async function addBuyback(tx: Tx, characterId: string, { itemId, price, soldAt }: Buyback): Promise<void> {
  await tx.vendorBuyback.create({ data: { itemId, characterId, price, soldAt } });
}

export async function removeBuyback(tx: Tx, itemId: string): Promise<void> {
  await tx.vendorBuyback.deleteMany({ where: { itemId } });
}

export interface OwnItem {
  itemId: string;
  templateId: string;
  quantity: number;
  place: "bag" | "equipment" | "buyback";
  version: number;
  durability: number | null;
  quality: number | null;
}

/** What vendors have to do with: what a character carries, wears, and has sold. null: the account has no such character. */
export async function findItems(db: Db, accountId: string, characterId: string): Promise<OwnItem[] | null> {
  const [own] = await rowsOf<{ id: string }>(db)`
    SELECT id::text FROM characters WHERE id = ${characterId}::uuid AND account_id = ${accountId}::uuid AND deleted_at IS NULL`;
  if (!own) return null;
  return rowsOf<OwnItem>(db)`
    SELECT id::text AS "itemId", template_id AS "templateId", quantity, place, version, durability, (attributes->>'quality')::int AS quality
    FROM character_items WHERE owner_type = 'character' AND owner_id = ${characterId} AND place IN ('bag', 'equipment', 'buyback')
    ORDER BY place, slot`;
}
