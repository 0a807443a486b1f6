import { getMessageBytes, Protocol } from "@colyseus/core";
import type { HubEvent } from "#shared/protocol/hub.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { ACK_FRAME, readFrame } from "#shared/protocol/wire.ts";
import type { Player } from "./player.ts";
import type { ServerProcess } from "./server-process.ts";
import { JoinRefused, RoomClient } from "./room-client.ts";

/** A client of the hub on a real WebSocket. */
export class HubClient extends RoomClient {
  /** @param cursors sent after the welcome @throws JoinRefused */
  async join(ticket: string, more: object = {}, cursors: Record<string, number> = {}): Promise<this> {
    this.openSeat(await this.seat({ ticket, protocol: PROTOCOL_VERSION, ...more }));
    await this.#welcomed(0);
    this.send("catch_up", { cursors });
    return this;
  }

  /** Takes the seat of a broken connection again, and goes on after the messages it has. */
  async resume(cursors: Record<string, number> = this.cursors): Promise<this> {
    const seat = await this.seat({ reconnectionToken: this.reconnectionToken }, "reconnect");
    const before = this.of("welcome").length;
    this.closed = null;
    this.openSeat(seat);
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

  protected override receive(bytes: Uint8Array): void {
    const frame = readFrame(bytes);
    if (frame.kind === "join") {
      this.reconnectionToken = frame.reconnectionToken;
      this.sendRaw(ACK_FRAME);
    } else if (frame.kind === "message") {
      // plain objects: decoded maps have no prototype
      this.messages.push({ type: String(frame.type), payload: JSON.parse(JSON.stringify(frame.payload)) });
    }
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

  /** Waits until the newest list of topics holds this one (or does not). */
  async follows(topic: string, does = true): Promise<void> {
    await this.until(() => this.topics.includes(topic) === does, `${topic}: ${does}`);
  }

  send(type: string, payload: unknown): void {
    this.sendRaw(new Uint8Array(getMessageBytes.raw(Protocol.ROOM_DATA, type, payload)));
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
