import { type AuthContext, ClientState, CloseCode, matchMaker, type Room } from "@colyseus/core";
import { ByteReader } from "#shared/primitives/bytes.ts";
import { Turns } from "#shared/primitives/turns.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { readAction } from "#shared/protocol/action.ts";
import { ClientBytes, type ErrorCode } from "#shared/protocol/codes.ts";
import { emptyInput, INPUT_SIZE, readInputAt } from "#shared/protocol/input.ts";
import { BaseRoom, BYTES_PAYLOAD_AT, type SeatedClient } from "#rooms/base-room.ts";
import type { CharacterPlace, Place } from "#rooms/ports/places.ts";
import type { ZoneFlight } from "#rooms/ports/monitoring.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import { refusal } from "#rooms/refusal.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { atMost } from "./at-most.ts";
import { Arrivals } from "./arrivals.ts";
import { Departures, type Errand } from "./departures.ts";
import { admit, roomIdOf, type SeatOwner } from "./joining.ts";
import { hearersOf } from "./hearing.ts";
import { Leaving } from "./leaving.ts";
import { Persistence } from "./persistence.ts";
import { ZoneRoomState } from "./room-state.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";
import { TickLoop } from "./tick-loop.ts";
import { TickReports } from "./tick-reports.ts";
import { placesOf } from "./whereabouts.ts";
import { ZoneTick } from "./zone-tick.ts";

/** What the house gives to all its zone rooms. */
export interface ZoneHouse {
  services: ZoneServices;
  /** @throws RangeError when the content has no such zone */
  zone(zoneId: string): CompiledZone;
  saveIntervalS: number;
  reconnectGraceS: number;
  /** Record everything that is done to the zones, for replays. */
  record: boolean;
}

/** What a room says of itself to other processes. */
interface ZoneListing {
  zoneId: string;
  layer: number;
  /** It asks for another layer of its zone, and to be avoided while there is one. */
  wantsLayer: boolean;
}

export interface ZoneRoomOptions {
  zoneId: string;
  layer: number;
}

const STATE_PATCH_MS = 1000;
/** A hook that hangs does not hold up the others longer than this. */
const DISCONNECT_MS = 5000;

type ZoneClient = SeatedClient<Session>;

/**
 * One layer of a zone: frames, ticks, saves, and what other rooms and processes ask of it. Rules are the simulation's, pictures
 * replication's, rows the office's; this class is who calls whom, when.
 */
export class ZoneRoom extends BaseRoom<ZoneRoomState, Session> {
  override state = new ZoneRoomState();
  override autoDispose = false;
  override patchRate = STATE_PATCH_MS;

  readonly #house: ZoneHouse;
  #roster!: Roster;
  #zone!: CompiledZone;
  #layer = 0;
  #tick!: ZoneTick;
  #sim!: Simulation;
  #persistence!: Persistence;
  #reports!: TickReports;
  #arrivals!: Arrivals;
  #leaving!: Leaving;
  #departures!: Departures;
  #loop!: TickLoop;
  #saveEveryTicks = 1;
  #closing: Promise<void> | null = null;
  /** performance.now() until which this room may call itself the zone; renewed by the zone's host. */
  #leasedUntil = Number.POSITIVE_INFINITY;
  readonly #input = emptyInput();

  constructor(house: ZoneHouse) {
    super(house.services.log, house.services.metrics);
    this.#house = house;
  }

  get zoneId(): string {
    return this.#zone.zone.id;
  }

