import { type Route, route } from "#server/http/route.ts";
import { AccountExport } from "./accounts.schema.ts";
import type { AccountsService } from "./accounts.service.ts";

const tag = "account";
const PATH = "/api/v1/account";

export function accountsRoutes(accounts: AccountsService): Route[] {
  return [
    route({
      method: "get",
      path: `${PATH}/export`,
      access: "account",
      tag,
      summary: "Everything that is stored about you",
      responses: {
        200: { description: "All of it, as of one moment.", schema: AccountExport, headers: { "Content-Disposition": "A file to keep." } },
      },
      limits: [{ points: 5, perS: 3600, by: "account" }],
      handler: async ({ identity: { accountId } }) => ({
        status: 200,
        headers: { "Content-Disposition": `attachment; filename="account-${accountId}.json"` },
        json: await accounts.export(accountId),
      }),
    }),
  ];
}
