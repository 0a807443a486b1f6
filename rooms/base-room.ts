import { type Client, ClientState, CloseCode, Protocol, Room, type RoomException, ServerError } from "@colyseus/core";
import { ERRORS, type ErrorCode, ServerMessage } from "#shared/protocol/codes.ts";
import type { ErrorMessage, GoodbyeMessage } from "#shared/protocol/messages.ts";
import { RoomError } from "./ports/room-error.ts";
import type { RoomLog, RoomMetrics } from "./ports/monitoring.ts";

/** Frames a client may send per second, on average. */
const FRAMES_PER_SECOND = 60;
/** What it may have saved up: a network that was stuck delivers a few seconds at once. */
const FRAME_BURST = 2 * FRAMES_PER_SECOND;
/** A client that does not acknowledge its seat within this time is closed: what is sent to it until then waits in memory. */
const ACKNOWLEDGE_WITHIN_S = 10;
/** So many errors within the time below and the room is closed, with its players saved. */
const MAX_FAULTS = 10;
const FAULT_MEMORY_S = 60;

const KIND_MASK = 0x1f;
/** A message type below this is one byte on the wire. */
const ONE_BYTE_TYPES = 0x80;
/** Where the payload of a BYTES frame with a one-byte type begins. */
export const BYTES_PAYLOAD_AT = 2;

/** What a room remembers of each client, as `client.userData`; a resumed client brings it along. */
export class Seat {
  /** Frames that may still come. */
  allowance = FRAME_BURST;
  /** Second of the room in which the allowance was last filled up. */
  filledAt = 0;
  /** Seconds for which the seat was not acknowledged. */
  unacknowledgedS = 0;
  /** The connection is being closed: nothing more is read from it. */
  closing = false;
}

export type SeatedClient<S extends Seat> = Client<{ userData: S }>;

interface RoomTypes<State extends object, S extends Seat> {
  state: State;
  client: SeatedClient<S>;
}

/**
 * What every room of ours does: an exception never leaves it, frames are counted and decoded defensively, silent seats are closed.
 * Colyseus would end the process for a throw in a handler, close a client for a message it does not know, and decode frames
 * without bounds checks.
 */
export abstract class BaseRoom<State extends object, S extends Seat> extends Room<RoomTypes<State, S>> {
  protected readonly log: RoomLog;
  protected readonly metrics: RoomMetrics;
  #second = 0;
  #faults = 0;
  #quarantined = false;
  readonly #everySecond: NodeJS.Timeout;

  constructor(log: RoomLog, metrics: RoomMetrics) {
    super();
    this.log = log;
    this.metrics = metrics;
    // Room binds this method to the socket when a client has joined; it is private in the types only
    Object.defineProperty(this, "_onMessage", {
      value: (client: SeatedClient<S>, frame: Buffer) => this.#receive(client, frame),
    });
    this.#everySecond = setInterval(() => this.guarded("everySecond", () => this.#nextSecond()), 1000);
  }

  /**
   * A frame of raw bytes. `frame` is reused memory: read it now, from BYTES_PAYLOAD_AT on, or copy.
   * @returns false when the room knows no such type
   */
  protected abstract onBytes(client: SeatedClient<S>, type: number, frame: Uint8Array): boolean;

  /**
   * A message of MessagePack (frame 13). `frame` is reused memory: decode it now, with bounds checks.
   * @returns false when the room takes none, or no such one
   */
  protected onData(_client: SeatedClient<S>, _frame: Uint8Array): boolean {
    return false;
  }

  /** The client has acknowledged its seat: from now on it can be sent frames directly. */
  protected onAcknowledged(_client: SeatedClient<S>): void {}

  /** Too many errors: save everybody, say goodbye, close. */
  protected abstract onQuarantine(): void;

