import { matchMaker, type MatchMakerDriver, type Presence, Server } from "@colyseus/core";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { ZoneFlight } from "#rooms/ports/monitoring.ts";
import { type HubHouse, type HubRoom, hubRoomClass } from "#rooms/hub/hub-room.ts";
import { type ZoneHouse, type ZoneRoom, type ZoneRoomOptions, zoneRoomClass } from "#rooms/zone/zone-room.ts";
import { GameTransport } from "./platform/game-transport.ts";
import { restrictMatchmaking } from "./platform/matchmaking.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { LayerLimits } from "./zones/layer-policy.ts";
import type { ZoneLeases } from "./zones/leases.ts";
import type { Placement } from "./zones/placement.ts";
import { type HostMetrics, ZoneHost, type ZoneHostOptions } from "./zones/zone-host.ts";

export interface GameOptions {
  host: string;
  /** 0: the system chooses. */
  port: number;
  /** Address that clients are given, `ws://…`; null: the next with the port that was bound. */
  publicUrl: string | null;
  /** Host part of an address by which clients reach this machine; absent: `host`. */
  reachableHost?: string;
  allowedOrigin: (origin: string) => boolean;
  trustProxy: boolean;
  connectionsPerAddress: number;
  /** Joins several processes into one; absent: this process is alone. */
  cluster?: { presence: Presence; driver: MatchMakerDriver };
  house: ZoneHouse;
  hub: HubHouse;
  leases: ZoneLeases;
  /** Zones of this process, with what a layer of each takes. */
  zones: ReadonlyMap<string, LayerLimits>;
  layerIdleMs: number;
  metrics: HostMetrics;
  log: ZoneHostOptions["log"] & { debug(details: Record<string, unknown>, message: string): void };
}

export interface RunningGame {
  port: number;
  /** Address that clients are given. */
  url: string;
  /** All zones of this process are open. */
  ready(): boolean;
  /** Where to join the hub of this process; null: it is closed. */
  hub(): { endpoint: string; roomId: string } | null;
  /** The worst ticks of every zone layer of all processes; rooms that do not answer within a second are left out. */
  flights(limit: number): Promise<ZoneFlight[]>;
  /** Asks the room, of whichever process, that holds these characters; @throws when it does not answer within a second */
  places(roomId: string, characterIds: readonly string[]): Promise<CharacterPlace[]>;
  /** Asks that room who is within so many metres of a character; @throws when it does not answer within a second */
  hearers(roomId: string, characterId: string, withinM: number): Promise<string[]>;
  /** Asks a room, of whichever process, to send a character to another layer; @throws when it does not answer in time */
  changeLayer(roomId: string, characterId: string, to: Placement): Promise<ErrorCode | null>;
  /** No joins, everybody saved and told, then all connections closed. */
  stop(): Promise<void>;
}

const ZONE_ROOM = "zone";
const HUB_ROOM = "hub";
/** How long a room of another process is waited for. */
const ANSWER_MS = 1000;
/** The same for sending a character away, which first writes what it has earned: less than a request may take. */
const MOVE_MS = 1600;

/** The game port: matchmaking, WebSockets and the zones of this process. */
export async function startGame(options: GameOptions): Promise<RunningGame> {
  const { host, log } = options;
  const transport = new GameTransport({
    host,
    allowedOrigin: options.allowedOrigin,
    trustProxy: options.trustProxy,
    connectionsPerAddress: options.connectionsPerAddress,
  });
  const server = new Server({
    transport,
    ...options.cluster,
    ...publicAddress(options),
    // zones are opened by the process that holds their lease
    selectProcessIdToCreateRoom: async () => matchMaker.processId,
    logger: colyseusLogger(log),
    greet: false,
    gracefullyShutdown: false,
  });
  restrictMatchmaking();
  server.define(ZONE_ROOM, zoneRoomClass(options.house));
  server.define(HUB_ROOM, hubRoomClass(options.hub));
  await listen(server, options.port);
  const url = options.publicUrl ?? `ws://${options.reachableHost ?? host}:${transport.boundPort}`;
  const hub = await openHub(log);
  const zones = new ZoneHost({
    zones: options.zones,
    leases: options.leases,
    layerIdleMs: options.layerIdleMs,
    metrics: options.metrics,
    address: url,
    rooms: {
      open: async (key) => (await matchMaker.createRoom(ZONE_ROOM, key satisfies ZoneRoomOptions)).roomId,
      find: (roomId) => matchMaker.getLocalRoomById(roomId) as unknown as ZoneRoom | undefined,
      advertise: () => matchMaker.restoreMissingRoomCaches(),
    },
    log,
  });
  await zones.start();
  let stopped: Promise<void> | null = null;
  return {
    port: transport.boundPort,
    url,
    ready: () => zones.complete,
    hub: () => {
      const room = hub();
      return room && { endpoint: url, roomId: room.roomId };
    },
    flights,
    places,
    hearers,
    changeLayer,
    stop: () => {
      // the hub last: it tells everybody until the zones are closed
      stopped ??= zones
        .stop("server_shutdown")
        .then(() => hub()?.close("server_shutdown"))
        .then(() => server.gracefullyShutdown(false));
      return stopped;
    },
  };
}

