import { type Route, route } from "#server/http/route.ts";
import type { EquipmentService } from "./equipment.service.ts";
import {
  BagSort,
  Equipping,
  InventoryParams,
  InventoryView,
  ItemCount,
  ItemHistoryView,
  ItemMerge,
  ItemMove,
  ItemParams,
  ItemSplit,
  Unequipping,
} from "./inventory.schema.ts";
import type { InventoryService } from "./inventory.service.ts";

const tag = "inventory";
const own = "/api/v1/inventory/{characterId}";
const changed = { 200: { description: "How it is now.", schema: InventoryView } };
const limits = [{ points: 120, perS: 60, by: "account" }] as const;
const refusals = ["character_not_found", "item_not_found", "stale_version"] as const;
const common = {
  method: "post",
  access: "account",
  tag,
  idempotent: "required",
  params: InventoryParams,
  responses: changed,
  limits,
} as const;

export function inventoryRoutes(inventory: InventoryService, equipment: EquipmentService): Route[] {
  return [
    route({
      method: "get",
      path: own,
      access: "account",
      tag,
      summary: "What one of your characters carries, wears and has in the bank",
      params: InventoryParams,
      responses: { 200: { description: "Bag, equipment and bank, each in slot order.", schema: InventoryView } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await inventory.get(identity.accountId, params.characterId) }),
    }),
    route({
      method: "get",
      path: `${own}/items/{itemId}/history`,
      access: "account",
      tag,
      summary: "What became of an item that you have",
      params: ItemParams,
      responses: { 200: { description: "Where it came from and where it went.", schema: ItemHistoryView } },
      problems: ["item_not_found"],
      handler: async ({ identity, params }) => ({
        status: 200,
        body: await inventory.history(identity.accountId, params.characterId, params.itemId),
      }),
    }),
    route({
      ...common,
      path: `${own}/move`,
      summary: "Put an item into another slot",
      description: "What is there comes where the item was. Whatever is in the bank needs a bank nearby.",
      body: ItemMove,
      problems: [...refusals, "no_such_slot", "not_near"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await inventory.move(tx, identity.accountId, params.characterId, body) })),
    }),
    route({
      ...common,
      path: `${own}/split`,
      summary: "Put part of a stack into a free slot",
      body: ItemSplit,
      problems: [...refusals, "no_such_slot", "not_so_many", "not_near"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await inventory.split(tx, identity.accountId, params.characterId, body) })),
    }),
    route({
      ...common,
      path: `${own}/merge`,
      summary: "Join two stacks",
      body: ItemMerge,
      problems: [...refusals, "does_not_stack", "stack_full", "not_so_many", "not_near"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await inventory.merge(tx, identity.accountId, params.characterId, body) })),
    }),
    route({
      ...common,
      path: `${own}/sort`,
      summary: "Put the bag or the bank in order",
      description:
        "Weapons, armour, consumables, materials, trophies; in each the best quality first, then by the item's code, bound before unbound, the fullest stack first. Stacks that go together are joined.",
      body: BagSort,
      problems: ["character_not_found", "not_near"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await inventory.sort(tx, identity.accountId, params.characterId, body.place) })),
    }),
    route({
      ...common,
      path: `${own}/destroy`,
      summary: "Destroy an item, or part of a stack",
      body: ItemCount,
      problems: [...refusals, "not_so_many", "not_near"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await inventory.destroy(tx, identity.accountId, params.characterId, body) })),
    }),
    route({
      ...common,
      path: `${own}/drop`,
      summary: "Lay an item, or part of a stack, on the ground where your character stands",
      description: "Anybody near sees it within about a second and may take it; after three minutes it is gone.",
      body: ItemCount,
      problems: [...refusals, "not_so_many", "item_bound", "character_not_in_world", "character_dead", "trading_frozen", "not_near"],
      handler: async ({ identity, params: { characterId }, body, once }) => {
        const at = await inventory.standing(characterId);
        return once(async (tx) => ({ status: 200, body: await inventory.drop(tx, identity.accountId, characterId, at, body) }));
      },
    }),
    route({
      ...common,
      path: `${own}/equip`,
      summary: "Put something on",
      description: "Takes effect within a moment, also in a running fight. What was worn there comes into the bag.",
      body: Equipping,
      problems: [...refusals, "not_wearable", "requirements_not_met", "bag_full"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await equipment.equip(tx, identity.accountId, params.characterId, body) })),
    }),
    route({
      ...common,
      path: `${own}/unequip`,
      summary: "Take something off",
      body: Unequipping,
      problems: [...refusals, "no_such_slot", "bag_full"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await equipment.unequip(tx, identity.accountId, params.characterId, body) })),
    }),
  ];
}
