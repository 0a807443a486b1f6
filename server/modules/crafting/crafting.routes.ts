import { type Route, route } from "#server/http/route.ts";
import { Crafted, CraftingParams, CraftingView, CraftRequest, Learned, Lesson } from "./crafting.schema.ts";
import type { CraftingService } from "./crafting.service.ts";

const tag = "crafting";
const OWN = "/api/v1/crafting/{characterId}";
const limits = [{ points: 120, perS: 60, by: "account" }] as const;
const refusals = ["character_not_found", "recipe_not_found", "not_near", "character_dead", "trading_frozen"] as const;

export function craftingRoutes(crafting: CraftingService): Route[] {
  return [
    route({
      method: "get",
      path: OWN,
      access: "account",
      tag,
      summary: "What one of your characters knows to make",
      params: CraftingParams,
      responses: { 200: { description: "Professions and recipes.", schema: CraftingView } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await crafting.view(identity, params.characterId) }),
    }),
    route({
      method: "post",
      path: `${OWN}/craft`,
      access: "account",
      tag,
      summary: "Make something",
      description:
        "Beside a station of the recipe's kind, of what is in the bag, into the bag. What goes into it is used up by what succeeds, and by failures only as far as the recipe says.",
      idempotent: "required",
      params: CraftingParams,
      body: CraftRequest,
      responses: { 200: { description: "What came of it.", schema: Crafted } },
      problems: [
        ...refusals,
        ...(["recipe_not_learned", "skill_too_low", "ingredients_missing", "bag_full", "not_enough_currency"] as const),
      ],
      limits,
      handler: async ({ identity, params, body, once }) => {
        const attempt = await crafting.approach(identity, params.characterId, body);
        return once(async (tx) => ({ status: 200, body: await crafting.craft(tx, attempt) }));
      },
    }),
    route({
      method: "post",
      path: `${OWN}/learn`,
      access: "account",
      tag,
      summary: "Have a vendor teach a recipe",
      idempotent: "required",
      params: CraftingParams,
      body: Lesson,
      responses: { 200: { description: "It is known now.", schema: Learned } },
      problems: [
        ...refusals,
        ...(["vendor_not_found", "not_taught_here", "recipe_known", "skill_too_low", "price_changed", "not_enough_currency"] as const),
      ],
      limits,
      handler: async ({ identity, params, body, once }) => {
        const visit = await crafting.visit(identity, params.characterId, body);
        return once(async (tx) => ({ status: 200, body: await crafting.learn(tx, visit, body) }));
      },
    }),
  ];
}
