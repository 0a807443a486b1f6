import { type Route, route } from "#server/http/route.ts";
import { LoginPage, LoginsQuery } from "./logins.schema.ts";
import type { LoginsService } from "./logins.service.ts";

export function loginsRoutes(logins: LoginsService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/account/logins",
      access: "account",
      tag: "account",
      summary: "Log-ins to your account, refused ones included",
      query: LoginsQuery,
      responses: { 200: { description: "Newest first.", schema: LoginPage } },
      handler: async ({ identity, query }) => ({ status: 200, body: await logins.list(identity.accountId, query.limit, query.cursor) }),
    }),
  ];
}
