import type { Kill } from "#rooms/ports/loot.ts";
import { rowsOf, type Tx } from "#server/platform/prisma.ts";

/**
 * The kills of rooms that still are their layer. A room whose process stood still while another took the layer over has nothing to say any
 * more: what it has not told in time did not happen.
 */
export async function fromOwners(tx: Tx, kills: readonly Kill[]): Promise<Kill[]> {
  const rooms = await rowsOf<{ roomId: string }>(tx)`
    SELECT room_id AS "roomId" FROM zone_leases WHERE room_id = ANY(${[...new Set(kills.map((kill) => kill.roomId))]}::text[])`;
  const owners = new Set(rooms.map(({ roomId }) => roomId));
  return kills.filter((kill) => owners.has(kill.roomId));
}
