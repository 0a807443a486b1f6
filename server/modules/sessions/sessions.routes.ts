import { type Route, route } from "#server/http/route.ts";
import { Ended, SessionList, SessionName, SessionParams } from "./sessions.schema.ts";
import type { SessionsService } from "./sessions.service.ts";

const tag = "account";
const PATH = "/api/v1/account/sessions";

export function sessionsRoutes(sessions: SessionsService): Route[] {
  return [
    route({
      method: "get",
      path: PATH,
      access: "account",
      tag,
      summary: "Where you are logged in",
      responses: { 200: { description: "The one used last comes first.", schema: SessionList } },
      handler: async ({ identity }) => ({ status: 200, body: { sessions: await sessions.list(identity) } }),
    }),
    route({
      method: "delete",
      path: PATH,
      access: "account",
      tag,
      summary: "Log out everywhere else",
      description: "Ends all sessions but the one that asks. Characters they play leave the world within a second.",
      responses: { 200: { description: "Done.", schema: Ended } },
      handler: async ({ identity }) => ({ status: 200, body: { ended: await sessions.revokeOthers(identity) } }),
    }),
    route({
      method: "patch",
      path: `${PATH}/{id}`,
      access: "account",
      tag,
      summary: "Name a session",
      params: SessionParams,
      body: SessionName,
      responses: { 204: { description: "Named." } },
      problems: ["session_not_found"],
      handler: async ({ identity, params, body }) => {
        await sessions.rename(identity, params.id, body.name);
        return { status: 204 };
      },
    }),
    route({
      method: "delete",
      path: `${PATH}/{id}`,
      access: "account",
      tag,
      summary: "End a session",
      description: "Its tokens are void at once; the character it plays leaves the world within a second.",
      params: SessionParams,
      responses: { 204: { description: "Ended." } },
      problems: ["session_not_found"],
      handler: async ({ identity, params }) => {
        await sessions.revoke(identity, params.id);
        return { status: 204 };
      },
    }),
  ];
}
