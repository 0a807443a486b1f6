import { ClientState } from "@colyseus/core";
import { Seat, type SeatedClient } from "#rooms/base-room.ts";
import type { Belonging, HubOwner } from "#rooms/ports/hub.ts";
import type { Topic } from "#shared/protocol/topics.ts";

/** More than this waiting for a reader, and it gets no more frames (messages that the next one replaces), bytes. */
const BUSY_BYTES = 64 * 1024;
/** More than this, and it is dropped, bytes. */
const SLOW_BYTES = 256 * 1024;
/** What may wait for a reader whose connection is lost, bytes: one that comes back to more is told to join anew. */
const AWAY_BYTES = 64 * 1024;

/** How a frame is treated when it cannot be sent at once. */
export type Keeping =
  /** The next one replaces it: left out when the reader is slow. */
  | "expendable"
  /** Kept until it can be sent. */
  | "kept"
  /** Of a durable topic: kept, but not over a lost connection, after which the client says what it has. */
  | "durable";

/** The part of a uWebSockets socket that deliveries use. */
interface RawSocket {
  /** Throws when the socket is closed. */
  send(bytes: Uint8Array, isBinary: boolean, compress: boolean): number;
  /** Sends of one callback leave the process together. */
  cork(send: () => void): unknown;
  getBufferedAmount(): number;
  close(): void;
}

/** One connected player of a hub: what it follows, and what waits to be sent to it. */
export class Reader extends Seat {
  readonly seatId: string;
  readonly accountId: string;
  readonly loginId: string;
  client: SeatedClient<Reader>;
  /** What it belongs to besides itself; null: not looked up yet. */
  belonging: Belonging | null = null;
  readonly topics = new Set<Topic>();
  /** It has left; nothing is for it any more. */
  left = false;
  /** Its connection is lost and may come back. */
  away = false;
  /** Ends the time in which it may. */
  endGrace: (() => void) | null = null;
  unwatch: (() => void)[] = [];
  /** Durable topics it hears nothing of until it has caught up there, each with the run that does it. */
  readonly catchingUp = new Map<Topic, symbol>();
  /** Up to which number it has everything of a durable topic, where that is more than the topic has told live. */
  readonly ahead = new Map<Topic, number>();
  /** Where it wants to go on in durable topics, by its own word; null: it has not said so since it (re)joined. */
  cursors: Map<Topic, number> | null = null;
  /** When it last said that, monotonic ms. */
  caughtUpAt = 0;
  /** Requests of it that are being answered. */
  asking = 0;
  /** Stands in the switchboard's list of readers for whom something waits. */
  listed = false;
  #waiting: Uint8Array[] = [];
  /** Those of them that are of durable topics. */
  #durable = new Set<Uint8Array>();
  #waitingBytes = 0;
  #socket: RawSocket | null;

  constructor(seatId: string, { accountId, loginId }: HubOwner, client: SeatedClient<Reader>) {
    super();
    this.seatId = seatId;
    this.accountId = accountId;
    this.loginId = loginId;
    this.client = client;
    this.#socket = socketOf(client);
  }

  /** Bytes on their way to it: here, and in the socket. */
  get pendingBytes(): number {
    return this.#waitingBytes + this.#bufferedBytes();
  }

  #bufferedBytes(): number {
    if (this.away) return 0;
    try {
      return this.#socket?.getBufferedAmount() ?? 0;
    } catch {
      return 0; // closed; the room is told in a moment
    }
  }

  /**
   * Puts a frame into the queue.
   * @returns what became of it: `full` means that this reader has to go
   */
  put(frame: Uint8Array, keeping: Keeping): "queued" | "left_out" | "full" {
    if (this.left || this.closing) return "left_out";
    const pending = this.pendingBytes;
    if (keeping === "expendable" && (this.away || pending > BUSY_BYTES)) return "left_out";
    if (pending + frame.length > (this.away ? AWAY_BYTES : SLOW_BYTES)) return "full";
    this.#waiting.push(frame);
    if (keeping === "durable") this.#durable.add(frame);
    this.#waitingBytes += frame.length;
    return "queued";
  }

  /** Hands what waits to the socket, all of it at once. @returns false while it cannot be sent to; it stays then */
  flush(): boolean {
    const frames = this.#waiting;
    if (this.left || this.closing) this.#empty();
    if (frames.length === 0) return true;
    if (this.away || this.client.state !== ClientState.JOINED) return false;
    const socket = this.#socket;
    try {
      if (!socket) for (const frame of frames) this.client.raw(frame);
      else if (frames.length === 1) socket.send(frames[0], true, false);
      else
        socket.cork(() => {
          for (const frame of frames) socket.send(frame, true, false);
        });
    } catch {
      // closed between two events; the room is told in a moment
    }
    this.#empty();
    return true;
  }

  /** The same array for all of its time: ten thousand deliveries a second would each leave one behind. */
  #empty(): void {
    while (this.#waiting.pop());
    this.#waitingBytes = 0;
    if (this.#durable.size > 0) this.#durable.clear();
  }

  /** A new connection takes the seat; what waited goes there. */
  resume(client: SeatedClient<Reader>): void {
    this.client = client;
    this.#socket = socketOf(client);
    this.away = false;
    this.closing = false;
    this.unacknowledgedS = 0;
    this.endGrace = null;
    this.#waiting = this.#waiting.filter((frame) => !this.#durable.has(frame));
    this.#waitingBytes = this.#waiting.reduce((sum, { length }) => sum + length, 0);
    this.#durable.clear();
    this.forgetPlace();
  }

  /** What it has of durable topics is for the client to say: some of what was sent may not have arrived. */
  forgetPlace(): void {
    this.cursors = null;
    this.catchingUp.clear();
    this.ahead.clear();
  }

  /** So much waits that it should not be given what can be fetched later. */
  get busy(): boolean {
    return this.pendingBytes > BUSY_BYTES;
  }

  /** Without a word: who does not read does not read that either. */
  cutOff(): void {
    try {
      this.#socket?.close();
    } catch {
      // gone already
    }
  }
}

/** Null on transports that are not uWebSockets. */
function socketOf(client: SeatedClient<Reader>): RawSocket | null {
  return (client.ref as { ws?: RawSocket }).ws ?? null;
}
