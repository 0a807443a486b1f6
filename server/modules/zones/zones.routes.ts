import { type Route, route } from "#server/http/route.ts";
import type { LayersService } from "./layers.service.ts";
import { LayerChange, LayerWish, TeleportList, TeleportParams, ZoneList, ZoneParams, ZoneView } from "./zones.schema.ts";
import type { ZonesService } from "./zones.service.ts";

const tag = "zones";

export function zonesRoutes(zones: ZonesService, layers: LayersService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/zones",
      access: "account",
      tag,
      summary: "The zones, which are open, and how many players are there",
      responses: { 200: { description: "All zones.", schema: ZoneList } },
      handler: async () => ({ status: 200, body: { zones: await zones.list() } }),
    }),
    route({
      method: "get",
      path: "/api/v1/zones/{zoneId}",
      access: "account",
      tag,
      summary: "One zone with its layers",
      params: ZoneParams,
      responses: { 200: { description: "It.", schema: ZoneView } },
      problems: ["zone_not_found"],
      handler: async ({ params }) => ({ status: 200, body: await zones.get(params.zoneId) }),
    }),
    route({
      method: "get",
      path: "/api/v1/zones/teleports/{characterId}",
      access: "account",
      tag,
      summary: "The way stones of the world, and which of them a character has discovered",
      description:
        "One is discovered by touching it. Standing at any, a character travels to those it has discovered (room action TRAVEL).",
      params: TeleportParams,
      responses: { 200: { description: "All of them, by zone.", schema: TeleportList } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await zones.teleports(identity.accountId, params.characterId) }),
    }),
    route({
      method: "post",
      path: "/api/v1/zones/{zoneId}/layer",
      access: "account",
      tag,
      summary: "Go to another layer of the zone",
      description:
        "By its number, or to where somebody is. Alive and not in a fight, once a minute. The character goes on at the same place there: its client is told by the message `handoff` of its zone.",
      params: ZoneParams,
      body: LayerWish,
      responses: { 200: { description: "It is on its way.", schema: LayerChange } },
      problems: [
        "zone_not_found",
        "character_not_found",
        "not_in_zone",
        "player_not_found",
        "on_layer_already",
        "character_dead",
        "character_in_combat",
        "layer_unavailable",
        "layer_not_ready",
      ],
      limits: [{ points: 20, perS: 60, by: "account" }],
      handler: async ({ identity, params, body }) => ({
        status: 200,
        body: await layers.change(identity.accountId, params.zoneId, body),
      }),
    }),
  ];
}
