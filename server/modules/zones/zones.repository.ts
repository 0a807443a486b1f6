import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

export interface OpenLayer {
  zoneId: string;
  layer: number;
  roomId: string;
  players: number;
}

/** Rooms that run a zone now, by the database's clock, and how many characters each holds. */
export function listOpenLayers(db: PrismaClient | Tx): Promise<OpenLayer[]> {
  return db.$queryRaw<OpenLayer[]>`
    SELECT l.zone_id AS "zoneId", l.layer, l.room_id AS "roomId",
      (SELECT count(*)::int FROM characters c WHERE c.lease_owner = l.room_id) AS players
    FROM zone_leases l WHERE l.room_id IS NOT NULL AND l.expires_at > now()
    ORDER BY l.zone_id, l.layer`;
}
