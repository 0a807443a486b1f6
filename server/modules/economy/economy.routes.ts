import { type Route, route } from "#server/http/route.ts";
import { EconomyView, Thaw } from "./economy.schema.ts";
import type { EconomyService } from "./economy.service.ts";

const access = { permission: "operate" } as const;
const tag = "admin";

export function economyRoutes(economy: EconomyService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/admin/economy",
      access,
      tag,
      summary: "Do items and currency add up?",
      description: "They are checked once a minute. A difference freezes trading until an operator lifts it.",
      responses: { 200: { description: "As of the last check.", schema: EconomyView } },
      handler: async () => ({ status: 200, body: await economy.state() }),
    }),
    route({
      method: "post",
      path: "/api/v1/admin/economy/thaw",
      access,
      tag,
      summary: "Open trading again",
      idempotent: "required",
      body: Thaw,
      responses: { 200: { description: "It is open.", schema: EconomyView } },
      problems: ["economy_open"],
      handler: ({ identity, body, once }) => once(async (tx) => ({ status: 200, body: await economy.thaw(tx, identity, body) })),
    }),
  ];
}