  override async onCreate(options: ZoneRoomOptions): Promise<void> {
    const { services, saveIntervalS } = this.#house;
    const zone = this.#house.zone(options.zoneId);
    const { id, name, tickRate, maxPlayers } = zone.zone;
    this.#zone = zone;
    this.#layer = options.layer;
    this.#tick = new ZoneTick({
      zone,
      layer: options.layer,
      services,
      record: this.#house.record,
      metrics: this.metrics,
      log: this.log,
      announceLoad: (step, wantsLayer) => this.#announceLoad(step, wantsLayer),
    });
    this.#tick.onTold = () => this.#told();
    const { sim, roster } = this.#tick;
    this.#sim = sim;
    this.#roster = roster;
    this.#persistence = new Persistence(services.characters, sim, { zoneId: id, layer: options.layer }, this.log);
    this.#openDoors(zone, options.layer);
    this.#saveEveryTicks = Math.max(1, Math.round(saveIntervalS * tickRate));
    this.#loop = new TickLoop({
      rate: tickRate,
      tick: (lateMs) => this.#run(lateMs),
      onDropped: (ticks) => this.metrics.lateTicks(id, ticks),
      onError: (error) => {
        this.guarded("recording", () => this.#tick.crashed(error));
        this.fault("tick", error);
      },
    });
    this.state.zoneId = id;
    this.state.name = name;
    this.state.layer = options.layer;
    this.state.tickRate = tickRate;
    this.maxClients = maxPlayers;
    this.metadata = { zoneId: id, layer: options.layer, wantsLayer: false } satisfies ZoneListing;
    await this.#reports.load();
    this.#loop.start();
  }

  /** Those who bring characters in, see to them while they are here, and let them out. */
  #openDoors(zone: CompiledZone, layer: number): void {
    const { services, reconnectGraceS } = this.#house;
    const { log } = this;
    const tick = this.#tick;
    const { sim, roster } = tick;
    const persistence = this.#persistence;
    const turns = new Turns(); // joins, take-overs and leaves of one character never run side by side
    const refuse = (session: Session, code: ErrorCode) => this.refuse(session.client, code);
    const onError = (where: string, error: unknown) => this.fault(where, error);
    const count = () => {
      this.state.population = roster.size;
    };
    const reports = new TickReports({ services, zone, layer, roomId: this.roomId, sim, roster, log, refuse, onError });
    const leaving = new Leaving({
      notifier: services.notifier,
      sim,
      roster,
      reports,
      persistence,
      turns,
      log,
      keepSeat: (client) => this.allowReconnection(client, reconnectGraceS),
      dismiss: (session, code, closeCode) => this.dismiss(session.client, code, closeCode),
      onError,
      onLeft: count,
    });
    this.#departures = new Departures({
      services,
      sim,
      roster,
      persistence,
      reports,
      leaving,
      turns,
      roomId: () => this.roomId,
      log,
      refuse,
    });
    this.#arrivals = new Arrivals({
      services,
      zone,
      layer,
      room: this,
      closing: () => this.#closing !== null,
      tick,
      reports,
      leaving,
      turns,
      log,
      onEntered: count,
    });
    this.#reports = reports;
    this.#leaving = leaving;
  }

  override async onJoin(client: ZoneClient, _options: unknown, owner?: SeatOwner): Promise<void> {
    if (!owner?.characterId) throw refusal("ticket_invalid"); // only a redeemed ticket makes an owner
    await this.#arrivals.enter(client, owner);
  }

  override onDrop(client: ZoneClient): void {
    if (!this.#closing && client.state !== ClientState.JOINING) this.#leaving.dropped(client);
  }

  override onReconnect(client: ZoneClient): void {
    this.#arrivals.resume(client);
  }

  override async onLeave(client: ZoneClient): Promise<void> {
    if (client.userData) await this.#leaving.leave(client.userData);
  }

  /** Called by other rooms: saves a character, tells its client why it has to go, and lets go of it. */
  async releaseCharacter(characterId: string, code: ErrorCode): Promise<void> {
    await this.#leaving.release(characterId, code);
  }

  /**
   * Called by other rooms and services: sends a character of this room to a place in another zone, or to another layer of this one.
   * @param to with `place`: into that room; without: into whichever suits it
   * @returns why it stays where it is, with nothing changed; null: it is on its way
   */
  async sendAway(characterId: string, to: Errand): Promise<ErrorCode | null> {
    const session = this.#roster.ofCharacter(characterId);
    return session ? this.#departures.send(session, to) : "gone";
  }

  /** Called by services: sends a character of this room to the same place on another layer. @returns as `sendAway` */
  changeLayer(characterId: string, place: Place): Promise<ErrorCode | null> {
    return this.sendAway(characterId, { zoneId: this.zoneId, here: true, place });
  }

  protected override onBytes(client: ZoneClient, type: number, frame: Uint8Array): boolean {
    const session = client.userData as Session;
    if (type === ClientBytes.INPUT) {
      if (frame.length !== BYTES_PAYLOAD_AT + INPUT_SIZE) this.refuse(client, "message_malformed");
      else this.#sim.input(session.entity, readInputAt(frame, BYTES_PAYLOAD_AT, this.#input));
      return true;
    }
    if (type !== ClientBytes.ACTION) return false;
    const action = readAction(new ByteReader(frame.subarray(BYTES_PAYLOAD_AT)));
    if (action) {
      this.#tick.actions++;
      this.#sim.action(session.entity, action);
    } else this.refuse(client, "message_malformed");
    return true;
  }

  #run(lateMs: number): void {
    const startedAt = performance.now();
    if (startedAt > this.#leasedUntil) return; // another process may be this zone by now
    this.#tick.run(startedAt, lateMs);
  }

  /** Everybody has the tick's snapshot: what it reports goes to those who decide and write. */
  #told(): void {
    this.#reports.report();
    this.#departures.report();
    if (this.#sim.world.tick % this.#saveEveryTicks !== 0) return;
    this.#save().catch((error) => this.fault("save", error));
    this.#reports.tidy();
  }

  #announceLoad(step: number, wantsLayer: boolean): void {
    this.state.load = step;
    const { zoneId } = this;
    if ((this.metadata as ZoneListing).wantsLayer === wantsLayer) return;
    const listing: ZoneListing = { zoneId, layer: this.#layer, wantsLayer };
    this.setMetadata(listing).catch((error) => this.log.warn({ err: error, zoneId }, "the listing was not changed")); // it is a hint
  }

  async #save(): Promise<void> {
    for (const session of await this.#persistence.saveChanged(this.#roster.all)) this.#leaving.lost(session);
  }

  /** Called by other processes: the worst ticks of the last hour. */
  flight(limit: number): ZoneFlight {
    return this.#tick.flight(limit);
  }

  /** Asked by the zone's host, which writes it beside the lease. */
  get load(): { players: number; wantsLayer: boolean; idle: boolean } {
    const players = this.#roster.size;
    return { players, wantsLayer: (this.metadata as ZoneListing).wantsLayer, idle: players === 0 && this.#reports.lying === 0 };
  }

  /** Called by other processes: where characters of this room are; those it does not hold are left out. */
  whereabouts(characterIds: readonly string[]): CharacterPlace[] {
    return placesOf(characterIds, { zoneId: this.zoneId, layer: this.#layer, roster: this.#roster, sim: this.#sim });
  }

  /** Called by other processes: accounts of those near enough to hear a character of this room. */
  hearers(characterId: string, withinM: number): string[] {
    return hearersOf(characterId, withinM, { roster: this.#roster, sim: this.#sim });
  }

  /** Called by the zone's host, which owns its lease: until then this room is the zone. */
  extendLease(untilMs: number): void {
    this.#leasedUntil = untilMs;
  }

  /** No joins, no ticks; everybody is told why, saved and released; then the room is gone. The second call waits for the first. */
  close(code: ErrorCode, closeCode: number = CloseCode.SERVER_SHUTDOWN): Promise<void> {
    this.#closing ??= this.#close(code, closeCode);
    return this.#closing;
  }

  async #close(code: ErrorCode, closeCode: number): Promise<void> {
    this.lock().catch(() => {}); // the listing is a hint
    this.#loop.stop();
    await this.#leaving.everybody(code, closeCode);
    await atMost(DISCONNECT_MS, this.disconnect(closeCode));
  }

  protected override onQuarantine(): void {
    this.close("zone_closing").catch((error) => this.log.error({ err: error, roomId: this.roomId }, "closing a room failed"));
  }

  override onBeforeShutdown(): void {
    this.close("server_shutdown").catch((error) => this.log.error({ err: error, roomId: this.roomId }, "closing a room failed"));
  }

  override onDispose(): void {
    void super.onDispose();
    this.#loop?.stop();
    this.#tick?.close();
  }
}

/** The class Colyseus makes rooms of, with the house built in. */
export function zoneRoomClass(house: ZoneHouse): new () => ZoneRoom {
  return class extends ZoneRoom {
    constructor() {
      super(house);
    }

    /** Runs at the matchmaking request, in whichever process it arrives. */
    static override async onAuth(_token: string, options: unknown, context: AuthContext): Promise<SeatOwner> {
      const listing = await matchMaker.driver.findOne({ roomId: roomIdOf(context) });
      const zoneId = (listing?.metadata as { zoneId?: string } | undefined)?.zoneId;
      if (!zoneId) throw refusal("zone_closing");
      return admit(house.services.characters, zoneId, options);
    }
  } satisfies new () => Room;
}
