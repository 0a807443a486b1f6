import { matchMaker, Server } from "@colyseus/core";
import type { CompiledZone } from "#shared/content/compiled.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import { type ZoneHouse, type ZoneRoom, zoneRoomClass } from "#rooms/zone/zone-room.ts";
import { restrictMatchmaking } from "#server/platform/matchmaking.ts";
import { GameTransport } from "#server/platform/game-transport.ts";
import { type TestZoneOptions, testZone } from "#test/support/test-zone.ts";
import { CountingMetrics, MemoryOffice, memoryServices } from "./memory-services.ts";
import { TestClient } from "./test-client.ts";

export interface ZoneServerOptions extends TestZoneOptions {
  services?: (office: MemoryOffice, metrics: CountingMetrics) => ZoneServices;
  roomClass?: (house: ZoneHouse) => new () => ZoneRoom;
  saveIntervalS?: number;
  reconnectGraceS?: number;
  record?: boolean;
  zone?: (zone: CompiledZone) => CompiledZone;
}

/** An NPC that one blow kills. */
export const PUP = {
  id: "pup",
  code: 50,
  name: "Pup",
  level: 1,
  stats: { health: { base: 5, perLevel: 0 }, power: { base: 0, perLevel: 0 }, armour: { base: 0, perLevel: 0 }, crit: 0, dodge: 0 },
  speedMps: 4,
  aggroRadiusM: 0,
  leashM: 40,
  abilities: ["bite"],
  experience: 100,
};

const quiet = { debug() {}, trace() {}, info() {}, warn() {}, error() {} };

/** One zone room on a real socket, with its office in memory. Colyseus has one matchmaker per process: one server at a time. */
export class ZoneServer {
  readonly office = new MemoryOffice();
  readonly metrics = new CountingMetrics();
  readonly #transport: GameTransport;
  readonly #server: Server;
  readonly #clients: TestClient[] = [];
  readonly room: () => ZoneRoom;
  #roomId = "";

  static async start(options: ZoneServerOptions = {}): Promise<ZoneServer> {
    const server = new ZoneServer(options);
    await server.#server.listen(0);
    await server.openRoom();
    return server;
  }

  private constructor(options: ZoneServerOptions) {
    this.#transport = new GameTransport({ host: "127.0.0.1", allowedOrigin: () => true });
    this.#server = new Server({ transport: this.#transport, greet: false, gracefullyShutdown: false, logger: quiet });
    restrictMatchmaking();
    const zone = testZone(options);
    const house: ZoneHouse = {
      services: (options.services ?? memoryServices)(this.office, this.metrics),
      zone: () => options.zone?.(zone) ?? zone,
      saveIntervalS: options.saveIntervalS ?? 1,
      reconnectGraceS: options.reconnectGraceS ?? 5,
      record: options.record ?? false,
    };
    this.#server.define("zone", (options.roomClass ?? zoneRoomClass)(house));
    this.room = () => matchMaker.getLocalRoomById(this.#roomId) as unknown as ZoneRoom;
  }

  get endpoint(): string {
    return `ws://127.0.0.1:${this.#transport.boundPort}`;
  }

  get roomId(): string {
    return this.#roomId;
  }

  async openRoom(): Promise<string> {
    const listing = await matchMaker.createRoom("zone", { zoneId: "testland", layer: 1 });
    this.#roomId = listing.roomId;
    return listing.roomId;
  }

  /** A client that has not joined yet. */
  client(): TestClient {
    const client = new TestClient(this.endpoint, this.#roomId);
    this.#clients.push(client);
    return client;
  }

  /** Joins with a fresh ticket (or the one given) and waits for `welcome`. */
  async join(characterId: string, ticket = this.office.ticket(characterId)): Promise<TestClient> {
    return this.client().join({ ticket });
  }

  /** A new character of this name, in the zone. */
  async player(name: string): Promise<TestClient> {
    return this.join(this.office.addCharacter(name));
  }

  /** Forgets a client that is done. */
  release(client: TestClient): void {
    client.destroy();
    this.#clients.splice(this.#clients.indexOf(client), 1);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#server.gracefullyShutdown(false);
  }
}
