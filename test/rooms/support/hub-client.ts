import { getMessageBytes, Protocol } from "@colyseus/core";
import type { HubEvent } from "#shared/protocol/hub.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { ACK_FRAME, LEAVE_FRAME, matchmakeUrl, readFrame, type Seat, socketUrl } from "#shared/protocol/wire.ts";
import type { Player } from "./player.ts";
import type { ServerProcess } from "./server-process.ts";
import { JoinRefused } from "./test-client.ts";

const WAIT_MS = 60_000;

/** A client of the hub on a real WebSocket. */
export class HubClient {
  readonly #endpoint: string;
  readonly #roomId: string;
  #socket: WebSocket | null = null;
  #changed: (() => void)[] = [];
  reconnectionToken = "";
  readonly messages: { type: string; payload: Record<string, unknown> }[] = [];
  closed: { code: number; reason: string } | null = null;

  constructor(endpoint: string, roomId: string) {
    this.#endpoint = endpoint;
    this.#roomId = roomId;
  }

  async seat(options: object, method: "joinById" | "reconnect" = "joinById"): Promise<Seat> {
    const answer = await fetch(matchmakeUrl(this.#endpoint, method, this.#roomId), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(options),
    });
    const body = (await answer.json()) as Seat & { error?: string };
    if (answer.status !== 200) throw new JoinRefused(answer.status, String(body.error));
    return body;
  }

  /** @param cursors sent after the welcome @throws JoinRefused */
  async join(ticket: string, more: object = {}, cursors: Record<string, number> = {}): Promise<this> {
    this.#open(socketUrl(this.#endpoint, await this.seat({ ticket, protocol: PROTOCOL_VERSION, ...more })));
    await this.#welcomed(0);
    this.send("catch_up", { cursors });
    return this;
  }

  /** Takes the seat of a broken connection again, and goes on after the messages it has. */
  async resume(cursors: Record<string, number> = this.cursors): Promise<this> {
    const seat = await this.seat({ reconnectionToken: this.reconnectionToken }, "reconnect");
    const before = this.of("welcome").length;
    this.closed = null;
    this.#open(socketUrl(this.#endpoint, seat, this.reconnectionToken));
    await this.#welcomed(before);
    this.send("catch_up", { cursors });
    return this;
  }

  /** The last number it has of each durable topic. */
  get cursors(): Record<string, number> {
    return Object.fromEntries(this.events.flatMap(({ topic, id }) => (id === undefined ? [] : [[topic, id]])));
  }

  async #welcomed(before: number): Promise<this> {
    await this.until(() => this.of("welcome").length > before || this.closed !== null, "welcome");
    if (this.closed) throw new JoinRefused(this.closed.code, this.closed.reason);
    return this;
  }

  #open(url: string): void {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      this.#receive(new Uint8Array(event.data as ArrayBuffer));
      this.#wake();
    };
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.closed = { code: event.code, reason: event.reason };
      this.#wake();
    };
  }

  #receive(bytes: Uint8Array): void {
    const frame = readFrame(bytes);
    if (frame.kind === "join") {
      this.reconnectionToken = frame.reconnectionToken;
      this.sendRaw(ACK_FRAME);
    } else if (frame.kind === "message") {
      // plain objects: decoded maps have no prototype
      this.messages.push({ type: String(frame.type), payload: JSON.parse(JSON.stringify(frame.payload)) });
    }
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const go of waiting) go();
  }

  /** Payloads of one type, in order of arrival. */
  of(type: string): Record<string, unknown>[] {
    return this.messages.filter((m) => m.type === type).map((m) => m.payload);
  }

  get events(): HubEvent[] {
    return this.of("event") as unknown as HubEvent[];
  }

  /** What it is subscribed to, as told last. */
  get topics(): string[] {
    return (this.of("topics").at(-1)?.topics ?? []) as string[];
  }

  /** Resolves when `done` holds after something arrived. @throws after a minute, naming what was awaited */
  async until(done: () => boolean, what: string): Promise<void> {
    const end = Date.now() + WAIT_MS;
    while (!done()) {
      if (Date.now() > end)
        throw new Error(`${what} did not happen; closed: ${JSON.stringify(this.closed)}, last: ${JSON.stringify(this.messages.slice(-3))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#changed.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Waits until the newest list of topics holds this one (or does not). */
  async follows(topic: string, does = true): Promise<void> {
    await this.until(() => this.topics.includes(topic) === does, `${topic}: ${does}`);
  }

  send(type: string, payload: unknown): void {
    this.sendRaw(new Uint8Array(getMessageBytes.raw(Protocol.ROOM_DATA, type, payload)));
  }

  sendRaw(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(bytes);
  }

  async leave(): Promise<void> {
    this.sendRaw(LEAVE_FRAME);
    await this.until(() => this.closed !== null, "close");
  }

  /** The goodbye and the close that follows it. */
  async goodbye(): Promise<string> {
    await this.until(() => this.closed !== null, "close");
    return String(this.of("goodbye").at(-1)?.code);
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

/** Joins the hub of a server. */
export async function joinHub(player: Player, server: ServerProcess, cursors: Record<string, number> = {}): Promise<HubClient> {
  const { ticket, room } = (await player.call(server, "POST", "/hub/ticket")) as {
    ticket: string;
    room: { endpoint: string; roomId: string };
  };
  return new HubClient(room.endpoint, room.roomId).join(ticket, {}, cursors);
}
