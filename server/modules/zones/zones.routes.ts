import { type Route, route } from "#server/http/route.ts";
import { ZoneList } from "./zones.schema.ts";
import type { ZonesService } from "./zones.service.ts";

export function zonesRoutes(zones: ZonesService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/zones",
      access: "account",
      tag: "zones",
      summary: "The zones, which are open, and how many players are there",
      responses: { 200: { description: "All zones.", schema: ZoneList } },
      handler: async () => ({ status: 200, body: { zones: await zones.list() } }),
    }),
  ];
}
