import { z } from "zod";
import { type Route, route } from "./route.ts";

/** What the process needs to serve players: name → is it there? */
export type Readiness = () => Promise<Record<string, boolean>>;

const Checks = z.strictObject({ ready: z.boolean(), checks: z.record(z.string(), z.boolean()) }).meta({ id: "Readiness" });

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
        const checks = await readiness();
        const ready = Object.values(checks).every(Boolean);
        return ready ? { status: 200, body: { ready, checks } } : { status: 503, body: { ready, checks } };
      },
    }),
  ];
}
