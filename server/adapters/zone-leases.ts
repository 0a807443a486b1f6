import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { affected, type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import type { LayerRow } from "#server/zones/layer-policy.ts";
import type { LeasedRoom, ZoneKey, ZoneLeases } from "#server/zones/leases.ts";

/** A layer whose lease ran out longer ago than this is not missed: who was there has gone elsewhere, what lay there has rotted away. */
const MISSED_S = 300;

/** Names this process among all processes of all machines, for ever: `host/pid/nonce`. */
export function processOwner(): string {
  return `${hostname().slice(0, 100)}/${process.pid}/${randomBytes(6).toString("hex")}`;
}

/**
 * True when the owner was a process of this machine that is no more. A process that has its number by now (which is usual in
 * containers) may keep this from being seen; then the lease runs out by itself.
 */
export function isGone(owner: string, self: string): boolean {
  const [host, pid] = owner.split("/");
  if (owner === self || host !== self.split("/")[0]) return false;
  // our own number under another nonce: whoever had it before us
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Who is which zone, in `zone_leases`. Time is the database's. */
export class PostgresZoneLeases implements ZoneLeases {
  readonly #prisma: PrismaClient;
  readonly self: string;

  /** @param self `processOwner()` */
  constructor(prisma: PrismaClient, self: string) {
    this.#prisma = prisma;
    this.self = self;
  }

  async acquire({ zoneId, layer }: ZoneKey, leaseMs: number): Promise<bigint | null> {
    const [holder] = await rowsOf<{ owner: string }>(this.#prisma)`
      SELECT owner FROM zone_leases WHERE zone_id = ${zoneId} AND layer = ${layer}`;
    // a lease that names ourselves is one whose answer never reached us
    const free = holder && (holder.owner === this.self || isGone(holder.owner, this.self)) ? holder.owner : "";
    const taken = await rowsOf<{ epoch: bigint }>(this.#prisma)`
      INSERT INTO zone_leases AS z (zone_id, layer, owner, epoch, expires_at)
      VALUES (${zoneId}, ${layer}, ${this.self}, 1, now() + ${leaseMs} * interval '1 ms')
      ON CONFLICT (zone_id, layer) DO UPDATE
        SET owner = EXCLUDED.owner, epoch = z.epoch + 1, room_id = NULL, address = NULL, players = 0, wants_layer = false, closing = false,
          expires_at = EXCLUDED.expires_at
        WHERE z.expires_at <= now() OR z.owner = ${free}
      RETURNING z.epoch`;
    return taken.length === 1 ? taken[0].epoch : null;
  }

  async renew(
    { zoneId, layer }: ZoneKey,
    epoch: bigint,
    leaseMs: number,
    { roomId, address, players, wantsLayer, closing }: LeasedRoom,
  ): Promise<boolean> {
    const renewed = await affected(this.#prisma)`
      UPDATE zone_leases
      SET room_id = ${roomId}, address = ${address}, players = ${players}, wants_layer = ${wantsLayer}, closing = ${closing}, expires_at = now() + ${leaseMs} * interval '1 ms'
      WHERE zone_id = ${zoneId} AND layer = ${layer} AND owner = ${this.self} AND epoch = ${epoch}`;
    return renewed === 1;
  }

  async release({ zoneId, layer }: ZoneKey, epoch: bigint): Promise<void> {
    // a second ago: the column rounds to milliseconds, which must not be the next one
    await affected(this.#prisma)`
      UPDATE zone_leases SET room_id = NULL, address = NULL, players = 0, wants_layer = false, expires_at = now() - interval '1 s'
      WHERE zone_id = ${zoneId} AND layer = ${layer} AND owner = ${this.self} AND epoch = ${epoch}`;
  }

  overview(): Promise<LayerRow[]> {
    return rowsOf<LayerRow>(this.#prisma)`
      SELECT zone_id AS "zoneId", layer, owner, players, wants_layer AS "wantsLayer", closing,
        expires_at > now() AS live, room_id IS NOT NULL AS running, expires_at > now() - ${MISSED_S} * interval '1 s' AS missed
      FROM zone_leases WHERE expires_at > now() - ${MISSED_S} * interval '1 s' ORDER BY zone_id, layer`;
  }
}
