import type { Server as HttpServer } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileZone } from "#shared/content/compile.ts";
import { loadContent } from "#shared/content/load.ts";
import { type Content, softLimit } from "#shared/content/schema.ts";
import type { HubHouse } from "#rooms/hub/hub-room.ts";
import { DurableTopics } from "#rooms/hub/durable-topics.ts";
import { HubRequests } from "#rooms/hub/requests.ts";
import { Switchboard } from "#rooms/hub/switchboard.ts";
import type { ZoneHouse } from "#rooms/zone/zone-room.ts";
import { PostgresCharacterStore } from "./adapters/character-store.ts";
import { PostgresAccess } from "./adapters/access.ts";
import { PostgresConsumables } from "./adapters/consumables.ts";
import { PostgresEventSink } from "./adapters/event-sink.ts";
import { PostgresLoot } from "./adapters/loot.ts";
import { PlacesByLease } from "./adapters/places.ts";
import { PostgresProgress } from "./adapters/progress.ts";
import { HubPartyTeller } from "./adapters/party-teller.ts";
import { PartyWatch } from "./adapters/party-watch.ts";
import { PostgresRevocations } from "./adapters/revocations.ts";
import { RecordingFolder } from "./adapters/recordings.ts";
import { RoomWhereabouts } from "./adapters/whereabouts.ts";
import { PostgresZoneLeases, processOwner } from "./adapters/zone-leases.ts";
import { PostgresBelongings } from "./adapters/belongings.ts";
import { PostgresHubSeats } from "./adapters/hub-seats.ts";
import { takeChat } from "./adapters/hub-chat.ts";
import { PostgresBacklogs } from "./adapters/backlogs.ts";
import { notificationBacklog } from "./adapters/notification-backlog.ts";
import { HubNotifier } from "./adapters/notifier.ts";
import { type Config, parseConfig } from "./config/config.ts";
import { type RunningGame, startGame } from "./game.ts";
import { createApp, createHttpServer } from "./http/app.ts";
import { keepErasing } from "./modules/accounts/accounts.jobs.ts";
import { keepBooks } from "./modules/economy/economy.jobs.ts";
import { EconomyService } from "./modules/economy/economy.service.ts";
import { createApi } from "./modules/api.ts";
import { Items } from "./modules/items/items.service.ts";
import { keepRolls } from "./modules/loot/loot.jobs.ts";
import { lootTeller } from "./modules/loot/loot.news.ts";
import { keepParties } from "./modules/party/party.jobs.ts";
import { Ledger } from "./modules/currency/ledger.service.ts";
import { keepTidy } from "./modules/upkeep/upkeep.jobs.ts";
import { watchLag } from "./outbox/lag.ts";
import { MailDelivery } from "./outbox/mail-delivery.ts";
import { EventRelay } from "./outbox/relay.ts";
import { Breakers } from "./platform/breaker.ts";
import { type Jobs, LocalJobs, SharedJobs } from "./platform/jobs.ts";
import { armFailpoints, beforeStatement, failpoint } from "./platform/failpoint.ts";
import { runUntilStopped } from "./platform/lifecycle.ts";
import { createLog, type Log } from "./platform/log.ts";
import { createMetrics } from "./platform/metrics.ts";
import { createMailer } from "./platform/mailer.ts";
import { OidcClient } from "./platform/oidc.ts";
import { FOR_REQUESTS, openDatabase, type PrismaClient, rowsOf } from "./platform/prisma.ts";
import { lowerPoolPriority } from "./platform/pool-priority.ts";
import { watchPauses } from "./platform/pauses.ts";
import { type Cluster, joinCluster } from "./platform/redis.ts";
import { keptTokenSecret } from "./platform/token-secret.ts";
import { gotNoConnection } from "./platform/transaction.ts";
import type { LayerLimits } from "./zones/layer-policy.ts";
import version from "../package.json" with { type: "json" };

/** /readyz waits so long for the database, ms. */
const READY_MS = 1000;
/** A start waits so long for the first answer of a busy database, ms. */
const LET_IN_MS = 15_000;
/** Rooms have connections of their own: requests cannot keep a save or a lease waiting. */
const ROOM_POOL = 6;
const CLIENT_DIR = fileURLToPath(new URL("../clients/web/dist", import.meta.url));

