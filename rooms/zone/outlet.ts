import { ClientState } from "@colyseus/core";
import { Packet } from "#rooms/replication/packet.ts";
import type { Replication } from "#rooms/replication/replication.ts";
import type { Session } from "./session.ts";

/**
 * Snapshots written before the first of them is sent: a send goes through the operating system, which leaves nothing of ours in
 * the processor's caches.
 */
const BATCH = 32;

/** Writes and sends one tick's snapshots. */
export class Outlet {
  readonly #replication: Replication;
  readonly #packets = Array.from({ length: BATCH }, () => new Packet());
  readonly #waiting: (Session | null)[] = new Array<Session | null>(BATCH).fill(null);
  readonly #frames: (Uint8Array | null)[] = new Array<Uint8Array | null>(BATCH).fill(null);
  #count = 0;
  /** Bytes and snapshots of the last tick. */
  bytes = 0;
  snapshots = 0;

  constructor(replication: Replication) {
    this.#replication = replication;
  }

  send(sessions: readonly Session[]): void {
    this.bytes = 0;
    this.snapshots = 0;
    for (let n = 0; n < sessions.length; n++) {
      const session = sessions[n];
      if (session.client.state !== ClientState.JOINED) continue;
      if (session.congested) {
        session.view.skip();
        continue;
      }
      const frame = this.#replication.write(session.view, this.#packets[this.#count]);
      if (frame === null) continue;
      this.#waiting[this.#count] = session;
      this.#frames[this.#count] = frame;
      this.bytes += frame.length;
      this.snapshots++;
      if (++this.#count === BATCH) this.#flush();
    }
    this.#flush();
  }

  #flush(): void {
    for (let n = 0; n < this.#count; n++) this.#waiting[n]?.send(this.#frames[n] as Uint8Array);
    this.#waiting.fill(null); // a session that leaves is not kept alive
    this.#count = 0;
  }
}
