import type { ErrorCode } from "#shared/protocol/codes.ts";

/** How long a lease lasts without being renewed, ms. */
export const LEASE_MS = 6000;
/** How often it is renewed, ms; sooner after a failure. */
export const HEARTBEAT_MS = 2000;
const RETRY_MS = 250;
/** A room stops calling itself the zone this long before its lease ends: clocks and answers are not exact, ms. */
const MARGIN_MS = 500;

export interface ZoneKey {
  zoneId: string;
  layer: number;
}

/** Who is which zone: the table `zone_leases`. PostgreSQL decides, with its own clock. */
export interface ZoneLeases {
  /** Takes the zone when nobody holds it, raising its epoch. Null while somebody does. */
  acquire(key: ZoneKey, leaseMs: number): Promise<bigint | null>;
  /** Says where the room is and prolongs the lease. False when it is no longer ours. */
  renew(key: ZoneKey, epoch: bigint, leaseMs: number, room: { roomId: string | null; address: string }): Promise<boolean>;
  /** Gives the zone back at once. */
  release(key: ZoneKey, epoch: bigint): Promise<void>;
}

/** What the host needs of a zone room. */
export interface HostedRoom {
  extendLease(untilMs: number): void;
  close(code: ErrorCode): Promise<void>;
}

export interface Rooms {
  /** @returns the new room's id */
  open(key: ZoneKey): Promise<string>;
  /** The room of this process with this id; undefined when it is gone. */
  find(roomId: string): HostedRoom | undefined;
  /** Lists the rooms of this process again where the matchmaker has forgotten them. */
  advertise(): Promise<void>;
}

export interface ZoneHostOptions {
  zones: readonly ZoneKey[];
  leases: ZoneLeases;
  rooms: Rooms;
  /** Where clients reach this process: written beside the room's id. */
  address: string;
  log: {
    info(details: Record<string, unknown>, message: string): void;
    warn(details: Record<string, unknown>, message: string): void;
    error(details: Record<string, unknown>, message: string): void;
  };
  /** Monotonic milliseconds. */
  now?: () => number;
}

/** A zone is not ours, or ours under an epoch; with a room when one is open. */
type Hold = { held: false } | { held: true; epoch: bigint; roomId: string | null };

/**
 * Tries to be every zone it was given: takes its lease, opens a room under it, renews it, and closes the room when the lease is
 * lost. Rooms that closed themselves are opened anew.
 *
 * A room ticks only as long as its host has told it to: after a stall it waits until the lease was asked for. While the database
 * does not answer, the host lets it go on: nobody can take the zone without the database either, and what the room writes is
 * guarded by the leases of its characters.
 */
export class ZoneHost {
  readonly #options: ZoneHostOptions;
  readonly #now: () => number;
  readonly #holds = new Map<ZoneKey, Hold>();
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> | null = null;
  #failed = false;
  #stopped = false;

  constructor(options: ZoneHostOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    for (const key of options.zones) this.#holds.set(key, { held: false });
  }

  /** True while this process is every zone it was given. */
  get complete(): boolean {
    return [...this.#holds.values()].every((hold) => hold.held && hold.roomId !== null);
  }

  /** Resolves after the first round: zones that are free are open by then. */
  async start(): Promise<void> {
    await this.beat();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.beat().then(() => this.#schedule()), this.#failed ? RETRY_MS : HEARTBEAT_MS);
  }

  /** One round over all zones; a round that is still under way is waited for instead. Never throws. */
  beat(): Promise<void> {
    this.#beating ??= this.#round().finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  /** Closes all rooms, with everybody saved, and gives the leases back. */
  async stop(code: ErrorCode): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#beating;
    await Promise.all([...this.#holds].map(([key, hold]) => this.#letGo(key, hold, code)));
  }

  async #round(): Promise<void> {
    this.#failed = false;
    // listings live in Redis, which may come back empty; that they cannot be looked at now harms nobody who plays
    const { rooms, log } = this.#options;
    const advertised = rooms.advertise().catch((error) => log.warn({ err: error }, "rooms could not be listed"));
    await Promise.all(
      [...this.#holds.keys()].map(async (key) => {
        try {
          if (!this.#stopped) await this.#tend(key);
        } catch (error) {
          this.#failed = true;
          this.#options.log.warn({ err: error, ...key }, "a zone could not be tended; it will be tried again");
          const hold = this.#holds.get(key);
          if (hold?.held && hold.roomId !== null) this.#options.rooms.find(hold.roomId)?.extendLease(this.#now() + LEASE_MS);
        }
      }),
    );
    await advertised;
  }

  async #tend(key: ZoneKey): Promise<void> {
    const { leases, rooms, log, address } = this.#options;
    let hold = this.#holds.get(key) as Hold;
    const askedAt = this.#now();
    if (!hold.held) {
      const epoch = await leases.acquire(key, LEASE_MS);
      if (epoch === null) return;
      hold = { held: true, epoch, roomId: null };
      this.#holds.set(key, hold);
      log.info({ ...key, epoch: String(epoch) }, "zone taken");
    }
    if (hold.roomId !== null && !rooms.find(hold.roomId)) {
      log.warn({ ...key, roomId: hold.roomId }, "the zone's room is gone; a new one is opened");
      hold.roomId = null;
    }
    if (hold.roomId === null && !this.#stopped) hold.roomId = await rooms.open(key);
    if (await leases.renew(key, hold.epoch, LEASE_MS, { roomId: hold.roomId, address })) {
      if (hold.roomId !== null) rooms.find(hold.roomId)?.extendLease(askedAt + LEASE_MS - MARGIN_MS);
      return;
    }
    log.error({ ...key, epoch: String(hold.epoch) }, "the zone's lease is lost");
    this.#holds.set(key, { held: false });
    if (hold.roomId !== null) await rooms.find(hold.roomId)?.close("zone_closing");
  }

  async #letGo(key: ZoneKey, hold: Hold, code: ErrorCode): Promise<void> {
    if (!hold.held) return;
    const { leases, rooms, log } = this.#options;
    this.#holds.set(key, { held: false });
    try {
      if (hold.roomId !== null) await rooms.find(hold.roomId)?.close(code);
      await leases.release(key, hold.epoch);
    } catch (error) {
      log.warn({ err: error, ...key }, "a zone was not given back; its lease will expire");
    }
  }
}
