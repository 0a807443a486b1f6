import { Client, type Room } from "@colyseus/sdk";
import { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import { type Action, MAX_ACTION_SIZE, writeAction } from "#shared/protocol/action.ts";
import { ClientBytes, ServerBytes, ServerMessage } from "#shared/protocol/codes.ts";
import { INPUT_SIZE, type MoveInput, writeInput } from "#shared/protocol/input.ts";
import type {
  ErrorMessage,
  GoodbyeMessage,
  HandoffMessage,
  InteractionMessage,
  JoinOptions,
  LootMessage,
  ProgressMessage,
  SeatReservation,
  SkillMessage,
  WelcomeMessage,
} from "#shared/protocol/messages.ts";
import { readSnapshot, type Snapshot } from "#shared/protocol/snapshot.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { DelayLine } from "./lag.ts";
import { RateMeter } from "./rate.ts";

/** Where `select` sends us. */
export interface RoomAddress {
  endpoint: string;
  roomId: string;
}

export interface RoomHandlers {
  welcome(message: WelcomeMessage): void;
  snapshot(snapshot: Snapshot): void;
  refused(message: ErrorMessage): void;
  loot(message: LootMessage): void;
  progress(message: ProgressMessage): void;
  skill(message: SkillMessage): void;
  interaction(message: InteractionMessage): void;
  /** The character goes on in another room; this connection ends. */
  handoff(message: HandoffMessage): void;
  goodbye(message: GoodbyeMessage): void;
  /** The connection broke; it is being built up again. */
  dropped(): void;
  resumed(): void;
  /** It is over. */
  closed(): void;
}

type Incoming = (handlers: RoomHandlers) => void;

const PING_EVERY_MS = 1000;
/** A client that waits longer than this for a reconnect has lost its seat anyway. */
const RECONNECT_TRIES = 12;

/** The connection to a zone room: bytes in, bytes out, statistics, and a switch that makes it slower. */
export class RoomLink {
  readonly #room: Room;
  readonly #in: DelayLine<Incoming>;
  readonly #out: DelayLine<() => void>;
  readonly #writer = new ByteWriter(Math.max(INPUT_SIZE, MAX_ACTION_SIZE));
  readonly #ping: number;
  readonly snapshots = new RateMeter();
  readonly bytes = new RateMeter();
  /** Round trip of the latest ping, with the lag that was switched on, ms. */
  rttMs = 0;
  #over = false;

  /**
   * Joins with a ticket.
   * @throws Error whose message begins with one of the protocol's error codes
   */
  static async join(address: RoomAddress, ticket: string, handlers: RoomHandlers): Promise<RoomLink> {
    const options: JoinOptions = { ticket, protocol: PROTOCOL_VERSION };
    // the ticket says who we are: the server takes no cookies, and refuses requests that would bring some
    const fetchFn = (url: string | URL | Request, init?: RequestInit) => fetch(url, { ...init, credentials: "omit" });
    const room = await new Client(address.endpoint, { fetchFn }).joinById(address.roomId, options);
    return new RoomLink(room, handlers);
  }

  /** Takes a seat that another room has reserved. @throws Error when it is no longer there */
  static async take(endpoint: string, reservation: SeatReservation, handlers: RoomHandlers): Promise<RoomLink> {
    return new RoomLink(await new Client(endpoint).consumeSeatReservation(reservation), handlers);
  }

  private constructor(room: Room, handlers: RoomHandlers) {
    this.#room = room;
    const now = () => performance.now();
    const later = (run: () => void, ms: number) => void window.setTimeout(run, ms);
    this.#in = new DelayLine<Incoming>((message) => this.#over || message(handlers), now, later);
    this.#out = new DelayLine<() => void>((send) => send(), now, later);
    room.reconnection.minUptime = 0;
    room.reconnection.maxRetries = RECONNECT_TRIES;
    room.reconnection.maxEnqueuedMessages = 0;
    const receive = <T>(type: string, handle: (h: RoomHandlers, message: T) => void) =>
      room.onMessage(type, (message: T) => this.#in.push((h) => handle(h, message)));
    receive<WelcomeMessage>(ServerMessage.WELCOME, (h, m) => h.welcome(m));
    receive<ErrorMessage>(ServerMessage.ERROR, (h, m) => h.refused(m));
    receive<LootMessage>(ServerMessage.LOOT, (h, m) => h.loot(m));
    receive<InteractionMessage>(ServerMessage.INTERACTION, (h, m) => h.interaction(m));
    receive<ProgressMessage>(ServerMessage.PROGRESS, (h, m) => h.progress(m));
    receive<SkillMessage>(ServerMessage.SKILL, (h, m) => h.skill(m));
    receive<HandoffMessage>(ServerMessage.HANDOFF, (h, m) => {
      this.#over = true; // what is left on this line is of a zone one has left
      window.clearInterval(this.#ping);
      h.handoff(m);
    });
    receive<GoodbyeMessage>(ServerMessage.GOODBYE, (h, m) => h.goodbye(m));
    room.onMessage(ServerBytes.SNAPSHOT, (bytes: Uint8Array) => {
      this.snapshots.add(1, now());
      this.bytes.add(bytes.length + 2, now());
      this.#in.push((h) => h.snapshot(readSnapshot(new ByteReader(bytes))));
    });
    room.onMessage("*", () => {}); // what a newer server may say besides
    room.onDrop(() => this.#in.push((h) => h.dropped()));
    room.onReconnect(() => this.#in.push((h) => h.resumed()));
    room.onLeave(() => {
      window.clearInterval(this.#ping);
      this.#in.push((h) => {
        this.#over = true;
        h.closed();
      });
    });
    this.#ping = window.setInterval(() => this.#measure(), PING_EVERY_MS);
    this.#measure();
  }

  /** Adds to the round trip, half of it each way, ms. */
  set lagMs(ms: number) {
    this.#in.delayMs = ms / 2;
    this.#out.delayMs = ms / 2;
  }

  get lagMs(): number {
    return this.#in.delayMs * 2;
  }

  sendInput(input: MoveInput): void {
    writeInput(this.#writer.reset(), input);
    this.#send(ClientBytes.INPUT);
  }

  sendAction(action: Action): void {
    writeAction(this.#writer.reset(), action);
    this.#send(ClientBytes.ACTION);
  }

  /** Leaves on purpose: the character is saved and leaves the world at once. */
  async leave(): Promise<void> {
    this.#over = true;
    window.clearInterval(this.#ping);
    if (this.#room.connection.isOpen) await this.#room.leave(true);
  }

  /** Breaks the connection as a bad network would: the next step is a reconnect. */
  breakConnection(): void {
    this.#room.connection.close(4010);
  }

  #send(type: number): void {
    const bytes = this.#writer.written().slice();
    this.#out.push(() => {
      // what cannot be sent now is worth nothing later
      if (this.#room.connection.isOpen) this.#room.sendBytes(type, bytes);
    });
  }

  #measure(): void {
    const start = performance.now();
    this.#out.push(() =>
      this.#room.ping(() =>
        this.#in.push(() => {
          this.rttMs = performance.now() - start;
        }),
      ),
    );
  }
}
