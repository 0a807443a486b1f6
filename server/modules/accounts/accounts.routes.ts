import { type Route, route } from "#server/http/route.ts";
import { AccountExport, Deletion, DeletionRequest, GRACE_DAYS, OwnAccount } from "./accounts.schema.ts";
import type { AccountsService } from "./accounts.service.ts";

const tag = "account";
const PATH = "/api/v1/account";

export function accountsRoutes(accounts: AccountsService): Route[] {
  return [
    route({
      method: "get",
      path: PATH,
      access: "account",
      tag,
      summary: "Your account",
      responses: { 200: { description: "It.", schema: OwnAccount } },
      handler: async ({ identity }) => ({ status: 200, body: await accounts.view(identity.accountId) }),
    }),
    route({
      method: "post",
      path: `${PATH}/deletion`,
      access: "account",
      tag,
      summary: "Have your account erased",
      description:
        `All sessions end at once. For ${GRACE_DAYS} days you may log in and keep the account; then everything personal is erased, and its ` +
        "characters are deleted for good.",
      body: DeletionRequest,
      responses: { 202: { description: "It will be.", schema: Deletion } },
      problems: ["fresh_login_required", "invalid_credentials", "too_many_attempts", "busy"],
      limits: [{ points: 10, perS: 3600, by: "account" }],
      handler: async ({ identity, body, ip, userAgent }) => ({
        status: 202,
        body: await accounts.requestDeletion(identity, body.password, { ip, userAgent }),
      }),
    }),
    route({
      method: "delete",
      path: `${PATH}/deletion`,
      access: "account",
      tag,
      summary: "Keep your account after all",
      responses: { 204: { description: "It stays." } },
      handler: async ({ identity }) => {
        await accounts.cancelDeletion(identity.accountId);
        return { status: 204 };
      },
    }),
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
