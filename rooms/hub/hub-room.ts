import { randomUUID } from "node:crypto";
import { type AuthContext, ClientState, CloseCode, type Room } from "@colyseus/core";
import { z } from "zod";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import { HubMessage, HubRequest, type HubTopics, type HubWelcome, MAX_CURSORS } from "#shared/protocol/hub.ts";
import { type Topic, topics } from "#shared/protocol/topics.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { readFrame } from "#shared/protocol/wire.ts";
import { BaseRoom, type SeatedClient } from "#rooms/base-room.ts";
import type { Belonging, HubOwner, HubServices } from "#rooms/ports/hub.ts";
import { RoomError } from "#rooms/ports/room-error.ts";
import { asRefusal, refusal } from "#rooms/refusal.ts";
import type { DurableTopics } from "./durable-topics.ts";
import { Reader } from "./reader.ts";
import type { HubCaller, HubRequests } from "./requests.ts";
import { encodeMessage, type Switchboard } from "./switchboard.ts";

/** What the house gives to the hub of this process. */
export interface HubHouse {
  services: HubServices;
  switchboard: Switchboard;
  durable: DurableTopics;
  requests: HubRequests;
  reconnectGraceS: number;
}

/** Players of one hub, at most. */
const MAX_SEATS = 5000;
const CLOCK_MS = 1000;
/** Requests of one client that are being answered; one more is refused. */
const MAX_ASKING = 16;
/** A client catches up so often, at most. */
const CATCH_UP_EVERY_MS = 1000;
/** Who is dropped for being slow does not read the goodbye either; its socket is cut after this, ms. */
const CUT_OFF_MS = 5000;

/** What a client says when it joins. Other fields are ignored: Colyseus' clients may add their own. */
const JoinRequest = z.object({ ticket: z.string().min(16).max(128), protocol: z.number() });

const CatchUpRequest = z.strictObject({
  cursors: z
    .record(z.string().max(128), z.int().min(0))
    .refine((cursors) => Object.keys(cursors).length <= MAX_CURSORS, `not more than ${MAX_CURSORS} topics`),
});

type HubClient = SeatedClient<Reader>;

/** The players connected to this process, with all that is not of one zone: it stays while characters change zones, or are in none. */
export class HubRoom extends BaseRoom<object, Reader> {
  override autoDispose = false;
  override patchRate = CLOCK_MS;
  override maxClients = MAX_SEATS;

  readonly #house: HubHouse;
  readonly #readers = new Set<Reader>();
  #closing = false;

  constructor(house: HubHouse) {
    super(house.services.log, house.services.metrics);
    this.#house = house;
    house.switchboard.onSlow = (reader) => this.#dropSlow(reader);
  }

  override async onJoin(client: HubClient, _options: unknown, owner?: HubOwner): Promise<void> {
    if (!owner?.accountId) throw refusal("ticket_invalid"); // only a redeemed ticket makes an owner
    if (this.#closing) throw refusal("server_shutdown");
    const { services, switchboard } = this.#house;
    const reader = new Reader(randomUUID(), owner, client);
    await services.seats.take(owner, reader.seatId, this.roomId);
    if (this.#closing || client.state === ClientState.LEAVING) {
      await services.seats.leave(owner.accountId, reader.seatId);
      throw refusal("server_shutdown");
    }
    for (const other of [...switchboard.ofAccount(owner.accountId)]) this.#expel(other, "taken_over");
    client.userData = reader;
    this.#readers.add(reader);
    switchboard.add(reader);
    services.metrics.hubSeats(this.#readers.size);
    this.#welcome(reader);
    this.#follow(reader);
    reader.unwatch = [
      services.revocations.watch(owner.loginId, (code) => this.#expel(reader, code)),
      services.belongings.watch(owner.accountId, (belonging) => this.#onBelonging(reader, belonging)),
    ];
  }

  #welcome(reader: Reader): void {
    const message: HubWelcome = { protocol: PROTOCOL_VERSION, accountId: reader.accountId };
    this.#tell(reader, HubMessage.WELCOME, message);
  }

  #tell(reader: Reader, type: string, payload: object): void {
    this.#house.switchboard.send(reader, encodeMessage(type, payload));
  }

  #onBelonging(reader: Reader, belonging: Belonging): void {
    if (reader.left) return;
    if (belonging.seatId !== reader.seatId) return this.#expel(reader, "taken_over");
    reader.belonging = belonging;
    this.#follow(reader);
  }

  /** What follows from who it is and where it belongs. */
  #follow(reader: Reader): void {
    const { accountId, belonging } = reader;
    const wanted = new Set<Topic>([
      topics.notifications(accountId),
      topics.mail(accountId),
      topics.friends(accountId),
      topics.announcements,
      topics.worldEvents,
      ...(belonging?.topics ?? []),
    ]);
    const { added, changed } = this.#house.switchboard.follow(reader, wanted);
    if (changed) this.#tellTopics(reader);
    this.#house.durable.followed(reader, added);
  }

