import { type Route, route } from "#server/http/route.ts";
import { IgnoreList, IgnoreParams, IgnoreRequest } from "./ignores.schema.ts";
import type { IgnoresService } from "./ignores.service.ts";

const tag = "chat";
const PATH = "/api/v1/chat/ignores";
const changed = { 200: { description: "How the list is now.", schema: IgnoreList } };
const limits = [{ points: 30, perS: 60, by: "account" }] as const;

export function ignoresRoutes(ignores: IgnoresService): Route[] {
  return [
    route({
      method: "get",
      path: PATH,
      access: "account",
      tag,
      summary: "Whom you do not hear",
      responses: { 200: { description: "By name.", schema: IgnoreList } },
      handler: async ({ identity }) => ({ status: 200, body: await ignores.list(identity.accountId) }),
    }),
    route({
      method: "post",
      path: PATH,
      access: "account",
      tag,
      summary: "Hear somebody no more",
      description: "None of the other's characters, on no channel. The other is not told.",
      idempotent: "optional",
      body: IgnoreRequest,
      responses: changed,
      problems: ["name_unknown", "ignore_list_full"],
      limits,
      handler: ({ identity, body, once }) =>
        once(async (tx) => ({ status: 200, body: await ignores.add(tx, identity.accountId, body.name) })),
    }),
    route({
      method: "delete",
      path: `${PATH}/{characterId}`,
      access: "account",
      tag,
      summary: "Hear somebody again",
      idempotent: "optional",
      params: IgnoreParams,
      responses: changed,
      problems: ["name_unknown"],
      limits,
      handler: ({ identity, params, once }) =>
        once(async (tx) => ({ status: 200, body: await ignores.remove(tx, identity.accountId, params.characterId) })),
    }),
  ];
}
