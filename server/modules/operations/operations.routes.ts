import { type Route, route } from "#server/http/route.ts";
import { Announcement, FlightQuery, FlightRecords, NewAnnouncement } from "./operations.schema.ts";
import type { OperationsService } from "./operations.service.ts";

export function operationsRoutes(operations: OperationsService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/admin/flight-recorder",
      access: { permission: "operate" },
      tag: "admin",
      summary: "The worst ticks of the last hour",
      description: "Of every zone layer of all processes: phase times, counts, and what made each tick expensive.",
      query: FlightQuery,
      responses: { 200: { description: "By zone and layer.", schema: FlightRecords } },
      handler: async ({ query }) => ({ status: 200, body: { zones: await operations.flights(query) } }),
    }),
    route({
      method: "post",
      path: "/api/v1/admin/announcements",
      access: { permission: "operate" },
      tag: "admin",
      summary: "Tell everybody who is connected",
      description: "On the hub's topic `server/announcements`, to players of all processes. It is not kept for those who come later.",
      idempotent: "optional",
      body: NewAnnouncement,
      responses: { 201: { description: "It was said.", schema: Announcement } },
      handler: async ({ identity, body, once }) => {
        let said: Announcement | null = null;
        const answer = await once(async (tx) => {
          said = await operations.announce(tx, identity, body);
          return { status: 201, body: said };
        });
        // the same request again is answered, not said again
        if (said) operations.tell(said);
        return answer;
      },
    }),
  ];
}
