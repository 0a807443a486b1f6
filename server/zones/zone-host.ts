import type { ErrorCode } from "#shared/protocol/codes.ts";
import { LayerEnd } from "./layer-end.ts";
import { isSpare, type LayerLimits, type LayerRow } from "./layer-policy.ts";
import { LayerWatch, type OpenReason } from "./layer-watch.ts";
import type { RoomLoad, ZoneKey, ZoneLeases } from "./leases.ts";

/** How long a lease lasts without being renewed, ms. */
export const LEASE_MS = 6000;
/** How often it is renewed, ms; sooner after a failure, or when a room has become much fuller or emptier. */
export const HEARTBEAT_MS = 2000;
const RETRY_MS = 250;
const LOOK_MS = 500;
/** Part of the soft limit by which a room's population changes before it is written sooner. */
const MUCH = 0.05;
/** A room stops calling itself the zone this long before its lease ends: clocks and answers are not exact, ms. */
const MARGIN_MS = 500;
/** The first layer of a zone: it always runs. */
const FIRST_LAYER = 0;

/** What the host needs of a zone room. */
export interface HostedRoom {
  extendLease(untilMs: number): void;
  readonly load: RoomLoad & {
    /** Nobody is there, and nothing lies on the ground. */
    idle: boolean;
  };
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

export interface HostMetrics {
  /** Layers of a zone that this process is. */
  layers(zoneId: string, count: number): void;
  /** It has become one more, or one fewer because it was not needed. */
  layerChanged(zoneId: string, change: OpenReason | "closed"): void;
}

export interface ZoneHostOptions {
  /** The zones that this process may be, with what a layer of each takes. */
  zones: ReadonlyMap<string, LayerLimits>;
  leases: ZoneLeases;
  rooms: Rooms;
  /** Where clients reach this process: written beside the room's id. */
  address: string;
  /** How long a layer beyond the first has to be empty before it closes, ms. */
  layerIdleMs: number;
  metrics: HostMetrics;
  log: {
    info(details: Record<string, unknown>, message: string): void;
    warn(details: Record<string, unknown>, message: string): void;
    error(details: Record<string, unknown>, message: string): void;
  };
  /** Monotonic milliseconds. */
  now?: () => number;
}

/** A layer that is ours under an epoch; with a room when one is open. */
interface Hold {
  readonly key: ZoneKey;
  readonly epoch: bigint;
  readonly end: LayerEnd;
  roomId: string | null;
  /** Players it had when its lease was last renewed, and whether it asked for relief. */
  told: RoomLoad;
}

const NOBODY_THERE = { players: 0, wantsLayer: false, idle: true };
const nameOf = ({ zoneId, layer }: ZoneKey) => `${zoneId}/${layer}`;

/**
 * Tries to be the first layer of every zone it was given, and further layers when they are needed (layer-policy.ts): takes a layer's
 * lease, opens a room under it, renews it, and closes the room when the lease is lost or the layer is not needed any more. Rooms that
 * closed themselves are opened anew.
 *
 * A room ticks only as long as its host has told it to: after a stall it waits until the lease was asked for. While the database
 * does not answer, the host lets it go on: nobody can take the layer without the database either, and what the room writes is
 * guarded by the leases of its characters.
 */
export class ZoneHost {
  readonly #options: ZoneHostOptions;
  readonly #now: () => number;
  readonly #firsts: readonly ZoneKey[];
  readonly #holds = new Map<string, Hold>();
  readonly #watch: LayerWatch;
  /** All layers of all processes, as of the last round. */
  #rows: readonly LayerRow[] = [];
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> | null = null;
  #beganAt = 0;
  #failed = false;
  #stopped = false;

  constructor(options: ZoneHostOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#firsts = [...options.zones.keys()].map((zoneId) => ({ zoneId, layer: FIRST_LAYER }));
    this.#watch = new LayerWatch(options.zones, options.leases.self);
  }

