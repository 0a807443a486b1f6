import { affected, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { ItemRow, LockedCharacter } from "./item.ts";
import type { Operation } from "./operation.ts";

/** One quantity that went from one row to another. */
export interface Movement {
  op: Operation;
  templateId: string;
  quantity: number;
  /** null: it was made. */
  from: { item: string; place: string } | null;
  /** null: it is no more. */
  to: { item: string; place: string } | null;
}

/** Everything that is written at once. Updates and deletions name the version that the row has in the database. */
export interface Writing {
  inserts: readonly ItemRow[];
  updates: ReadonlyArray<{ row: ItemRow; was: number }>;
  deletes: ReadonlyArray<{ id: string; was: number }>;
  movements: readonly Movement[];
}

/** In the order of their ids, so that nobody waits in a ring. Those that do not exist are not in it. */
export function lockCharacters(tx: Tx, ids: readonly string[]): Promise<LockedCharacter[]> {
  return rowsOf<LockedCharacter>(tx)`
    SELECT c.id::text, c.account_id::text AS "accountId", c.name, c.class_id AS "classId", c.level, coalesce(b.bag_slots, 0) AS "bagSlots",
      coalesce(b.bank_slots, 0) AS "bankSlots", c.lease_owner AS "leaseOwner", c.lease_epoch AS "leaseEpoch", c.deleted_at IS NOT NULL AS deleted
    FROM characters c LEFT JOIN character_inventory b ON b.character_id = c.id
    WHERE c.id = ANY(${ids}::uuid[]) ORDER BY c.id FOR NO KEY UPDATE OF c`;
}

/** In the order of their ids. */
export function lockItems(tx: Tx, ids: readonly string[]): Promise<ItemRow[]> {
  return rowsOf<ItemRow>(tx)`
    SELECT id::text, template_id AS "templateId", owner_type AS "ownerType", owner_id AS "ownerId", place, slot, quantity, version,
      bound_to::text AS "boundTo", durability, attributes, made_by::text AS "madeBy"
    FROM character_items WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
}

/** All that owners of a kind have in some of their places (null: in all), locked in the order of their ids. */
export function lockHeld(tx: Tx, ownerType: string, ownerIds: readonly string[], places: readonly string[] | null): Promise<ItemRow[]> {
  return rowsOf<ItemRow>(tx)`
    SELECT id::text, template_id AS "templateId", owner_type AS "ownerType", owner_id AS "ownerId", place, slot, quantity, version,
      bound_to::text AS "boundTo", durability, attributes, made_by::text AS "madeBy"
    FROM character_items WHERE owner_type = ${ownerType} AND owner_id = ANY(${ownerIds}::text[]) AND (${places}::text[] IS NULL OR place = ANY(${places}::text[]))
    ORDER BY id FOR UPDATE`;
}

/**
 * All of it in one statement: rows and their history are written together or not at all, and slots are judged when all stand
 * where they go. @returns how many rows were updated and deleted: fewer than wanted when one has another version
 */
export async function write(tx: Tx, { inserts, updates, deletes, movements }: Writing): Promise<{ updated: number; deleted: number }> {
  const changed = updates.map(({ row, was }) => ({ ...row, was }));
  const history = movements.map(({ op, templateId, quantity, from, to }) => ({
    operation: op.id,
    reason: op.reason,
    actor: op.actor ?? null,
    templateId,
    quantity,
    fromItem: from?.item ?? null,
    fromPlace: from?.place ?? null,
    toItem: to?.item ?? null,
    toPlace: to?.place ?? null,
  }));
  const [counts] = await rowsOf<{ updated: number; deleted: number }>(tx)`
    WITH deleted AS (
      DELETE FROM character_items i USING json_to_recordset(${JSON.stringify(deletes)}::json) AS d (id uuid, was int)
      WHERE i.id = d.id AND i.version = d.was RETURNING 1),
    updated AS (
      UPDATE character_items i
      SET owner_type = u."ownerType", owner_id = u."ownerId", place = u.place, slot = u.slot, quantity = u.quantity, version = u.version,
        bound_to = u."boundTo", durability = u.durability
      FROM json_to_recordset(${JSON.stringify(changed)}::json) AS u (
        id uuid, was int, "ownerType" text, "ownerId" text, place text, slot smallint, quantity int, version int, "boundTo" uuid,
        durability smallint)
      WHERE i.id = u.id AND i.version = u.was RETURNING 1),
    inserted AS (
      INSERT INTO character_items (
        id, template_id, owner_type, owner_id, place, slot, quantity, version, bound_to, durability, attributes, made_by)
      SELECT n.id, n."templateId", n."ownerType", n."ownerId", n.place, n.slot, n.quantity, n.version, n."boundTo", n.durability,
        n.attributes, n."madeBy"
      FROM json_to_recordset(${JSON.stringify(inserts)}::json) AS n (
        id uuid, "templateId" text, "ownerType" text, "ownerId" text, place text, slot smallint, quantity int, version int, "boundTo" uuid,
        durability smallint, attributes jsonb, "madeBy" uuid)),
    written AS (
      INSERT INTO item_history (operation, reason, actor_id, template_id, quantity, from_item, from_place, to_item, to_place)
      SELECT h.operation, h.reason, h.actor, h."templateId", h.quantity, h."fromItem", h."fromPlace", h."toItem", h."toPlace"
      FROM json_to_recordset(${JSON.stringify(history)}::json) AS h (
        operation uuid, reason text, actor uuid, "templateId" text, quantity int, "fromItem" uuid, "fromPlace" text, "toItem" uuid, "toPlace" text))
    SELECT (SELECT count(*) FROM updated)::int AS updated, (SELECT count(*) FROM deleted)::int AS deleted`;
  return counts;
}

/** Rooms that have these characters learn of it by the version. Their rows are locked. */
export async function raiseBuildVersion(tx: Tx, characterIds: readonly string[]): Promise<void> {
  await affected(tx)`UPDATE characters SET build_version = build_version + 1 WHERE id = ANY(${characterIds}::uuid[])`;
}
