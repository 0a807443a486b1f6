import { type Route, route } from "#server/http/route.ts";
import { ChatMessage, HistoryQuery, MessagePage, RollRequest, SendRequest, WhoList, WhoQuery } from "./chat.schema.ts";
import type { ChatService } from "./chat.service.ts";

const tag = "chat";
const said = { 201: { description: "It was said: the message as others see it.", schema: ChatMessage } };

export function chatRoutes(chat: ChatService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/chat/history",
      access: "account",
      tag,
      summary: "What was said",
      description:
        "The newest first. The zone's for some days, a party's since one joined it, one's whispers for longer. Without those whom one ignores.",
      query: HistoryQuery,
      responses: { 200: { description: "A page of it.", schema: MessagePage } },
      problems: ["character_not_found", "character_not_in_world", "not_in_party"],
      handler: async ({ identity, query }) => ({ status: 200, body: await chat.history(identity.accountId, query) }),
    }),
    route({
      method: "post",
      path: "/api/v1/chat/messages",
      access: "account",
      tag,
      summary: "Say something",
      description: "What the hub's message `chat` does, for clients without a hub. Ten messages in a second silence for ten seconds.",
      body: SendRequest,
      responses: said,
      problems: ["character_not_found", "character_not_in_world", "chat_muted", "not_in_party", "player_not_found", "zone_unavailable"],
      handler: async ({ identity, body: { characterId, ...message } }) => ({
        status: 201,
        body: await chat.send(identity.accountId, characterId, message),
      }),
    }),
    route({
      method: "post",
      path: "/api/v1/chat/rolls",
      access: "account",
      tag,
      summary: "Roll dice",
      description: "The server rolls; one's party sees it, without one those who are near.",
      body: RollRequest,
      responses: said,
      problems: ["character_not_found", "character_not_in_world", "chat_muted", "zone_unavailable"],
      handler: async ({ identity, body }) => ({
        status: 201,
        body: await chat.roll(identity.accountId, body.characterId, body.of),
      }),
    }),
    route({
      method: "get",
      path: "/api/v1/chat/who",
      access: "account",
      tag,
      summary: "Who is in the world",
      query: WhoQuery,
      responses: { 200: { description: "By name.", schema: WhoList } },
      limits: [{ points: 30, perS: 60, by: "account" }],
      handler: async ({ query }) => ({ status: 200, body: await chat.who(query) }),
    }),
  ];
}
