import { type Route, route } from "#server/http/route.ts";
import { InventoryParams, InventoryView } from "./inventory.schema.ts";
import type { InventoryService } from "./inventory.service.ts";

export function inventoryRoutes(inventory: InventoryService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/inventory/{characterId}",
      access: "account",
      tag: "inventory",
      summary: "What one of your characters carries",
      params: InventoryParams,
      responses: { 200: { description: "The bag, in slot order.", schema: InventoryView } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await inventory.bag(identity.accountId, params.characterId) }),
    }),
  ];
}
