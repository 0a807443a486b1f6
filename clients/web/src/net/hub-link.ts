import { Client, type Room } from "@colyseus/sdk";
import type { ErrorMessage, GoodbyeMessage } from "#shared/protocol/messages.ts";
import { type HubCatchUp, type HubEvent, HubMessage, HubRequest, type HubTopics, type HubWelcome } from "#shared/protocol/hub.ts";
import { ServerMessage } from "#shared/protocol/codes.ts";
import { topics as topicNames } from "#shared/protocol/topics.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import type { Api } from "./api.ts";

/** What parts of the page want to know of the hub; all of it optional. */
export interface HubListener {
  event?(event: HubEvent): void;
  /** What it is subscribed to, whenever that changes. */
  topics?(topics: readonly string[]): void;
  /** Something that was asked of the hub was refused. */
  refused?(message: ErrorMessage): void;
  /** Connected, again or for the first time: what was said meanwhile is fetched now. */
  connected?(): void;
  dropped?(): void;
}

/** A seat that was lost for these reasons is not asked for again. */
const FINAL = ["taken_over", "session_ended", "banned", "suspended"];
const RECONNECT_TRIES = 12;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** The connection to the hub, beside that to the zone: kept through zone changes, made again whenever it breaks. */
export class HubLink {
  readonly #api: Api;
  readonly #listeners = new Set<HubListener>();
  /** Number of the last message it has of each durable topic. */
  readonly #cursors = new Map<string, number>();
  #room: Room | null = null;
  #over = false;
  #pauseMs = FIRST_PAUSE_MS;
  #timer = 0;

  constructor(api: Api) {
    this.#api = api;
    void this.#join();
  }

  /** @returns stops that */
  listen(listener: HubListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns false while there is no connection: nothing was sent */
  send(type: string, payload: object): boolean {
    if (!this.#room?.connection.isOpen) return false;
    this.#room.send(type, payload);
    return true;
  }

  leave(): void {
    this.#over = true;
    window.clearTimeout(this.#timer);
    if (this.#room?.connection.isOpen) void this.#room.leave(true);
  }

  async #join(): Promise<void> {
    try {
      const { ticket, room: address } = await this.#api.call("POST /api/v1/hub/ticket", {});
      // the ticket says who we are: the server takes no cookies, and refuses requests that would bring some
      const fetchFn = (url: string | URL | Request, init?: RequestInit) => fetch(url, { ...init, credentials: "omit" });
      const room = await new Client(address.endpoint, { fetchFn }).joinById(address.roomId, { ticket, protocol: PROTOCOL_VERSION });
      if (this.#over) return void room.leave(true);
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#take(room);
    } catch {
      this.#later();
    }
  }

  #take(room: Room): void {
    this.#room = room;
    room.reconnection.minUptime = 0;
    room.reconnection.maxRetries = RECONNECT_TRIES;
    room.reconnection.maxEnqueuedMessages = 0;
    let last = "";
    room.onMessage(HubMessage.WELCOME, ({ accountId }: HubWelcome) => {
      void this.#goOn(room, accountId);
      this.#tell((l) => l.connected?.());
    });
    room.onMessage(HubMessage.TOPICS, ({ topics }: HubTopics) => this.#tell((l) => l.topics?.(topics)));
    room.onMessage(HubMessage.EVENT, (event: HubEvent) => {
      if (event.id !== undefined) this.#cursors.set(event.topic, event.id);
      this.#tell((l) => l.event?.(event));
    });
    room.onMessage(ServerMessage.ERROR, (message: ErrorMessage) => this.#tell((l) => l.refused?.(message)));
    room.onMessage(ServerMessage.GOODBYE, ({ code }: GoodbyeMessage) => {
      last = code;
    });
    room.onMessage("*", () => {}); // answers to requests come as events too
    room.onDrop(() => this.#tell((l) => l.dropped?.()));
    room.onLeave(() => {
      this.#room = null;
      this.#tell((l) => l.dropped?.());
      if (!FINAL.includes(last)) this.#later();
    });
  }

  /** Says after which messages it wants to go on; the first time after the newest notification there is. */
  async #goOn(room: Room, accountId: string): Promise<void> {
    const topic = topicNames.notifications(accountId);
    if (!this.#cursors.has(topic)) {
      const page = await this.#api.call("GET /api/v1/notifications", { query: { limit: 1 } }).catch(() => null);
      if (page) this.#cursors.set(topic, page.newest);
    }
    const message: HubCatchUp = { cursors: Object.fromEntries(this.#cursors) };
    if (room.connection.isOpen) room.send(HubRequest.CATCH_UP, message);
  }

  #later(): void {
    if (this.#over) return;
    this.#timer = window.setTimeout(() => void this.#join(), this.#pauseMs);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  #tell(tell: (listener: HubListener) => void): void {
    if (!this.#over) for (const listener of this.#listeners) tell(listener);
  }
}
