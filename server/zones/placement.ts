import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

/** The room of one layer, and where clients reach its process. */
export interface Placement {
  roomId: string;
  layer: number;
  /** `ws://host:port` */
  address: string;
}

/**
 * Which room of a zone a character should go to. By the leases alone, which say what each room last told of itself: one that is closing
 * or full to the brim is never chosen. In this order:
 * 1. where the character is now, if that is in this zone;
 * 2. where most members of its party are;
 * 3. the layer where it was last, unless that asks for relief;
 * 4. the fullest layer below the soft limit that does not ask for relief: few full layers are livelier than many empty ones;
 * 5. when all are that full: the one with the fewest that does not ask for relief, else the one with the fewest.
 *
 * @returns null when no process runs the zone, or every layer is full (`isRunning` tells which)
 */
export async function place(
  db: PrismaClient | Tx,
  { zoneId, characterId }: { zoneId: string; characterId: string },
): Promise<Placement | null> {
  const [room] = await rowsOf<Placement>(db)`
    SELECT l.room_id AS "roomId", l.layer, l.address
    FROM zone_leases l
    JOIN zones z ON z.id = l.zone_id
    LEFT JOIN characters c ON c.id = ${characterId}::uuid
    LEFT JOIN LATERAL (
      SELECT count(*) AS members FROM party_members own
      JOIN party_members m ON m.party_id = own.party_id AND m.character_id <> own.character_id
      JOIN characters o ON o.id = m.character_id AND o.lease_owner = l.room_id
      WHERE own.character_id = c.id) party ON true
    LEFT JOIN player_positions p ON p.character_id = c.id AND p.zone_id = l.zone_id
    WHERE l.zone_id = ${zoneId} AND l.room_id IS NOT NULL AND l.address IS NOT NULL AND l.expires_at > now()
      AND NOT l.closing AND (l.players < z.max_players OR l.room_id = c.lease_owner)
    ORDER BY
      COALESCE(l.room_id = c.lease_owner, false) DESC,
      COALESCE(party.members, 0) DESC,
      COALESCE(l.layer = p.layer AND NOT l.wants_layer, false) DESC,
      (l.players < z.soft_players AND NOT l.wants_layer) DESC,
      CASE WHEN l.players < z.soft_players AND NOT l.wants_layer THEN -l.players END,
      l.wants_layer,
      l.players,
      l.layer
    LIMIT 1`;
  return room ?? null;
}

/** The room of one layer. @returns null when it does not run, is full or is closing */
export async function placeOn(db: PrismaClient | Tx, { zoneId, layer }: { zoneId: string; layer: number }): Promise<Placement | null> {
  const [room] = await rowsOf<Placement>(db)`
    SELECT l.room_id AS "roomId", l.layer, l.address
    FROM zone_leases l JOIN zones z ON z.id = l.zone_id
    WHERE l.zone_id = ${zoneId} AND l.layer = ${layer} AND l.room_id IS NOT NULL AND l.address IS NOT NULL AND l.expires_at > now()
      AND NOT l.closing AND l.players < z.max_players`;
  return room ?? null;
}

/** Does a process run the zone now? */
export async function isRunning(db: PrismaClient | Tx, zoneId: string): Promise<boolean> {
  const [row] = await rowsOf<{ running: boolean }>(
    db,
  )`SELECT EXISTS (SELECT 1 FROM zone_leases WHERE zone_id = ${zoneId} AND room_id IS NOT NULL AND expires_at > now()) AS running`;
  return row.running;
}
