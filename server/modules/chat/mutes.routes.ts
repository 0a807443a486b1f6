import { type Route, route } from "#server/http/route.ts";
import { MuteList, MuteParams, MuteRequest, MuteView, Unmuted, UnmuteRequest } from "./mutes.schema.ts";
import type { MutesService } from "./mutes.service.ts";

const tag = "admin";
const PATH = "/api/v1/admin/accounts/{id}";

export function mutesRoutes(mutes: MutesService): Route[] {
  return [
    route({
      method: "get",
      path: `${PATH}/mutes`,
      access: { permission: "chat.moderate" },
      tag,
      summary: "When an account could not write",
      params: MuteParams,
      responses: { 200: { description: "Newest first.", schema: MuteList } },
      problems: ["account_not_found"],
      handler: async ({ params }) => ({ status: 200, body: { mutes: await mutes.list(params.id) } }),
    }),
    route({
      method: "post",
      path: `${PATH}/mute`,
      access: { permission: "chat.moderate" },
      tag,
      summary: "Keep an account from writing for a while",
      description: "On all channels, from its next message on, whichever server it is connected to.",
      idempotent: "optional",
      params: MuteParams,
      body: MuteRequest,
      responses: { 201: { description: "In force.", schema: MuteView } },
      problems: ["account_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 201, body: await mutes.mute(tx, identity, params.id, body) })),
    }),
    route({
      method: "post",
      path: `${PATH}/unmute`,
      access: { permission: "chat.moderate" },
      tag,
      summary: "Let an account write again",
      idempotent: "optional",
      params: MuteParams,
      body: UnmuteRequest,
      responses: { 200: { description: "It may write.", schema: Unmuted } },
      problems: ["account_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: { lifted: await mutes.unmute(tx, identity, params.id, body.reason) } })),
    }),
  ];
}
