import { type Route, route } from "#server/http/route.ts";
import { AuditPage, AuditQuery } from "./audit.schema.ts";
import type { AuditService } from "./audit.service.ts";

export function auditRoutes(audit: AuditService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/admin/audit",
      access: { permission: "audit.read" },
      tag: "admin",
      summary: "What operators did",
      query: AuditQuery,
      responses: { 200: { description: "Newest first.", schema: AuditPage } },
      handler: async ({ query }) => ({ status: 200, body: await audit.list(query) }),
    }),
  ];
}
