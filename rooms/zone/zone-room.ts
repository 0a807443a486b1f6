import { type AuthContext, ClientState, CloseCode, matchMaker, type Room } from "@colyseus/core";
import { ByteReader } from "#shared/primitives/bytes.ts";
import { NOBODY } from "#shared/primitives/entity-id.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { readAction } from "#shared/protocol/action.ts";
import { ClientBytes, type ErrorCode, ServerMessage } from "#shared/protocol/codes.ts";
import { emptyInput, INPUT_SIZE, readInputAt } from "#shared/protocol/input.ts";
import type { WelcomeMessage } from "#shared/protocol/messages.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { BaseRoom, BYTES_PAYLOAD_AT, type SeatedClient } from "#rooms/base-room.ts";
import type { CharacterRecord, ZoneFlight, ZoneServices } from "#rooms/ports.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { atMost } from "./at-most.ts";
import { admit, asRefusal, refusal, roomIdOf, type SeatOwner } from "./joining.ts";
import { Fights } from "./fights.ts";
import { Persistence } from "./persistence.ts";
import { inOrder, Practice } from "./practice.ts";
import { Reporting } from "./reporting.ts";
import { Rewards } from "./rewards.ts";
import { ZoneRoomState } from "./room-state.ts";
import type { Roster } from "./roster.ts";
import { Session } from "./session.ts";
import { TickLoop } from "./tick-loop.ts";
import { Turns } from "./turns.ts";
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

/** Another room is asked to give up a character and answers within this time, or its lease is simply taken. */
const HANDOVER_MS = 1000;
/** How long a leave waits for rewards that are being written: less than a handover may take. */
const SETTLE_WAIT_MS = 700;
const STATE_PATCH_MS = 1000;
/** A database that does not answer is asked again for so long before a room closes with nobody saved. */
const SAVE_ALL_MS = 10_000;
/** Everybody is saved by then; a lease that is not given back in this time is simply taken by the next claim. */
const RELEASE_ALL_MS = 5000;
/** A hook that hangs does not hold up the others longer than this. */
const DISCONNECT_MS = 5000;

type ZoneClient = SeatedClient<Session>;

/**
 * One layer of a zone: seats, inputs, ticks, saves. Rules are the simulation's, pictures replication's, rows the office's; this class
 * is who calls whom, when.
 */
export class ZoneRoom extends BaseRoom<ZoneRoomState, Session> {
  override state = new ZoneRoomState();
  override autoDispose = false;
  override patchRate = STATE_PATCH_MS;

