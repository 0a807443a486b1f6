/** A web port that dies while it creates a character: `dying-api.ts DATABASE_URL before|after`, that is before or after the commit. */
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createApp, createHttpServer } from "#server/http/app.ts";
import type { Once, Route } from "#server/http/route.ts";
import { createApi } from "#server/modules/api.ts";
import { Breakers } from "#server/platform/breaker.ts";
import { createMetrics } from "#server/platform/metrics.ts";
import { openDatabase } from "#server/platform/prisma.ts";
import { loadContent } from "#shared/content/load.ts";
import { TOKEN_SECRET } from "./api.ts";

const [url, when] = process.argv.slice(2);
const { prisma } = openDatabase(url);
const api = createApi({
  prisma,
  content: loadContent(),
  tokenSecret: TOKEN_SECRET,
  sessionLifetime: { idleMs: 3_600_000, maxMs: 3_600_000 },
  webUrl: () => "",
  settings: { requireVerifiedEmail: false, guests: false, oidc: null },
});

function die(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

function dying(route: Route): Route {
  if (route.method !== "post" || route.path !== "/api/v1/characters") return route;
  return {
    ...route,
    handler: async (call) => {
      const unfinished: Once = (work) => call.once((tx) => work(tx).then(die));
      await route.handler(when === "before" ? { ...call, once: unfinished } : call);
      return die();
    },
  };
}

const app = createApp({
  ...api,
  config: { rateLimits: false, trustProxy: false, holdAnswers: true },
  version: "0.0.0",
  gameUrl: "ws://127.0.0.1:1",
  allowedOrigin: () => false,
  routes: api.routes.map(dying),
  log: pino({ level: "silent" }),
  metrics: createMetrics(),
  readiness: async () => ({}),
  breakers: new Breakers(),
  clientDir: import.meta.dirname,
});
const server = createHttpServer(app);
server.listen(0, "127.0.0.1", () => console.log(`listening on ${(server.address() as AddressInfo).port}.`));
