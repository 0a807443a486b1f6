import { loadContent } from "#shared/content/load.ts";
import type { Deal } from "./deal.ts";

/** For beginners; what goes into it everybody has, and it never fails. */
const RECIPE = "tan_pelts";
const { ingredients, makes } = loadContent().recipes.find(({ id }) => id === RECIPE) ?? { ingredients: [], makes: null };

/** Makes something of what is in the bag. */
export const craft: Deal = async ({ client, rng, expected, seen }, who) => {
  const answer = await client.write(who, "POST", `/api/v1/crafting/${who.characterId}/craft`, { recipeId: RECIPE, count: rng.int(1, 2) });
  if (answer.status >= 300 || !makes) return;
  const { made, fee } = answer.body;
  for (const { item, quantity } of ingredients) expected.ended("crafted", item, quantity * made);
  expected.made("crafted", makes.item, makes.quantity * made);
  if (fee !== "0") expected.paid("crafting_fee", BigInt(fee));
  seen.delete(who);
};
