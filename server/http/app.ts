import { createServer, type Server } from "node:http";
import express, { type Express } from "express";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { isThisMachine } from "#server/platform/address-gate.ts";
import type { Breakers } from "#server/platform/breaker.ts";
import { mountDocs } from "./docs.ts";
import { problemAnswers } from "./errors.ts";
import { healthRoutes, type Readiness } from "./health.ts";
import type { RunOnce } from "./idempotency.ts";
import { createLimits, NO_LIMITS } from "./limits.ts";
import { type Authenticate, mountRoutes } from "./mount.ts";
import { type HttpMeter, requestLog, requestMeter } from "./observe.ts";
import { describeRoutes } from "./openapi.ts";
import { mountPlay } from "./play.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { originPolicy, securityHeaders } from "./security.ts";

export interface AppDeps {
  /** `requestMs`: time for one request; the usual unless told otherwise. */
  config: { rateLimits: boolean; trustProxy: boolean; holdAnswers: boolean; requestMs?: number };
  /** Told in the OpenAPI document. */
  version: string;
  /** Where pages of this server reach the rooms: ws://… or wss://… */
  gameUrl: string;
  /** Origins besides this server's own whose pages may call. */
  allowedOrigin: (origin: string) => boolean;
  routes: readonly Route[];
  authenticate: Authenticate;
  once: RunOnce;
  log: Logger;
  metrics: { registry: Registry; http: HttpMeter };
  readiness: Readiness["checks"];
  /** Folder of the built play page. */
  clientDir: string;
  breakers: Breakers;
  /** Counts requests for all processes together. */
  redis?: Redis;
}

/** The web port's app. It opens nothing and listens to nothing. */
export function createApp(deps: AppDeps): Express {
  const { config, metrics, log } = deps;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxy ? 1 : false);
  app.set("query parser", "simple");
  app.set("etag", false);
  app.set("strict routing", false);
  const routes = [...healthRoutes({ checks: deps.readiness, remotes: () => deps.breakers.states() }), ...deps.routes];

  app.use(requestLog(log, config.trustProxy));
  app.use(requestMeter(metrics.http));
  app.use(securityHeaders(deps.gameUrl));
  app.use("/api", ...originPolicy(deps.allowedOrigin));
  const limits = config.rateLimits ? createLimits(deps.redis && { redis: deps.redis, breakers: deps.breakers }) : NO_LIMITS;
  mountRoutes(app, routes, {
    authenticate: deps.authenticate,
    once: deps.once,
    limits,
    holdAnswers: config.holdAnswers,
    requestMs: config.requestMs,
  });
  app.get("/metrics", async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  mountDocs(app, describeRoutes(routes, deps.version));
  mountPlay(app, deps.clientDir);
  app.use((_req, _res, next) => next(new Problem("not_found")));
  app.use(problemAnswers(log));
  return app;
}

/** Node's server with time-outs: 10 s for the headers, 15 s for the whole request, 15 s of silence between two. */
export function createHttpServer(app: Express, { connectionsPerAddress }: { connectionsPerAddress?: number } = {}): Server {
  const timeouts = { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 15_000, connectionsCheckingInterval: 1000 };
  const server = createServer(timeouts, app);
  if (connectionsPerAddress !== undefined) limitAddresses(server, connectionsPerAddress);
  return server;
}

/** A connection that is one too many of its address is closed at once. Behind a proxy all have the same: it has to limit them itself. */
function limitAddresses(server: Server, limit: number): void {
  const open = new Map<string, number>();
  server.on("connection", (socket) => {
    const address = socket.remoteAddress ?? "";
    if (isThisMachine(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > limit) return void socket.destroy();
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}