  /** Runs something of which an exception must not leave the room. */
  protected guarded(where: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.fault(where, error);
    }
  }

  /** Counts and reports an error; after MAX_FAULTS of them the room is quarantined. Never throws. */
  protected fault(where: string, error: unknown): void {
    if (this.#quarantined) return;
    this.#faults++;
    try {
      this.log.error({ err: error, where, room: this.roomName, roomId: this.roomId, faults: this.#faults }, "room error");
      this.metrics.roomError(this.roomName, where);
    } catch {
      // reporting is no reason to fail
    }
    if (this.#faults < MAX_FAULTS) return;
    this.#quarantined = true;
    try {
      this.onQuarantine();
    } catch (cause) {
      this.log.error({ err: cause, roomId: this.roomId }, "a quarantined room could not be closed");
    }
  }

  /** Colyseus hands over what hooks, handlers and timers throw. A refused join is no fault of the room. */
  override onUncaughtException(error: RoomException, method: string): void {
    const cause = error.cause ?? error;
    if (cause instanceof ServerError || cause instanceof RoomError) {
      this.log.info({ roomId: this.roomId, method, reason: cause.message }, "refused");
      return;
    }
    this.fault(method, cause);
  }

  override broadcastPatch(): boolean {
    try {
      return super.broadcastPatch();
    } catch (error) {
      this.fault("broadcastPatch", error);
      return false;
    }
  }

  override onDispose(): void | Promise<void> {
    clearInterval(this.#everySecond);
  }

  /** Tells a client that something was refused; nothing changed. */
  protected refuse(client: SeatedClient<S>, code: ErrorCode, detail: string = ERRORS[code]): void {
    const message: ErrorMessage = { code, detail };
    client.send(ServerMessage.ERROR, message);
  }

  /** Last message, then the connection is closed. */
  protected dismiss(client: SeatedClient<S>, code: ErrorCode, closeCode: number = CloseCode.WITH_ERROR): void {
    const seat = client.userData;
    if (seat) seat.closing = true;
    const message: GoodbyeMessage = { code, detail: ERRORS[code] };
    try {
      client.send(ServerMessage.GOODBYE, message);
      client.leave(closeCode, code);
    } catch (error) {
      this.log.info({ err: error, roomId: this.roomId }, "a client was gone before it could be dismissed");
    }
  }

  #receive(client: SeatedClient<S>, frame: Buffer): void {
    const seat = client.userData;
    if (!seat || seat.closing || client.state === ClientState.LEAVING) return;
    try {
      if (!this.#allows(seat)) {
        this.dismiss(client, "flooding");
      } else if (frame[0] === Protocol.ROOM_DATA_BYTES && frame.length >= BYTES_PAYLOAD_AT && frame[1] < ONE_BYTE_TYPES) {
        if (!this.onBytes(client, frame[1], frame)) this.refuse(client, "message_unknown");
      } else {
        this.#receiveOther(client, frame);
      }
    } catch (error) {
      this.fault("onMessage", error);
    }
  }

  /** Everything but the messages of the game: only what needs no decoding is left to Colyseus. */
  #receiveOther(client: SeatedClient<S>, frame: Buffer): void {
    switch (frame.length === 0 ? 0 : frame[0] & KIND_MASK) {
      case Protocol.JOIN_ROOM:
        if (client.state !== ClientState.JOINING) break;
        this.#leaveToColyseus(client, frame);
        this.onAcknowledged(client);
        break;
      case Protocol.PING:
      case Protocol.LEAVE_ROOM:
        this.#leaveToColyseus(client, frame);
        break;
      case Protocol.ROOM_DATA:
        if (!this.onData(client, frame)) this.refuse(client, "message_unknown");
        break;
      case Protocol.ROOM_DATA_BYTES:
      case Protocol.ROOM_REQUEST:
        this.refuse(client, "message_unknown");
        break;
      default:
        this.refuse(client, "message_malformed");
    }
  }

  #leaveToColyseus(client: SeatedClient<S>, frame: Buffer): void {
    // biome-ignore lint/complexity/useLiteralKeys: private in the types
    Room.prototype["_onMessage"].call(this, client as never, frame);
  }

  #allows(seat: Seat): boolean {
    if (seat.filledAt !== this.#second) {
      seat.allowance = Math.min(FRAME_BURST, seat.allowance + (this.#second - seat.filledAt) * FRAMES_PER_SECOND);
      seat.filledAt = this.#second;
    }
    return --seat.allowance >= 0;
  }

  #nextSecond(): void {
    this.#second++;
    if (this.#second % FAULT_MEMORY_S === 0) this.#faults = 0;
    for (const client of [...this.clients]) {
      const seat = client.userData;
      if (!seat || client.state !== ClientState.JOINING || ++seat.unacknowledgedS < ACKNOWLEDGE_WITHIN_S) continue;
      seat.closing = true;
      client.leave(CloseCode.WITH_ERROR, "the seat was not acknowledged");
    }
  }
}
