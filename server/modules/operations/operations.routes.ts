import { type Route, route } from "#server/http/route.ts";
import { FlightQuery, FlightRecords } from "./operations.schema.ts";
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
  ];
}
