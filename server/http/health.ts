import { z } from "zod";
import type { BreakerState } from "#server/platform/breaker.ts";
import { type Route, route } from "./route.ts";

export interface Readiness {
  /** What the process needs to serve players: name → is it there? */
  checks: () => Promise<Record<string, boolean>>;
  /** What it can do without for a while: name → is it called, tried again, or left alone? */
  remotes: () => Record<string, BreakerState>;
}

const Checks = z
  .strictObject({
    ready: z.boolean(),
    checks: z.record(z.string(), z.boolean()).meta({ description: "What it cannot do without.", example: { database: true } }),
    remotes: z.record(z.string(), z.enum(["closed", "half-open", "open"])).meta({
      description: "Circuit breakers of what it can do without for a while: open while it is left alone.",
      example: { redis: "closed" },
    }),
  })
  .meta({ id: "Readiness" });

export function healthRoutes(readiness: Readiness): Route[] {
  return [
    route({
      method: "get",
      path: "/healthz",
      access: "public",
      tag: "operations",
      summary: "Does the process live?",
      responses: { 200: { description: "It does.", schema: z.strictObject({ alive: z.boolean() }) } },
      handler: async () => ({ status: 200, body: { alive: true } }),
    }),
    route({
      method: "get",
      path: "/readyz",
      access: "public",
      tag: "operations",
      summary: "Can it serve players?",
      responses: {
        200: { description: "Yes.", schema: Checks },
        503: { description: "Not now: a check is false.", schema: Checks },
      },
      handler: async () => {
        const checks = await readiness.checks();
        const ready = Object.values(checks).every(Boolean);
        const body = { ready, checks, remotes: readiness.remotes() };
        return ready ? { status: 200, body } : { status: 503, body };
      },
    }),
  ];
}
