import { type Route, route } from "#server/http/route.ts";
import { Reported, ReportPage, ReportParams, ReportRequest, ReportsQuery, Verdict } from "./reports.schema.ts";
import type { ReportsService } from "./reports.service.ts";

const PATH = "/api/v1/admin/chat/reports";

export function reportsRoutes(reports: ReportsService): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/chat/reports",
      access: "account",
      tag: "chat",
      summary: "Report a message",
      description: "It is kept with what its sender wrote before it, for moderators to judge.",
      idempotent: "optional",
      body: ReportRequest,
      responses: { 201: { description: "It will be read.", schema: Reported } },
      problems: ["message_not_found", "too_many_reports"],
      limits: [{ points: 10, perS: 60, by: "account" }],
      handler: ({ identity, body, once }) =>
        once(async (tx) => ({ status: 201, body: await reports.report(tx, identity.accountId, body) })),
    }),
    route({
      method: "get",
      path: PATH,
      access: { permission: "chat.moderate" },
      tag: "admin",
      summary: "Reports that nobody has judged",
      query: ReportsQuery,
      responses: { 200: { description: "The oldest first.", schema: ReportPage } },
      handler: async ({ query }) => ({ status: 200, body: await reports.list(query) }),
    }),
    route({
      method: "post",
      path: `${PATH}/{id}/close`,
      access: { permission: "chat.moderate" },
      tag: "admin",
      summary: "Judge a report",
      description: "It says what was found; what follows from it (a mute, a suspension) is done apart.",
      idempotent: "optional",
      params: ReportParams,
      body: Verdict,
      responses: { 204: { description: "It is judged." } },
      problems: ["report_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => {
          await reports.close(tx, identity, params.id, body.verdict);
          return { status: 204 };
        }),
    }),
  ];
}