  readonly #house: ZoneHouse;
  readonly #turns = new Turns();
  #roster!: Roster;
  #zone!: CompiledZone;
  #layer = 0;
  #tick!: ZoneTick;
  #sim!: Simulation;
  #persistence!: Persistence;
  #rewards!: Rewards;
  #fights!: Fights;
  #practice!: Practice;
  #reporting!: Reporting;
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
    this.#persistence = new Persistence(services.characters, sim.world, id, this.log);
    this.#fights = new Fights({ services, zone, layer: options.layer, sim, roster });
    this.#rewards = new Rewards({
      services,
      zone,
      layer: options.layer,
      sim,
      roster,
      log: this.log,
      onError: (where, error) => this.fault(where, error),
    });
    this.#reporting = new Reporting({
      zone,
      layer: options.layer,
      sim,
      roster,
      events: services.events,
      refuse: (session, code) => this.refuse(session.client, code),
    });
    this.#practice = new Practice({ progress: services.progress, sim, content: zone.content, log: this.log });
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
    await this.#rewards.load();
    this.#loop.start();
  }

  override async onJoin(client: ZoneClient, _options: unknown, owner?: SeatOwner): Promise<void> {
    if (!owner?.characterId) throw refusal("ticket_invalid"); // only a redeemed ticket makes an owner
    try {
      await this.#turns.take(owner.characterId, () => this.#enter(client, owner));
    } catch (error) {
      throw asRefusal(error);
    }
  }

  /** Takes the character over from wherever it is, claims it and puts it into the world. */
  async #enter(client: ZoneClient, owner: SeatOwner): Promise<void> {
    const { services } = this.#house;
    const here = this.#roster.ofCharacter(owner.characterId);
    if (here) await this.#expel(here, "taken_over");
    else if (owner.heldBy && owner.heldBy !== this.roomId) await this.#askToRelease(owner.heldBy, owner.characterId, "taken_over");
    if (this.#closing) throw refusal("zone_closing");
    if (this.#tick.load.refusesJoins && !here) throw refusal("zone_full");
    await Promise.all(owner.others.map(({ characterId, heldBy }) => this.#askToRelease(heldBy, characterId, "switched")));
    const record = await services.characters.claim(owner.characterId, this.roomId);
    if (this.#closing || client.state === ClientState.LEAVING) {
      await this.#giveBack(record);
      throw refusal("zone_closing");
    }
    const session = this.#spawn(record, client);
    if (!session) {
      await this.#giveBack(record);
      throw refusal("zone_full");
    }
    client.userData = session;
    session.unwatch = services.revocations.watch(owner.loginId, (code) => this.#onLoginEnded(session, code));
    this.#welcome(session);
    this.state.population = this.#roster.size;
    if (record.place?.zoneId !== this.zoneId) {
      services.events.record({
        name: "ZONE_CHANGED",
        characterId: session.characterId,
        payload: { from: record.place?.zoneId ?? null, to: this.zoneId, layer: this.#layer },
      });
    }
    for (const { characterId: from } of owner.others) {
      services.events.record({
        name: "CHARACTER_SWITCHED",
        characterId: session.characterId,
        payload: { from, accountId: owner.accountId },
      });
    }
  }

  #spawn(record: CharacterRecord, client: ZoneClient): Session | null {
    const place = record.place?.zoneId === this.zoneId ? record.place : null;
    const { content } = this.#zone;
    const entity = this.#sim.addPlayer({
      name: record.name,
      classId: record.classId,
      originId: record.originId,
      appearance: record.appearance,
      points: {
        attributes: inOrder(content.attributes, record.points.attributes),
        trained: inOrder(content.skills, record.points.trained),
      },
      skillUses: inOrder(content.skills, record.skillUses),
      level: record.level,
      experience: record.experience,
      ...(place ? { x: place.x, y: place.y, facing: place.facing } : {}),
      health: record.health,
      resource: record.resource,
    });
    if (entity === NOBODY) return null;
    const session = new Session(record, entity, this.#tick.replication.open(entity), client);
    this.#roster.add(session);
    this.#tick.joins++;
    this.#rewards.arrived(session);
    this.#practice.arrived(session, record);
    return session;
  }

  /** A claimed character that does not enter after all: its lease goes back, nothing of it changes. */
  async #giveBack({ lease }: CharacterRecord): Promise<void> {
    try {
      await this.#house.services.characters.giveBack(lease);
    } catch (error) {
      this.log.warn(
        { err: error, characterId: lease.characterId },
        "the lease of a character that did not enter stays until the next claim",
      );
    }
  }

  async #askToRelease(roomId: string, characterId: string, code: ErrorCode): Promise<void> {
    try {
      if (roomId === this.roomId) return await atMost(HANDOVER_MS, this.releaseCharacter(characterId, code));
      if (!(await matchMaker.driver.findOne({ roomId }))) return; // a room of a process that is gone
      await matchMaker.remoteRoomCall<ZoneRoom>(roomId, "releaseCharacter", [characterId, code], HANDOVER_MS);
    } catch (error) {
      // gone or stuck: claiming raises the epoch, which ends that copy
      this.log.warn({ err: error, roomId, characterId }, "the room that holds a character did not answer");
    }
  }

  /** Called by other rooms: saves a character, tells its client why it has to go, and lets go of it. */
  async releaseCharacter(characterId: string, code: ErrorCode): Promise<void> {
    await this.#turns.take(characterId, async () => {
      const session = this.#roster.ofCharacter(characterId);
      if (session) await this.#expel(session, code);
    });
  }

  /** The log-in with which a character came in is over: so is its stay, also while its connection is lost. */
  #onLoginEnded(session: Session, code: ErrorCode): void {
    session.leftFor = code;
    const leaving = this.#turns.take(session.characterId, async () => {
      if (!session.left) await this.#expel(session, code);
    });
    leaving.catch((error) => this.fault("loginEnded", error));
  }

  #welcome(session: Session): void {
    const message: WelcomeMessage = {
      protocol: PROTOCOL_VERSION,
      characterId: session.characterId,
      entityId: session.entity,
      zoneId: this.zoneId,
      layer: this.#layer,
      tickRate: this.#sim.tickRate,
      contentHash: this.#zone.content.hash,
    };
    session.client.send(ServerMessage.WELCOME, message);
  }

  override onDrop(client: ZoneClient): void {
    const session = client.userData;
    if (!session || session.left || session.closing || this.#closing || client.state === ClientState.JOINING) return;
    this.#sim.setDisconnected(session.entity, true);
    const grace = this.allowReconnection(client, this.#house.reconnectGraceS);
    session.endGrace = () => grace.reject(new Error("the character left the zone"));
    grace.catch(() => {}); // Colyseus calls onLeave
  }

  override onReconnect(client: ZoneClient): void {
    const session = client.userData;
    if (!session || session.left) throw refusal(session?.leftFor ?? "taken_over");
    session.resume(client);
    this.#sim.setDisconnected(session.entity, false);
    this.#welcome(session);
  }

  override async onLeave(client: ZoneClient): Promise<void> {
    const session = client.userData;
    if (!session || session.left) return;
    await this.#turns.take(session.characterId, () => this.#depart(session));
  }

  /** Out of the world, saved, lease given back. The second call for the same session does nothing. */
  async #depart(session: Session): Promise<void> {
    if (session.left) return;
    // what is written behind is guarded by this lease
    await Promise.all([this.#rewards.settled(SETTLE_WAIT_MS), this.#practice.reportLast([session], SETTLE_WAIT_MS)]);
    if (session.left) return;
    const state = this.#persistence.capture(session);
    this.#remove(session);
    await this.#persistence.release(state);
  }

  #remove(session: Session): void {
    session.left = true;
    this.#fights.left(session);
    session.unwatch();
    session.unwatchPoints();
    this.#roster.remove(session);
    this.#sim.removePlayer(session.entity);
    this.state.population = this.#roster.size;
    session.endGrace?.();
  }

  async #expel(session: Session, code: ErrorCode): Promise<void> {
    this.dismiss(session.client, code);
    await this.#depart(session);
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
    this.#rewards.report();
    this.#fights.report();
    this.#reporting.report();
    if (this.#sim.world.tick % this.#saveEveryTicks !== 0) return;
    this.#rewards.tidy();
    this.#save().catch((error) => this.fault("save", error));
    this.#practice.report(this.#roster.all).catch((error) => this.fault("practice", error));
  }

  #announceLoad(step: number, wantsLayer: boolean): void {
    this.state.load = step;
    const { zoneId } = this;
    if ((this.metadata as ZoneListing).wantsLayer === wantsLayer) return;
    const listing: ZoneListing = { zoneId, layer: this.#layer, wantsLayer };
    this.setMetadata(listing).catch((error) => this.log.warn({ err: error, zoneId }, "the listing was not changed")); // it is a hint
  }

  async #save(): Promise<void> {
    for (const session of await this.#persistence.saveChanged(this.#roster.all)) {
      if (session.left) continue;
      this.dismiss(session.client, "lease_lost");
      this.#remove(session);
    }
  }

  /** Called by other processes: the worst ticks of the last hour. */
  flight(limit: number): ZoneFlight {
    return this.#tick.flight(limit);
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
    const sessions = [...this.#roster.all];
    await Promise.all([this.#rewards.settled(SETTLE_WAIT_MS), this.#practice.reportLast(sessions, SETTLE_WAIT_MS)]);
    const states = sessions.map((session) => this.#persistence.capture(session));
    for (const session of sessions) {
      this.guarded("close", () => this.#remove(session));
    }
    await this.#persistence.saveLast(states, SAVE_ALL_MS);
    await atMost(RELEASE_ALL_MS, this.#persistence.releaseAll(states));
    for (const session of sessions) this.guarded("close", () => this.dismiss(session.client, code, closeCode));
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
