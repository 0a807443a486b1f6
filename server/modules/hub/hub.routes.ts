import { type Route, route } from "#server/http/route.ts";
import { HubTicket } from "./hub.schema.ts";
import type { HubService } from "./hub.service.ts";

export function hubRoutes(hub: HubService): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/hub/ticket",
      access: "account",
      tag: "hub",
      summary: "Get a ticket into the hub",
      description:
        "Join the room within 15 s: `joinById(roomId, { ticket, protocol })` at `endpoint`. A newer ticket of the same log-in voids the earlier one. An account has one seat: the last to join takes it over.",
      responses: { 200: { description: "Where to go, and the ticket.", schema: HubTicket } },
      problems: ["hub_unavailable"],
      limits: [{ points: 60, perS: 60, by: "account" }],
      handler: async ({ identity }) => ({ status: 200, body: await hub.ticket(identity.sessionId) }),
    }),
  ];
}
