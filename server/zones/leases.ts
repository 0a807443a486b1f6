import type { LayerRow } from "./layer-policy.ts";

/** One layer of a zone. */
export interface ZoneKey {
  zoneId: string;
  layer: number;
}

/** How full a room is. */
export interface RoomLoad {
  /** Characters that it holds. */
  players: number;
  /** It asks for another layer of its zone, and to be avoided while there is one. */
  wantsLayer: boolean;
}

/** What a lease says of the room under it: placement (placement.ts) goes by that. */
export interface LeasedRoom extends RoomLoad {
  roomId: string | null;
  /** Where clients reach its process. */
  address: string;
  /** Nobody is to be sent there any more; the first layer never closes. */
  closing: boolean;
}

/** Who is which layer of which zone: the table `zone_leases`. PostgreSQL decides, with its own clock. */
export interface ZoneLeases {
  /** By which name this process holds leases. */
  readonly self: string;
  /** Takes the layer when nobody holds it, raising its epoch. Null while somebody does. */
  acquire(key: ZoneKey, leaseMs: number): Promise<bigint | null>;
  /** Says where the room is and how full, and prolongs the lease. False when it is no longer ours. */
  renew(key: ZoneKey, epoch: bigint, leaseMs: number, room: LeasedRoom): Promise<boolean>;
  /** Gives the layer back at once. */
  release(key: ZoneKey, epoch: bigint): Promise<void>;
  /** All layers, of all processes, that run or ran until shortly. */
  overview(): Promise<LayerRow[]>;
}
