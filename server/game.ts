import { matchMaker, type MatchMakerDriver, type Presence, Server } from "@colyseus/core";
import type { ZoneFlight } from "#rooms/ports.ts";
import { type ZoneHouse, type ZoneRoom, type ZoneRoomOptions, zoneRoomClass } from "#rooms/zone/zone-room.ts";
import { GameTransport } from "./platform/game-transport.ts";
import { restrictMatchmaking } from "./platform/matchmaking.ts";
import { ZoneHost, type ZoneHostOptions, type ZoneKey, type ZoneLeases } from "./zones/zone-host.ts";

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
  leases: ZoneLeases;
  zones: readonly ZoneKey[];
  log: ZoneHostOptions["log"] & { debug(details: Record<string, unknown>, message: string): void };
}

export interface RunningGame {
  port: number;
  /** Address that clients are given. */
  url: string;
  /** All zones of this process are open. */
  ready(): boolean;
  /** The worst ticks of every zone layer of all processes; rooms that do not answer within a second are left out. */
  flights(limit: number): Promise<ZoneFlight[]>;
  /** No joins, everybody saved and told, then all connections closed. */
  stop(): Promise<void>;
}

const ZONE_ROOM = "zone";
/** How long a room of another process is waited for. */
const ANSWER_MS = 1000;

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
  await listen(server, options.port);
  const url = options.publicUrl ?? `ws://${options.reachableHost ?? host}:${transport.boundPort}`;
  const zones = new ZoneHost({
    zones: options.zones,
    leases: options.leases,
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
    flights,
    stop: () => {
      stopped ??= zones.stop("server_shutdown").then(() => server.gracefullyShutdown(false));
      return stopped;
    },
  };
}

async function flights(limit: number): Promise<ZoneFlight[]> {
  const rooms = await matchMaker.query({ name: ZONE_ROOM });
  const answers = rooms.map(({ roomId }) => matchMaker.remoteRoomCall<ZoneRoom>(roomId, "flight", [limit], ANSWER_MS));
  return (await Promise.allSettled(answers)).flatMap((answer) => (answer.status === "fulfilled" ? [answer.value as ZoneFlight] : []));
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