/** Opens the hub of this process. @returns it; null while a closed one is being replaced */
async function openHub(log: GameOptions["log"]): Promise<() => HubRoom | null> {
  const open = async () => (await matchMaker.createRoom(HUB_ROOM, {})).roomId;
  let roomId = await open();
  let opening = false;
  const replace = async () => {
    opening = true;
    try {
      roomId = await open();
    } catch (error) {
      log.warn({ err: error }, "a hub could not be opened; it is tried again with the next who asks");
    }
    opening = false;
  };
  return () => {
    const room = matchMaker.getLocalRoomById(roomId) as unknown as HubRoom | undefined;
    if (room && !room.closing) return room;
    if (!room && !opening && matchMaker.state === matchMaker.MatchMakerState.READY) void replace();
    return null;
  };
}

async function flights(limit: number): Promise<ZoneFlight[]> {
  const rooms = await matchMaker.query({ name: ZONE_ROOM });
  const answers = rooms.map(({ roomId }) => matchMaker.remoteRoomCall<ZoneRoom>(roomId, "flight", [limit], ANSWER_MS));
  return (await Promise.allSettled(answers)).flatMap((answer) => (answer.status === "fulfilled" ? [answer.value as ZoneFlight] : []));
}

const places = (roomId: string, characterIds: readonly string[]) => ask<CharacterPlace[]>(roomId, "whereabouts", [characterIds]);
const hearers = (roomId: string, characterId: string, withinM: number) => ask<string[]>(roomId, "hearers", [characterId, withinM]);
const changeLayer = (roomId: string, characterId: string, to: Placement) =>
  ask<ErrorCode | null>(roomId, "changeLayer", [characterId, to], MOVE_MS);

/** Calls a method of a room, of whichever process. Also when Redis does not answer it is over in time. */
async function ask<T>(roomId: string, method: keyof ZoneRoom & string, args: unknown[], withinMs = ANSWER_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the room does not answer")), withinMs);
  });
  const asked = matchMaker.remoteRoomCall<ZoneRoom>(roomId, method, args, withinMs) as Promise<T>;
  asked.catch(() => {}); // nobody may be waiting any more
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** A port that cannot be had leaves nothing behind. */
async function listen(server: Server, port: number): Promise<void> {
  try {
    await server.listen(port);
  } catch (error) {
    await server.gracefullyShutdown(false);
    throw new Error(`GAME_PORT: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Where clients open their socket, wherever they asked for a seat: needed as soon as there is more than one process. Without it
 * they use the address they know.
 */
function publicAddress({ publicUrl, cluster, reachableHost, host, port }: GameOptions): { publicAddress?: string } {
  if (publicUrl !== null) return { publicAddress: withoutScheme(publicUrl) };
  return cluster && port !== 0 ? { publicAddress: `${reachableHost ?? host}:${port}` } : {};
}

function withoutScheme(url: string): string {
  return url.replace(/^wss?:\/\//, "").replace(/\/+$/, "");
}

/** Colyseus logs like a console; much of it is about what clients do, so it is kept down. */
function colyseusLogger(log: GameOptions["log"]) {
  const text = (args: unknown[]) => args.map((a) => (a instanceof Error ? a.message : String(a))).join(" ");
  return {
    debug: (...args: unknown[]) => log.debug({ from: "colyseus" }, text(args)),
    trace: (...args: unknown[]) => log.debug({ from: "colyseus" }, text(args)),
    info: (...args: unknown[]) => log.debug({ from: "colyseus" }, text(args)),
    warn: (...args: unknown[]) => log.warn({ from: "colyseus" }, text(args)),
    error: (...args: unknown[]) => log.warn({ from: "colyseus" }, text(args)),
  };
}
