import { type Route, route } from "#server/http/route.ts";
import { CharacterList, CharacterParams, CharacterView, NewCharacter, Selection } from "./characters.schema.ts";
import type { CharactersService } from "./characters.service.ts";

const tag = "characters";

export function charactersRoutes(characters: CharactersService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/characters",
      access: "account",
      tag,
      summary: "Your characters",
      responses: { 200: { description: "In slot order, and those that were deleted.", schema: CharacterList } },
      handler: async ({ identity }) => ({
        status: 200,
        body: { ...(await characters.list(identity.accountId)), maxSlots: characters.slots },
      }),
    }),
    route({
      method: "post",
      path: "/api/v1/characters",
      access: "account",
      tag,
      summary: "Create a character",
      idempotent: "optional",
      body: NewCharacter,
      responses: { 201: { description: "The new character.", schema: CharacterView, headers: { Location: "Where it is." } } },
      problems: ["name_taken", "slots_full"],
      limits: [{ points: 20, perS: 60, by: "account" }],
      handler: ({ identity, body, once }) =>
        once(async (tx) => {
          const character = await characters.create(tx, identity.accountId, body);
          return { status: 201, headers: { Location: `/api/v1/characters/${character.id}` }, body: character };
        }),
    }),
    route({
      method: "get",
      path: "/api/v1/characters/{id}",
      access: "account",
      tag,
      summary: "One of your characters",
      params: CharacterParams,
      responses: { 200: { description: "It.", schema: CharacterView } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await characters.get(identity.accountId, params.id) }),
    }),
    route({
      method: "delete",
      path: "/api/v1/characters/{id}",
      access: "account",
      tag,
      summary: "Delete a character",
      idempotent: "optional",
      description: "It can be restored for 30 days, and its name stays taken so long. Not while it is in the world.",
      params: CharacterParams,
      responses: { 200: { description: "It, with the time until which it can be restored.", schema: CharacterView } },
      problems: ["character_not_found", "character_in_world", "too_many_deleted"],
      limits: [{ points: 20, perS: 60, by: "account" }],
      handler: ({ identity, params, once }) =>
        once(async (tx) => ({ status: 200, body: await characters.remove(tx, identity.accountId, params.id) })),
    }),
    route({
      method: "post",
      path: "/api/v1/characters/{id}/restore",
      access: "account",
      tag,
      summary: "Restore a deleted character",
      idempotent: "optional",
      description: "Into the first free slot.",
      params: CharacterParams,
      responses: { 200: { description: "It is back.", schema: CharacterView } },
      problems: ["character_not_found", "slots_full"],
      limits: [{ points: 20, perS: 60, by: "account" }],
      handler: ({ identity, params, once }) =>
        once(async (tx) => ({ status: 200, body: await characters.restore(tx, identity.accountId, params.id) })),
    }),
    route({
      method: "post",
      path: "/api/v1/characters/{id}/select",
      access: "account",
      tag,
      summary: "Get a ticket into the world",
      description:
        "Join the room within 15 s: `joinById(roomId, { ticket, protocol })` at `endpoint`. A newer ticket voids the earlier one.",
      params: CharacterParams,
      responses: { 200: { description: "Where to go, and the ticket.", schema: Selection } },
      problems: ["character_not_found", "zone_full", "zone_unavailable"],
      limits: [{ points: 60, perS: 60, by: "account" }],
      handler: async ({ identity, params }) => ({
        status: 200,
        body: await characters.select(identity.accountId, identity.sessionId, params.id),
      }),
    }),
  ];
}
