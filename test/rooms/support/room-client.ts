import { LEAVE_FRAME, matchmakeUrl, type Seat, socketUrl } from "#shared/protocol/wire.ts";

/** What should happen at once; on a busy machine it takes its time. */
const WAIT_MS = 60_000;
/** A process that stands still accepts connections and never answers. */
const ANSWER_MS = 8_000;

/** A refused join: the HTTP status and Colyseus' `error` text. */
export class JoinRefused extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/** A seat in a room on a real WebSocket. */
export abstract class RoomClient {
  readonly #endpoint: string;
  readonly #roomId: string;
  #socket: WebSocket | null = null;
  #changed: (() => void)[] = [];
  reconnectionToken = "";
  /** Room messages in the order of arrival. */
  readonly messages: { type: string; payload: Record<string, unknown> }[] = [];
  closed: { code: number; reason: string } | null = null;

  constructor(endpoint: string, roomId: string) {
    this.#endpoint = endpoint;
    this.#roomId = roomId;
  }

  protected abstract receive(bytes: Uint8Array): void;

  /** Takes no longer than a process lives that stands still. @throws JoinRefused */
  async seat(options: object, method: "joinById" | "reconnect" = "joinById"): Promise<Seat> {
    const answer = await fetch(matchmakeUrl(this.#endpoint, method, this.#roomId), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(options),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const body = (await answer.json()) as Seat & { error?: string };
    if (answer.status !== 200) throw new JoinRefused(answer.status, String(body.error));
    return body;
  }

  /** Takes a seat that was reserved by `seat`. */
  openSeat(seat: Seat): void {
    this.open(socketUrl(this.#endpoint, seat, this.reconnectionToken || undefined));
  }

  open(url: string): void {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      this.receive(new Uint8Array(event.data as ArrayBuffer));
      this.#wake();
    };
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.closed = { code: event.code, reason: event.reason };
      this.#wake();
    };
    socket.onerror = () => {
      if (this.#socket !== socket) return;
      this.closed ??= { code: 1006, reason: "error" };
      this.#wake();
    };
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const go of waiting) go();
  }

  /** Resolves when `done` holds after something arrived. @throws after a minute, naming what was awaited */
  async until(done: () => boolean, what: string, waitMs = WAIT_MS): Promise<void> {
    const end = Date.now() + waitMs;
    while (!done()) {
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(`${what} did not happen; closed: ${JSON.stringify(this.closed)}, last: ${JSON.stringify(this.messages.slice(-3))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 100));
        this.#changed.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  sendRaw(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(bytes);
  }

  sendText(text: string): void {
    this.#socket?.send(text);
  }

  /** Leaves on purpose and waits for the close. */
  async leave(): Promise<void> {
    this.sendRaw(LEAVE_FRAME);
    await this.until(() => this.closed !== null, "close");
  }

  /** The goodbye, and the close that follows it. */
  async goodbye(): Promise<{ message: Record<string, unknown>; code: number }> {
    await this.until(() => this.closed !== null, "close");
    return { message: this.messages.findLast((m) => m.type === "goodbye")?.payload ?? {}, code: this.closed?.code ?? 0 };
  }

  /** Breaks the connection as far as a WebSocket can: closes without leaving. */
  async drop(): Promise<void> {
    this.#socket?.close(3001);
    await this.until(() => this.closed !== null, "close");
  }

  destroy(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