  /** True while every zone it was given runs, here or in another process. */
  get complete(): boolean {
    return this.#firsts.every((key) => {
      const hold = this.#holds.get(nameOf(key));
      if (hold) return hold.roomId !== null;
      return this.#rows.some((row) => row.zoneId === key.zoneId && row.layer === key.layer && row.live && row.running);
    });
  }

  /** Resolves after the first round: zones that are free are open by then. */
  async start(): Promise<void> {
    await this.beat();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(
      () => {
        if (!this.#failed && this.#now() - this.#beganAt < HEARTBEAT_MS && !this.#muchChanged()) return this.#schedule();
        void this.beat().then(() => this.#schedule());
      },
      this.#failed ? RETRY_MS : LOOK_MS,
    );
  }

  /** One round over all layers; a round that is still under way is waited for instead. Never throws. */
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
    await Promise.all([...this.#holds.values()].map((hold) => this.#letGo(hold, code)));
  }

  async #round(): Promise<void> {
    this.#failed = false;
    this.#beganAt = this.#now();
    const { rooms, leases, log } = this.#options;
    // listings live in Redis, which may come back empty; that they cannot be looked at now harms nobody who plays
    const advertised = rooms.advertise().catch((error) => log.warn({ err: error }, "rooms could not be listed"));
    // no renewal waits for the overview
    const overview = leases.overview().catch((error) => {
      log.warn({ err: error }, "the layers of the zones could not be looked up");
      return null;
    });
    const further = [...this.#holds.values()].map((hold) => hold.key).filter((key) => key.layer !== FIRST_LAYER);
    await Promise.all([...this.#firsts, ...further].map((key) => this.#tryToTend(key)));
    const rows = await overview;
    if (rows) {
      this.#rows = rows;
      await Promise.all(this.#watch.wanted(rows).map(({ key, reason }) => this.#tryToTend(key, reason)));
    }
    for (const zoneId of this.#options.zones.keys()) {
      const own = [...this.#holds.values()].filter((hold) => hold.key.zoneId === zoneId);
      this.#options.metrics.layers(zoneId, own.length);
    }
    await advertised;
  }

  async #tryToTend(key: ZoneKey, reason?: OpenReason): Promise<void> {
    try {
      if (!this.#stopped) await this.#tend(key, reason);
    } catch (error) {
      this.#failed = true;
      this.#options.log.warn({ err: error, ...key }, "a layer could not be tended; it will be tried again");
      this.#roomOf(this.#holds.get(nameOf(key)))?.extendLease(this.#now() + LEASE_MS);
    }
  }

  /** @param reason why the layer is taken, for a further one that is not held */
  async #tend(key: ZoneKey, reason?: OpenReason): Promise<void> {
    const { leases, rooms, log, address } = this.#options;
    const askedAt = this.#now();
    const hold = this.#holds.get(nameOf(key)) ?? (await this.#take(key, reason));
    if (!hold) return;
    if (hold.roomId !== null && !this.#roomOf(hold)) {
      log.warn({ ...key, roomId: hold.roomId }, "the layer's room is gone; a new one is opened");
      hold.roomId = null;
    }
    if (hold.roomId === null && !this.#stopped) hold.roomId = await rooms.open(key);
    const room = this.#roomOf(hold);
    const { idle, ...load } = room?.load ?? NOBODY_THERE;
    const next = key.layer === FIRST_LAYER ? "stay" : hold.end.observe(idle && this.#isSpare(key), askedAt);
    if (next === "close") return this.#giveUp(hold);
    const closing = next === "announce";
    hold.told = load;
    if (await leases.renew(key, hold.epoch, LEASE_MS, { roomId: hold.roomId, address, ...load, closing })) {
      room?.extendLease(askedAt + LEASE_MS - MARGIN_MS);
      if (closing) hold.end.announced(askedAt);
      return;
    }
    log.error({ ...key, epoch: String(hold.epoch) }, "the layer's lease is lost");
    this.#holds.delete(nameOf(key));
    await room?.close("zone_closing");
  }

  async #take(key: ZoneKey, reason?: OpenReason): Promise<Hold | null> {
    const { leases, log, layerIdleMs, metrics } = this.#options;
    const epoch = await leases.acquire(key, LEASE_MS);
    if (epoch === null) return null;
    const hold: Hold = { key, epoch, roomId: null, end: new LayerEnd(layerIdleMs), told: NOBODY_THERE };
    this.#holds.set(nameOf(key), hold);
    if (reason) metrics.layerChanged(key.zoneId, reason);
    log.info({ ...key, epoch: String(epoch), ...(reason && { reason }) }, "layer taken");
    return hold;
  }

  /** A layer that nobody needs any more. Its lease keeps saying that it is closing: nobody opens it again because it is missed. */
  async #giveUp(hold: Hold): Promise<void> {
    this.#options.log.info({ ...hold.key }, "an empty layer closes");
    this.#options.metrics.layerChanged(hold.key.zoneId, "closed");
    await this.#letGo(hold, "zone_closing");
  }

  async #letGo(hold: Hold, code: ErrorCode): Promise<void> {
    const { leases, log } = this.#options;
    this.#holds.delete(nameOf(hold.key));
    try {
      await this.#roomOf(hold)?.close(code);
      await leases.release(hold.key, hold.epoch);
    } catch (error) {
      log.warn({ err: error, ...hold.key }, "a layer was not given back; its lease will expire");
    }
  }

  #roomOf(hold: Hold | undefined): HostedRoom | undefined {
    return hold?.roomId ? this.#options.rooms.find(hold.roomId) : undefined;
  }

  #limitsOf(zoneId: string): LayerLimits {
    return this.#options.zones.get(zoneId) as LayerLimits;
  }

  #isSpare({ zoneId, layer }: ZoneKey): boolean {
    const rows = this.#rows.filter((row) => row.zoneId === zoneId);
    return isSpare(layer, rows, this.#limitsOf(zoneId));
  }

  /** Who is sent somewhere goes by what the leases say: what has changed much is written soon. */
  #muchChanged(): boolean {
    return [...this.#holds.values()].some((hold) => {
      const load = this.#roomOf(hold)?.load;
      if (!load) return false;
      const much = Math.max(1, this.#limitsOf(hold.key.zoneId).softPlayers * MUCH);
      return load.wantsLayer !== hold.told.wantsLayer || Math.abs(load.players - hold.told.players) >= much;
    });
  }
}