  #tellTopics(reader: Reader): void {
    const message: HubTopics = { topics: [...reader.topics] };
    this.#tell(reader, HubMessage.TOPICS, message);
  }

  protected override onAcknowledged(client: HubClient): void {
    if (client.userData) this.#house.switchboard.list(client.userData);
  }

  protected override onBytes(): boolean {
    return false;
  }

  protected override onData(client: HubClient, frame: Uint8Array): boolean {
    const reader = client.userData as Reader;
    let message: ReturnType<typeof readFrame>;
    try {
      message = readFrame(frame);
    } catch {
      this.refuse(client, "message_malformed");
      return true;
    }
    if (message.kind !== "message") return false;
    if (message.type === HubRequest.CATCH_UP) {
      this.#catchUp(reader, message.payload);
      return true;
    }
    const request = this.#house.requests.find(String(message.type));
    if (!request) return false;
    const said = request.schema.safeParse(message.payload);
    if (!said.success) this.#refuseInvalid(client, String(message.type), said.error);
    else if (reader.asking >= MAX_ASKING) this.refuse(client, "busy");
    else void this.#answer(reader, String(message.type), async (caller) => request.handle(caller, said.data));
    return true;
  }

  #refuseInvalid(client: HubClient, type: string, { issues: [issue] }: z.ZodError): void {
    this.refuse(client, "message_invalid", `${type} ${issue.path.join(".")}: ${issue.message}`);
  }

  #catchUp(reader: Reader, payload: unknown): void {
    const said = CatchUpRequest.safeParse(payload);
    const now = performance.now();
    // each asks the database; the first after a welcome is always answered
    if (reader.cursors && (now - reader.caughtUpAt < CATCH_UP_EVERY_MS || reader.cursors.size > MAX_CURSORS))
      return this.refuse(reader.client, "busy");
    reader.caughtUpAt = now;
    if (said.success) this.#house.durable.catchUp(reader, new Map(Object.entries(said.data.cursors)) as Map<Topic, number>);
    else this.#refuseInvalid(reader.client, HubRequest.CATCH_UP, said.error);
  }

  /** Never throws. */
  async #answer(reader: Reader, type: string, handle: (caller: HubCaller) => unknown): Promise<void> {
    reader.asking++;
    try {
      const { accountId, loginId, belonging } = reader;
      const answer = await handle({ accountId, loginId, character: belonging?.character ?? null, partyId: belonging?.partyId ?? null });
      if (typeof answer === "object" && answer && !reader.left) this.#tell(reader, type, answer);
    } catch (error) {
      if (error instanceof RoomError) {
        if (!reader.left && !reader.away) this.refuse(reader.client, error.code, error.message);
      } else {
        this.fault(`request ${type}`, error);
        if (!reader.left && !reader.away) this.refuse(reader.client, "busy");
      }
    } finally {
      reader.asking--;
    }
  }

  override onDrop(client: HubClient): void {
    const reader = client.userData;
    if (!reader || reader.left || reader.closing || this.#closing || client.state === ClientState.JOINING) return;
    reader.away = true;
    const grace = this.allowReconnection(client, this.#house.reconnectGraceS);
    reader.endGrace = () => grace.reject(new Error("the seat is given up"));
    grace.catch(() => {}); // Colyseus calls onLeave
  }

  override onReconnect(client: HubClient): void {
    const reader = client.userData;
    if (!reader || reader.left) throw refusal("taken_over");
    reader.resume(client);
    this.#welcome(reader);
    this.#tellTopics(reader);
    this.#house.durable.followed(reader, [...reader.topics]);
  }

  override async onLeave(client: HubClient): Promise<void> {
    const reader = client.userData;
    if (reader) await this.#remove(reader);
  }

  /** The second call for the same reader does nothing. */
  async #remove(reader: Reader): Promise<void> {
    if (reader.left) return;
    reader.left = true;
    const { services, switchboard } = this.#house;
    for (const unwatch of reader.unwatch) unwatch();
    switchboard.remove(reader);
    this.#readers.delete(reader);
    services.metrics.hubSeats(this.#readers.size);
    reader.endGrace?.();
    try {
      await services.seats.leave(reader.accountId, reader.seatId);
    } catch (error) {
      this.log.warn({ err: error, accountId: reader.accountId }, "a hub seat was not given up; the next one takes its place");
    }
  }

  #expel(reader: Reader, code: ErrorCode, closeCode: number = CloseCode.WITH_ERROR): void {
    if (reader.left) return;
    if (!reader.away) this.dismiss(reader.client, code, closeCode);
    void this.#remove(reader);
  }

  #dropSlow(reader: Reader): void {
    if (reader.left || reader.closing) return;
    this.#house.services.metrics.hubSlowReader();
    this.log.info({ accountId: reader.accountId, bytes: reader.pendingBytes }, "a reader of the hub could not keep up");
    this.#expel(reader, "too_slow");
    setTimeout(() => reader.cutOff(), CUT_OFF_MS).unref();
  }

  /** It takes nobody any more. */
  get closing(): boolean {
    return this.#closing;
  }

  /** No joins; everybody is told why; then the room is gone. */
  async close(code: ErrorCode): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.lock().catch(() => {}); // the listing is a hint
    for (const reader of [...this.#readers]) this.guarded("close", () => this.#expel(reader, code, CloseCode.SERVER_SHUTDOWN));
    await this.disconnect(CloseCode.SERVER_SHUTDOWN);
  }

  protected override onQuarantine(): void {
    this.close("removed").catch((error) => this.log.error({ err: error, roomId: this.roomId }, "closing the hub failed"));
  }

  override onBeforeShutdown(): void {
    this.close("server_shutdown").catch((error) => this.log.error({ err: error, roomId: this.roomId }, "closing the hub failed"));
  }
}

/** The class Colyseus makes the hub of, with the house built in. */
export function hubRoomClass(house: HubHouse): new () => HubRoom {
  return class extends HubRoom {
    constructor() {
      super(house);
    }

    /** Runs at the matchmaking request, in whichever process it arrives. */
    static override async onAuth(_token: string, options: unknown, _context: AuthContext): Promise<HubOwner> {
      const protocol = (options as { protocol?: unknown } | null | undefined)?.protocol;
      if (protocol !== PROTOCOL_VERSION) throw refusal("protocol_mismatch");
      const request = JoinRequest.safeParse(options);
      if (!request.success) throw refusal("ticket_invalid");
      try {
        return await house.services.seats.redeem(request.data.ticket);
      } catch (error) {
        throw asRefusal(error);
      }
    }
  } satisfies new () => Room;
}
