import { z } from "zod";
import { Money } from "#server/modules/currency/currency.schema.ts";
import { VendorParams } from "#server/modules/vendors/vendors.schema.ts";

/** Tries of one request. */
const MOST_AT_ONCE = 20;

const recipeId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,47}$/, "the id of a recipe")
  .meta({ description: "Of the content.", example: "tan_pelts" });

export const CraftingParams = VendorParams.pick({ characterId: true });

export const CraftRequest = z
  .strictObject({
    recipeId,
    count: z.int().min(1).max(MOST_AT_ONCE).default(1).meta({ description: "Tries, one after the other.", example: 2 }),
  })
  .meta({ id: "CraftRequest" });
export type CraftRequest = z.output<typeof CraftRequest>;

export const Lesson = z
  .strictObject({
    recipeId: recipeId.meta({ example: "forge_ring_mail" }),
    vendorId: VendorParams.shape.vendorId,
    price: Money.meta({ description: "As you saw it: another one is a 409.", example: "800" }),
  })
  .meta({ id: "RecipeLesson" });
export type Lesson = z.output<typeof Lesson>;

export const CraftingView = z
  .strictObject({
    characterId: z.uuid(),
    professions: z.array(
      z.strictObject({ professionId: z.string().meta({ example: "smithing" }), skill: z.int().meta({ example: 12 }), most: z.int() }),
    ),
    recipes: z
      .array(
        z.strictObject({
          recipeId,
          known: z.boolean(),
          failure: z.number().meta({ description: "Chance that a try fails now.", example: 0.1 }),
          learning: z.number().meta({ description: "Chance that a try which succeeds teaches something now.", example: 0.6 }),
        }),
      )
      .meta({ description: "Every recipe of the content, which says what goes into it." }),
  })
  .meta({ id: "Crafting" });
export type CraftingView = z.output<typeof CraftingView>;

export const Crafted = z
  .strictObject({
    made: z.int().min(0).meta({ description: "Tries that succeeded.", example: 2 }),
    failed: z.int().min(0).meta({ example: 0 }),
    items: z.array(
      z.strictObject({
        itemId: z.uuid(),
        version: z.int(),
        templateId: z.string().meta({ example: "tanned_leather" }),
        quantity: z.int().meta({ description: "Of the stack, as it is now." }),
        quality: z.int().nullable().meta({ description: "1: as usual; null: it has none.", example: null }),
      }),
    ),
    skill: z.int().meta({ description: "Of the profession, now.", example: 3 }),
    fee: z.string().meta({ description: "Paid, of the main currency.", example: "0" }),
  })
  .meta({ id: "Crafted" });
export type Crafted = z.output<typeof Crafted>;

export const Learned = z
  .strictObject({ recipeId, paid: z.string().meta({ description: "Of the main currency.", example: "800" }) })
  .meta({ id: "RecipeLearned" });
export type Learned = z.output<typeof Learned>;