export interface RunningServer {
  webUrl: string;
  gameUrl: string;
  webPort: number;
  gamePort: number;
  /** Not ready, no joins, everybody saved and told; then all connections are closed. The second call waits for the first. */
  stop(reason: string): Promise<void>;
}

/**
 * Puts the house together and opens its two ports. The database has to be migrated and seeded.
 * @throws Error when a port is taken, the content is wrong, the database or Redis cannot be reached
 */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  if (config.databaseUrl === null) throw new Error("DATABASE_URL: postgresql://user:password@host:port/database expected");
  const closers: { name: string; close: () => Promise<unknown> }[] = [];
  const onStop = (name: string, close: () => Promise<unknown>) => closers.unshift({ name, close });
  const closeAll = async () => {
    for (const { name, close } of closers.splice(0)) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error }, `${name} could not be closed`);
      }
    }
  };
  try {
    return await assemble(config, config.databaseUrl, log, onStop, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

type OnStop = (name: string, close: () => Promise<unknown>) => void;

async function assemble(
  config: Config,
  databaseUrl: string,
  log: Log,
  onStop: OnStop,
  closeAll: () => Promise<void>,
): Promise<RunningServer> {
  const content = loadContent(undefined, { extraZones: config.extraZones });
  const zones = chosenZones(content, config.zones);
  const metrics = createMetrics();
  const breakers = new Breakers();
  metrics.watch(breakers);

  await lowerPoolPriority();
  const database = openDatabase(databaseUrl, config.failpoints.length > 0 ? { ...FOR_REQUESTS, beforeStatement } : FOR_REQUESTS);
  onStop("database", () => database.close());
  const roomDatabase = openDatabase(databaseUrl, { poolSize: ROOM_POOL });
  onStop("room database", () => roomDatabase.close());
  for (const { prisma } of [database, roomDatabase]) await letIn(prisma);

  let cluster: Cluster | undefined;
  if (config.redisUrl !== null) {
    cluster = await joinCluster(config.redisUrl, log);
    const { redis } = cluster;
    onStop("redis", async () => redis.disconnect());
  }

  const events = new PostgresEventSink(roomDatabase.prisma, { onLost: metrics.eventLost, log });
  onStop("events", () => events.close());
  const revocations = new PostgresRevocations(roomDatabase.prisma, log);
  onStop("revocations", () => revocations.close());
  const pauses = watchPauses();
  onStop("pauses", async () => pauses.close());
  const progress = new PostgresProgress(roomDatabase.prisma, content, log);
  onStop("progress", () => progress.close());
  const belongings = new PostgresBelongings(roomDatabase.prisma, log);
  onStop("belongings", () => belongings.close());
  const switchboard = new Switchboard(metrics.rooms);
  const backlogs = new PostgresBacklogs(roomDatabase.prisma, [notificationBacklog(roomDatabase.prisma)]);
  const durable = new DurableTopics(switchboard, backlogs, log);
  onStop("durable topics", async () => durable.close());
  const notifier = new HubNotifier({
    ...(cluster ? { presence: cluster.presence } : {}),
    deliver: (message) => durable.post(message),
    moved: (accountIds) => belongings.hint(accountIds),
    metrics: metrics.rooms,
    log,
  });
  await notifier.start();
  const hub: HubHouse = {
    services: {
      seats: new PostgresHubSeats(roomDatabase.prisma, (accountId) => notifier.moved([accountId])),
      belongings,
      backlogs,
      revocations,
      metrics: metrics.rooms,
      log,
    },
    switchboard,
    durable,
    requests: new HubRequests(),
    reconnectGraceS: config.reconnectGraceMs / 1000,
  };
  const parties = new PartyWatch(roomDatabase.prisma, log);
  onStop("parties", () => parties.close());
  const consumables = new PostgresConsumables(roomDatabase.prisma, content);
  const house: ZoneHouse = {
    services: {
      characters: new PostgresCharacterStore(roomDatabase.prisma, log),
      loot: await PostgresLoot.open({
        prisma: roomDatabase.prisma,
        content,
        teller: lootTeller(notifier),
        now: Date.now,
      }),
      places: new PlacesByLease(roomDatabase.prisma),
      failpoint,
      events,
      revocations,
      notifier,
      progress,
      consumables,
      access: new PostgresAccess({ prisma: roomDatabase.prisma, content, consumables, random: Math.random }),
      parties,
      recordings: new RecordingFolder(path.join(config.dataDir, "recordings"), log),
      metrics: metrics.rooms,
      pauses,
      log,
      now: Date.now,
    },
    zone: (zoneId) => compileZone(content, zoneId),
    saveIntervalS: config.saveIntervalMs / 1000,
    reconnectGraceS: config.reconnectGraceMs / 1000,
    record: config.record,
  };

  // pages come from the web port, whose number may be known only after it is bound
  const origins = new Set(config.origins);
  if (config.publicWebUrl !== null) origins.add(new URL(config.publicWebUrl).origin);
  const allowedOrigin = (origin: string) => origins.has(origin);
  const state = { stopping: false, game: null as RunningGame | null, webUrl: config.publicWebUrl ?? "" };

  const mailer = createMailer({ ...config.mail, dir: `${config.dataDir}/mail`, breakers, log });
  onStop("mailer", async () => mailer.close());
  const jobs: Jobs = config.redisUrl === null ? new LocalJobs(log) : new SharedJobs(config.redisUrl, log);
  onStop("jobs", () => jobs.close());
  keepTidy(jobs, database.prisma, { items: new Items({ content }), ledger: new Ledger({ content }) }, log);
  keepErasing(jobs, database.prisma, log);
  keepBooks(jobs, new EconomyService({ prisma: database.prisma, now: Date.now }), { log, count: metrics.economy });
  const partyTeller = new HubPartyTeller(notifier);
  keepParties(jobs, database.prisma, partyTeller);

  const api = createApi({
    prisma: database.prisma,
    content,
    tokenSecret: config.tokenSecret ?? keptTokenSecret(config.dataDir),
    sessionLifetime: config.sessionLifetime,
    hub: { find: () => state.game?.hub() ?? null },
    notifier,
    partyTeller,
    runningZones: { flights: async (limit) => (await state.game?.flights(limit)) ?? [] },
    layerMover: { move: async (roomId, characterId, to) => (state.game ? state.game.changeLayer(roomId, characterId, to) : "busy") },
    whereabouts: new RoomWhereabouts(database.prisma, async (roomId, ids) => (await state.game?.places(roomId, ids)) ?? [], log),
    hearing: { near: async (roomId, id, withinM) => (await state.game?.hearers(roomId, id, withinM)) ?? [] },
    characterSlots: config.characterSlots,
    webUrl: () => state.webUrl,
    settings: { ...config.auth, oidc: config.oidc && { name: config.oidc.name, client: new OidcClient(config.oidc, breakers) } },
  });
  takeChat(hub.requests, api.chat);
  keepRolls(jobs, api.lootRolls);
  api.mail.expiry(log).start(jobs);
  api.auctions.settlement.start(jobs, log);
  api.trade.keeper.start(jobs);
  api.market.expiry.start(jobs, log);
  const delivery = new MailDelivery({ prisma: database.prisma, mailer, composers: api.letters, count: metrics.mail, log });
  const relay = new EventRelay({ prisma: database.prisma, subscribers: api.subscribers, count: metrics.deliveries, log });
  onStop("event relay", () => relay.close());
  await relay.start(jobs);
  watchLag(metrics.registry, database.prisma);
  const game = await startGame({
    host: config.host,
    port: config.gamePort,
    publicUrl: config.publicGameUrl,
    reachableHost: reachableHost(config.host),
    allowedOrigin,
    trustProxy: config.trustProxy,
    connectionsPerAddress: config.connectionsPerAddress,
    ...(cluster ? { cluster: { presence: cluster.presence, driver: cluster.driver } } : {}),
    house,
    hub,
    leases: new PostgresZoneLeases(roomDatabase.prisma, processOwner()),
    zones,
    layerIdleMs: config.layerIdleMs,
    metrics: metrics.zones,
    log,
  });
  state.game = game;
  onStop("game", () => game.stop());

  const app = createApp({
    config,
    version: version.version,
    gameUrl: game.url,
    allowedOrigin,
    routes: api.routes,
    authenticate: (token) => api.authenticate(token),
    once: api.once,
    log,
    metrics,
    readiness: async () => ({
      database: await answers(rowsOf(database.prisma)`SELECT 1`, READY_MS),
      zones: game.ready(),
      accepting: !state.stopping,
    }),
    clientDir: CLIENT_DIR,
    breakers,
    ...(cluster ? { redis: cluster.redis } : {}),
  });
  const http = createHttpServer(app, config.trustProxy ? {} : config);
  const webPort = await listen(http, config.port, config.host);
  state.webUrl ||= `http://${reachableHost(config.host)}:${webPort}`;
  // letters name the address of this server
  delivery.start(jobs);
  for (const host of hostsOf(config.host)) origins.add(`http://${host}:${webPort}`);
  // last to open, but it answers until the rooms are closed: who asks /readyz is told that this process is going
  const stop = async (reason: string) => {
    state.stopping = true;
    log.info({ reason }, "closing the rooms");
    await game.stop();
    await close(http);
    await closeAll();
  };
  let stopped: Promise<void> | null = null;
  return {
    webPort,
    gamePort: game.port,
    webUrl: state.webUrl,
    gameUrl: game.url,
    stop: (reason) => {
      stopped ??= stop(reason);
      return stopped;
    },
  };
}

function chosenZones(content: Content, wanted: readonly string[] | null): Map<string, LayerLimits> {
  const known = content.zones.map((zone) => zone.id);
  const unknown = wanted?.filter((id) => !known.includes(id)) ?? [];
  if (unknown.length > 0) throw new Error(`ZONES: ${unknown.join(", ")} not in the content; it has ${known.join(", ")}`);
  const chosen = content.zones.filter((zone) => wanted === null || wanted.includes(zone.id));
  return new Map(chosen.map((zone) => [zone.id, { softPlayers: softLimit(zone), maxLayers: zone.maxLayers }]));
}

const WILDCARDS = ["0.0.0.0", "::"];
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** The host part of an address by which others reach what listens on `host`. */
function reachableHost(host: string): string {
  if (!WILDCARDS.includes(host)) return isIPv6(host) ? `[${host}]` : host;
  return machineAddresses()[0] ?? "127.0.0.1";
}

/** All host parts under which pages of this server may have been opened. */
function hostsOf(host: string): string[] {
  if (WILDCARDS.includes(host)) return [...LOOPBACK, ...machineAddresses()];
  return LOOPBACK.includes(reachableHost(host)) ? LOOPBACK : [reachableHost(host)];
}

function machineAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter((a) => !a.internal && a.family === "IPv4").map((a) => a.address);
}

/** A database that is there, and too busy to let us in at once, is asked again. @throws what it says otherwise, or at last */
async function letIn(prisma: PrismaClient): Promise<void> {
  const until = performance.now() + LET_IN_MS;
  for (;;) {
    try {
      await rowsOf(prisma)`SELECT 1`;
      return;
    } catch (error) {
      if (performance.now() > until || !gotNoConnection(error)) throw error;
    }
  }
}

/** Late is no answer. */
async function answers(query: Promise<unknown>, withinMs: number): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, withinMs, false).unref());
  return Promise.race([
    late,
    query.then(
      () => true,
      () => false,
    ),
  ]);
}

function listen(http: HttpServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE" ? `PORT: ${host}:${port} is taken by another process` : error.message;
      reject(new Error(taken, { cause: error }));
    });
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port));
  });
}

/** Requests under way have a moment to end. */
function close(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
    setTimeout(() => http.closeAllConnections(), 1000).unref();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const config = parseConfig(process.env);
    const log = createLog(config);
    armFailpoints(config.failpoints);
    const server = await startServer(config, log);
    runUntilStopped({ server, log });
    log.info({ web: server.webUrl, game: server.gameUrl }, "ready");
    process.send?.("ready");
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
