/**
 * The API without rooms, as a process that can be killed: `api-process.ts DATABASE_URL [naive|quiet]`. Everybody stands beside everything,
 * alive. What the server does besides answering is done here as well (events, letters, auctions, orders and trades that end, the books), unless it is to be quiet.
 */
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { parseConfig } from "#server/config/config.ts";
import { createApp, createHttpServer } from "#server/http/app.ts";
import { createApi } from "#server/modules/api.ts";
import { keepBooks } from "#server/modules/economy/economy.jobs.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import { EventRelay } from "#server/outbox/relay.ts";
import { Breakers } from "#server/platform/breaker.ts";
import { armFailpoints, beforeStatement } from "#server/platform/failpoint.ts";
import { LocalJobs } from "#server/platform/jobs.ts";
import { createMetrics } from "#server/platform/metrics.ts";
import { FOR_REQUESTS, openDatabase } from "#server/platform/prisma.ts";
import { TOKEN_SECRET } from "#test/api/support/api.ts";
import { loadContent } from "#shared/content/load.ts";
import { besideEverything } from "./beside-everything.ts";
import { naively } from "./naive.ts";

const [url, how] = process.argv.slice(2);
const log = pino({ level: "error" });
const content = loadContent();
armFailpoints(parseConfig(process.env).failpoints);
const { prisma } = openDatabase(url, { ...FOR_REQUESTS, beforeStatement });
const api = createApi({
  prisma,
  content,
  tokenSecret: TOKEN_SECRET,
  sessionLifetime: { idleMs: 3_600_000, maxMs: 3_600_000 },
  webUrl: () => "",
  settings: { requireVerifiedEmail: false, guests: false, oidc: null },
  whereabouts: besideEverything(content),
});
const jobs = new LocalJobs(log);
const metrics = createMetrics();
if (how !== "quiet") {
  keepBooks(jobs, new EconomyService({ prisma, now: Date.now }), { log, count: metrics.economy });
  api.mail.expiry(log).start(jobs);
  api.auctions.settlement.start(jobs, log);
  api.market.expiry.start(jobs, log);
  api.trade.keeper.start(jobs);
  await new EventRelay({ prisma, subscribers: api.subscribers, count: metrics.deliveries, log }).start(jobs);
}
const app = createApp({
  ...api,
  config: { rateLimits: false, trustProxy: false, holdAnswers: true },
  version: "0.0.0",
  gameUrl: "ws://127.0.0.1:1",
  allowedOrigin: () => false,
  routes: how === "naive" ? naively(prisma, api.routes) : api.routes,
  log,
  metrics,
  readiness: async () => ({}),
  breakers: new Breakers(),
  clientDir: import.meta.dirname,
});
const server = createHttpServer(app);
server.listen(0, "127.0.0.1", () => console.log(`listening on ${(server.address() as AddressInfo).port}.`));
