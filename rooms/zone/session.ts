import type { EntityId } from "#shared/primitives/entity-id.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import { Seat, type SeatedClient } from "#rooms/base-room.ts";
import type { CharacterLease, CharacterRecord, Home } from "#rooms/ports/characters.ts";
import type { Destination } from "#rooms/ports/places.ts";
import type { ClientView } from "#rooms/replication/client-view.ts";

/** The part of a uWebSockets socket that the tick uses. */
interface RawSocket {
  /** 1 sent, 0 kept because the reader is slow, 2 dropped. Throws when the socket is closed. */
  send(bytes: Uint8Array, isBinary: boolean, compress: boolean): number;
  getBufferedAmount(): number;
}

/** A reader with more than this waiting gets no snapshots until it has caught up: late positions are of no use to it. */
const SLOW_READER_BYTES = 16 * 1024;

/** One character in this zone, and the client that plays it. */
export class Session extends Seat {
  readonly characterId: string;
  readonly accountId: string;
  readonly name: string;
  readonly lease: CharacterLease;
  /** The log-in with which it is in the world. */
  readonly loginId: string;
  /** Where it goes when it goes home. */
  home: Home & Destination;
  /** It is being sent to another room. */
  departing = false;
  readonly entity: EntityId;
  readonly view: ClientView;
  client: SeatedClient<Session>;
  /** The character no longer belongs to this room: nothing of it may be saved again. */
  left = false;
  /** Why it left, for a client that comes back too late. */
  leftFor: ErrorCode = "taken_over";
  /** The room wants to know no more when the log-in ends. */
  unwatch: () => void = () => {};
  /** The room wants to know no more what the character spends its points on. */
  unwatchPoints: () => void = () => {};
  /** The room wants to know no more which party the character is in. */
  unwatchParty: () => void = () => {};
  /** While the connection is lost: ends the time in which it may be resumed. */
  endGrace: (() => void) | null = null;
  /** Pick-ups the office has not answered. */
  pendingPickUps = 0;
  #socket: RawSocket | null;
  #slow = false;

  constructor(
    record: CharacterRecord,
    { loginId, home }: { loginId: string; home: Home & Destination },
    entity: EntityId,
    view: ClientView,
    client: SeatedClient<Session>,
  ) {
    super();
    this.characterId = record.lease.characterId;
    this.accountId = record.accountId;
    this.name = record.name;
    this.lease = record.lease;
    this.loginId = loginId;
    this.home = home;
    this.entity = entity;
    this.view = view;
    this.client = client;
    this.#socket = socketOf(client);
  }

  /** A new connection takes the seat: it knows nothing yet. */
  resume(client: SeatedClient<Session>): void {
    this.client = client;
    this.#socket = socketOf(client);
    this.#slow = false;
    this.closing = false;
    this.unacknowledgedS = 0;
    this.endGrace = null;
    this.view.restart();
  }

  /** True while the reader has so much waiting that a snapshot would only make it later. */
  get congested(): boolean {
    if (!this.#slow) return false;
    try {
      this.#slow = (this.#socket?.getBufferedAmount() ?? 0) > SLOW_READER_BYTES;
    } catch {
      return true; // closed; the room is told in a moment
    }
    return this.#slow;
  }

  /** Sends a frame past Colyseus' checks: the tick has made them. The bytes are copied before this returns. */
  send(frame: Uint8Array): void {
    if (!this.#socket) {
      this.client.raw(frame);
      return;
    }
    try {
      if (this.#socket.send(frame, true, false) !== 1) this.#slow = true;
    } catch {
      // closed between two events; the room is told in a moment
    }
  }
}

/** Null on transports that are not uWebSockets. */
function socketOf(client: SeatedClient<Session>): RawSocket | null {
  return (client.ref as { ws?: RawSocket }).ws ?? null;
}
