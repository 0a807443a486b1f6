import { randomUUID } from "node:crypto";
import { matchMaker, Server } from "@colyseus/core";
import { DurableTopics } from "#rooms/hub/durable-topics.ts";
import { HubRequests } from "#rooms/hub/requests.ts";
import { type HubHouse, type HubRoom, hubRoomClass } from "#rooms/hub/hub-room.ts";
import { Switchboard } from "#rooms/hub/switchboard.ts";
import type { BacklogMessage, Backlogs, Belonging, HubOwner } from "#rooms/ports/hub.ts";
import { RoomError } from "#rooms/ports/room-error.ts";
import { restrictMatchmaking } from "#server/platform/matchmaking.ts";
import { GameTransport } from "#server/platform/game-transport.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { Topic } from "#shared/protocol/topics.ts";
import { HubClient } from "./hub-client.ts";
import { CountingMetrics, silentLog } from "./memory-services.ts";

const quiet = { debug() {}, trace() {}, info() {}, warn() {}, error() {} };

export class HubCounts extends CountingMetrics {
  seats = 0;
  encoded = 0;
  readers = 0;
  slow = 0;
  readonly lost: Record<string, number> = {};
  hubSeats(count: number): void {
    this.seats = count;
  }
  hubMessage(readers: number): void {
    this.encoded++;
    this.readers += readers;
  }
  hubDropped(why: string, count: number): void {
    this.lost[why] = (this.lost[why] ?? 0) + count;
  }
  hubSlowReader(): void {
    this.slow++;
  }
}

/** A hub on a real socket, with its services in memory. Colyseus has one matchmaker per process: one server at a time. */
export class HubServer {
  readonly metrics = new HubCounts();
  readonly switchboard = new Switchboard(this.metrics);
  /** What PostgreSQL would have of durable topics: those of zones' chats. Tests make it fail or wait. */
  readonly kept = new Map<Topic, BacklogMessage[]>();
  beforeRead: () => void | Promise<void> = () => {};
  readonly #backlogs: Backlogs = {
    has: (topic) => /^zone\/.*\/chat$/.test(topic),
    newest: async (topics) => {
      await this.beforeRead();
      return new Map(topics.map((topic) => [topic, this.kept.get(topic)?.at(-1)?.id ?? 0]));
    },
    read: async (topic, after, limit) => {
      await this.beforeRead();
      return (this.kept.get(topic) ?? []).filter(({ id }) => id > after).slice(0, limit);
    },
  };
  readonly durable = new DurableTopics(this.switchboard, this.#backlogs, silentLog);
  readonly requests = new HubRequests();
  readonly seats = new Map<string, string>();
  readonly watchers = new Map<string, Set<(belonging: Belonging) => void>>();
  readonly logins = new Map<string, (code: ErrorCode) => void>();
  readonly #tickets = new Map<string, HubOwner>();
  readonly #transport: GameTransport;
  readonly #server: Server;
  readonly #clients: HubClient[] = [];
  roomId = "";

  static async start({ reconnectGraceS = 5 }: { reconnectGraceS?: number } = {}): Promise<HubServer> {
    const server = new HubServer(reconnectGraceS);
    await server.#server.listen(0);
    server.roomId = (await matchMaker.createRoom("hub", {})).roomId;
    return server;
  }

  private constructor(reconnectGraceS: number) {
    this.#transport = new GameTransport({ host: "127.0.0.1", allowedOrigin: () => true });
    this.#server = new Server({ transport: this.#transport, greet: false, gracefullyShutdown: false, logger: quiet });
    restrictMatchmaking();
    const house: HubHouse = {
      services: {
        seats: {
          redeem: async (ticket) => {
            const owner = this.#tickets.get(ticket);
            if (!this.#tickets.delete(ticket) || !owner) throw new RoomError("ticket_invalid", "unknown ticket");
            return owner;
          },
          take: async ({ accountId }, seatId) => void this.seats.set(accountId, seatId),
          leave: async (accountId, seatId) => {
            if (this.seats.get(accountId) === seatId) this.seats.delete(accountId);
          },
        },
        belongings: {
          watch: (accountId, changed) => {
            const watchers = this.watchers.get(accountId) ?? new Set();
            this.watchers.set(accountId, watchers.add(changed));
            return () => watchers.delete(changed);
          },
        },
        backlogs: this.#backlogs,
        revocations: {
          watch: (loginId, leave) => {
            this.logins.set(loginId, leave);
            return () => this.logins.delete(loginId);
          },
        },
        metrics: this.metrics,
        log: silentLog,
      },
      switchboard: this.switchboard,
      durable: this.durable,
      requests: this.requests,
      reconnectGraceS,
    };
    this.#server.define("hub", hubRoomClass(house));
  }

  get room(): HubRoom {
    return matchMaker.getLocalRoomById(this.roomId) as unknown as HubRoom;
  }

  get endpoint(): string {
    return `ws://127.0.0.1:${this.#transport.boundPort}`;
  }

  ticket(accountId: string, loginId: string = randomUUID()): string {
    const ticket = randomUUID();
    this.#tickets.set(ticket, { accountId, loginId });
    return ticket;
  }

  client(): HubClient {
    const client = new HubClient(this.endpoint, this.roomId);
    this.#clients.push(client);
    return client;
  }

  async join(accountId: string = randomUUID(), loginId?: string): Promise<HubClient> {
    return this.client().join(this.ticket(accountId, loginId));
  }

  /** What PostgreSQL would say about an account. */
  belongs(accountId: string, topics: Topic[], character: Belonging["character"] = null): void {
    const seatId = this.seats.get(accountId) ?? null;
    for (const changed of this.watchers.get(accountId) ?? []) changed({ seatId, character, partyId: null, topics });
  }

  /** Keeps a message of a durable topic, and tells it live unless that gets lost. */
  say(topic: Topic, text: string, told = true): void {
    const messages = this.kept.get(topic) ?? [];
    this.kept.set(topic, messages);
    const message = { id: (messages.at(-1)?.id ?? 0) + 1, kind: "said", data: { text } };
    messages.push(message);
    if (told) this.durable.post({ topic, ...message });
  }

  async stop(): Promise<void> {
    this.durable.close();
    for (const client of this.#clients) client.destroy();
    await this.#server.gracefullyShutdown(false);
  }
}
