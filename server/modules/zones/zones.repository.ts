import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";

export interface OpenLayer {
  zoneId: string;
  layer: number;
  players: number;
  wantsLayer: boolean;
}

/** A way stone that was discovered. */
export interface Discovery {
  zoneId: string;
  objectId: string;
  discoveredAt: Date;
}

/**
 * Layers that run now, by the database's clock, with what each told of itself when its lease was last renewed; without those that are
 * closing.
 * @param zoneId null: of all zones
 */
export function listOpenLayers(db: PrismaClient, zoneId: string | null): Promise<OpenLayer[]> {
  return rowsOf<OpenLayer>(db)`
    SELECT zone_id AS "zoneId", layer, players, wants_layer AS "wantsLayer"
    FROM zone_leases
    WHERE room_id IS NOT NULL AND expires_at > now() AND NOT closing AND (${zoneId}::text IS NULL OR zone_id = ${zoneId})
    ORDER BY zone_id, layer`;
}

/** The room that holds a character of an account; undefined: there is no such character; null: it is not in the world. */
export async function roomOf(db: PrismaClient, accountId: string, characterId: string): Promise<string | null | undefined> {
  const character = await db.character.findFirst({
    where: { id: characterId, accountId, deletedAt: null },
    select: { leaseOwner: true },
  });
  return character?.leaseOwner;
}

/** What a character of an account has discovered; null: there is no such character. */
export async function discoveriesOf(db: PrismaClient, accountId: string, characterId: string): Promise<Discovery[] | null> {
  const character = await db.character.findFirst({
    where: { id: characterId, accountId, deletedAt: null },
    select: { waystones: { select: { zoneId: true, objectId: true, discoveredAt: true } } },
  });
  return character?.waystones ?? null;
}

/** Null when there is none. */
export async function findByName(db: PrismaClient, nameKey: string): Promise<string | null> {
  const character = await db.character.findFirst({ where: { nameKey, deletedAt: null }, select: { id: true } });
  return character?.id ?? null;
}

/**
 * Notes that a character changes its layer now, unless it did so less than `waitS` ago.
 * @returns 0: noted; else the seconds that are left
 */
export async function noteChange(db: PrismaClient, characterId: string, waitS: number): Promise<number> {
  const rows = await rowsOf<{ noted: boolean; left: number }>(db)`
    WITH noted AS (
      UPDATE characters SET layer_changed_at = now()
      WHERE id = ${characterId}::uuid AND (layer_changed_at IS NULL OR layer_changed_at <= now() - ${waitS} * interval '1 s')
      RETURNING id)
    SELECT EXISTS (SELECT 1 FROM noted) AS noted,
      ceil(extract(epoch FROM layer_changed_at + ${waitS} * interval '1 s' - now()))::int AS left
    FROM characters WHERE id = ${characterId}::uuid`;
  return rows[0]?.noted === false ? Math.max(1, rows[0].left) : 0;
}

/** It has not changed its layer after all. */
export async function forgetChange(db: PrismaClient, characterId: string): Promise<void> {
  await db.character.updateMany({ where: { id: characterId }, data: { layerChangedAt: null } });
}
