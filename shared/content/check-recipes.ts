import { sellingPrice } from "#shared/rules/vendors.ts";
import type { LocatedContent } from "./check.ts";
import { checkReference, checkReferences, checkUnique, type KnownIds } from "./references.ts";
import type { Recipe } from "./schema.ts";
import type { Located, Problems } from "./source.ts";

/** What the shape of a recipe cannot say: names that exist, lessons that are given, and making things that nobody grows rich by. */
export function checkRecipes(content: LocatedContent, known: KnownIds, problems: Problems): void {
  const { vendors, recipes, professions } = content;
  checkUnique(professions, "id", problems);
  checkUnique(recipes, "id", problems);
  for (const vendor of vendors) checkReferences(vendor, "teaches", vendor.value.teaches, "recipe", known.recipes, problems);
  const taught = new Set(vendors.flatMap(({ value }) => value.teaches));
  for (const recipe of recipes) {
    checkParts(recipe, content, known, problems);
    const { id, lesson } = recipe.value;
    if (lesson !== undefined && !taught.has(id)) problems.add(recipe, ["lesson"], "no vendor teaches it");
    if (lesson === undefined && taught.has(id)) problems.add(recipe, ["id"], "a vendor teaches it, but it has no lesson");
  }
  checkGain(content, problems);
}

function checkParts(recipe: Located<Recipe>, { items, professions }: LocatedContent, known: KnownIds, problems: Problems): void {
  const { ingredients, makes, failure, better, profession, easyAt } = recipe.value;
  checkReference(recipe, ["profession"], profession, "profession", known.professions, problems);
  const most = professions.find(({ value }) => value.id === profession)?.value.mostSkill ?? easyAt;
  if (easyAt > most) problems.add(recipe, ["easyAt"], `nobody has more than ${most} of this profession`);
  checkReference(recipe, ["makes", "item"], makes.item, "item", known.items, problems);
  if (better.length > 0 && !items.find(({ value }) => value.id === makes.item)?.value.equip)
    problems.add(recipe, ["better"], "only what is worn can be better than usual");
  const needed = new Map<string, number>();
  for (const [n, { item, quantity }] of ingredients.entries()) {
    checkReference(recipe, ["ingredients", n, "item"], item, "item", known.items, problems);
    if (needed.has(item)) problems.add(recipe, ["ingredients", n, "item"], `"${item}" stands here twice`);
    needed.set(item, quantity);
  }
  for (const [n, { item, quantity }] of (failure?.loses ?? []).entries())
    if (quantity > (needed.get(item) ?? 0)) problems.add(recipe, ["failure", "loses", n], "is more than goes into it");
}

/** Nobody buys all that goes into something and sells it for more. */
function checkGain({ vendors, recipes, items, currencies }: LocatedContent, problems: Problems): void {
  const main = currencies[0]?.value.id;
  const byId = new Map(items.map(({ value }) => [value.id, value]));
  /** The least that one of an item costs, from vendors and by making it; what is not in it can only be found. */
  const costs = new Map<string, number>();
  const offer = (item: string, cost: number) => costs.set(item, Math.min(cost, costs.get(item) ?? Number.POSITIVE_INFINITY));
  for (const { value } of vendors)
    for (const { item, price, currency = main } of value.sells) if (currency === main) offer(item, price ?? byId.get(item)?.value ?? 0);
  const costOf = ({ ingredients, fee }: Recipe) =>
    ingredients.reduce((sum, { item, quantity }) => sum + quantity * (costs.get(item) ?? Number.POSITIVE_INFINITY), fee);
  // what is made of what is made of …: at most as deep as there are recipes
  for (let depth = 0; depth < recipes.length; depth++)
    for (const { value } of recipes) offer(value.makes.item, costOf(value) / value.makes.quantity);
  for (const recipe of recipes) {
    const item = byId.get(recipe.value.makes.item);
    const paid = item ? Math.max(0, ...vendors.map(({ value }) => sellingPrice(item, value))) * recipe.value.makes.quantity : 0;
    const cost = costOf(recipe.value);
    if (paid > cost) problems.add(recipe, ["makes"], `what goes into it can be bought for ${cost}, and a vendor pays ${paid} for it`);
  }
}
