import { type Route, route } from "#server/http/route.ts";
import {
  AccountDetails,
  AccountPage,
  AccountParams,
  AccountsQuery,
  BanRequest,
  BanView,
  Lifted,
  LiftRequest,
  SuspendRequest,
} from "./moderation.schema.ts";
import type { ModerationService } from "./moderation.service.ts";

const tag = "admin";
const PATH = "/api/v1/admin/accounts";

export function moderationRoutes(moderation: ModerationService): Route[] {
  return [
    route({
      method: "get",
      path: PATH,
      access: { permission: "accounts.read" },
      tag,
      summary: "Find accounts",
      query: AccountsQuery,
      responses: { 200: { description: "Newest first; with `email` or `character` only those that match.", schema: AccountPage } },
      handler: async ({ query }) => ({ status: 200, body: await moderation.list(query) }),
    }),
    route({
      method: "get",
      path: `${PATH}/{id}`,
      access: { permission: "accounts.read" },
      tag,
      summary: "One account, with what was done to it",
      description: "That it was looked at is written down.",
      params: AccountParams,
      responses: { 200: { description: "It.", schema: AccountDetails } },
      problems: ["account_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await moderation.view(identity, params.id) }),
    }),
    route({
      method: "post",
      path: `${PATH}/{id}/suspend`,
      access: { permission: "accounts.suspend" },
      tag,
      summary: "Keep an account out for a while",
      description: "Its sessions end at once and its characters leave the world. Of several bans in force the longest counts.",
      idempotent: "optional",
      params: AccountParams,
      body: SuspendRequest,
      responses: { 201: { description: "In force.", schema: BanView } },
      problems: ["account_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({
          status: 201,
          body: await moderation.suspend(tx, identity, params.id, body.reason, new Date(body.until)),
        })),
    }),
    route({
      method: "post",
      path: `${PATH}/{id}/ban`,
      access: { permission: "accounts.ban" },
      tag,
      summary: "Keep an account out for ever",
      idempotent: "optional",
      params: AccountParams,
      body: BanRequest,
      responses: { 201: { description: "In force.", schema: BanView } },
      problems: ["account_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 201, body: await moderation.ban(tx, identity, params.id, body.reason) })),
    }),
    route({
      method: "post",
      path: `${PATH}/{id}/lift`,
      access: { permission: "accounts.suspend" },
      tag,
      summary: "Let an account in again",
      description: "Ends every ban in force. Moderators end only what moderators may decide.",
      idempotent: "optional",
      params: AccountParams,
      body: LiftRequest,
      responses: { 200: { description: "It may log in.", schema: Lifted } },
      problems: ["account_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: { lifted: await moderation.lift(tx, identity, params.id, body.reason) } })),
    }),
  ];
}
