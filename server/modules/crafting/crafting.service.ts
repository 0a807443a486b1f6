import { Problem, type ProblemCode } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import { operation } from "#server/modules/inventory/inventory.service.ts";
import type { Change } from "#server/modules/items/changes.ts";
import type { LockedCharacter, LockedItem, NewStack } from "#server/modules/items/item.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { VendorsService, Visit } from "#server/modules/vendors/vendors.service.ts";
import { Stands } from "#server/modules/zones/stands.ts";
import { placeOf } from "#server/modules/zones/standing.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import type { Content, Recipe } from "#shared/content/schema.ts";
import { type CraftOutcome, craftSeries, failureChance, learningChance } from "#shared/rules/crafting.ts";
import * as repository from "./crafting.repository.ts";
import type { Crafted, CraftingView, CraftRequest, Learned, Lesson } from "./crafting.schema.ts";

export interface CraftingDeps {
  prisma: PrismaClient;
  content: Pick<Content, "hash" | "recipes" | "professions" | "zones" | "currencies">;
  items: Items;
  ledger: Ledger;
  vendors: Pick<VendorsService, "visit">;
  whereabouts: Whereabouts;
  /** 32 bits. */
  seed: () => number;
  /** Epoch ms. */
  now: () => number;
}

/** Somebody about to make something: asked before the transaction, which waits for no room. */
export interface Attempt {
  readonly identity: Identity;
  readonly characterId: string;
  readonly recipe: Recipe;
  readonly count: number;
  /** Why not where the character is. */
  readonly refusal: ProblemCode | null;
}

/** What characters make, and what they know of it. */
export class CraftingService {
  readonly #deps: CraftingDeps;
  readonly #recipes: ReadonlyMap<string, Recipe>;
  /** Most skill of each profession. */
  readonly #most: ReadonlyMap<string, number>;
  readonly #stations: Stands;
  readonly #currency: string;

  constructor(deps: CraftingDeps) {
    const { recipes, professions, zones, currencies } = deps.content;
    this.#deps = deps;
    this.#recipes = new Map(recipes.map((recipe) => [recipe.id, recipe]));
    this.#most = new Map(professions.map(({ id, mostSkill }) => [id, mostSkill]));
    this.#stations = new Stands(zones, (object) => (object.kind === "crafting_station" ? object.station : null));
    this.#currency = currencies[0].id;
  }

  /** @throws Problem character_not_found */
  async view({ accountId }: Identity, characterId: string): Promise<CraftingView> {
    const { prisma, content } = this.#deps;
    if (!(await repository.isOwn(prisma, accountId, characterId))) throw new Problem("character_not_found");
    const known = await repository.findKnowledge(prisma, characterId);
    const skillOf = (profession: string) => known.skills.get(profession) ?? 0;
    return {
      characterId,
      professions: content.professions.map(({ id, mostSkill }) => ({ professionId: id, skill: skillOf(id), most: mostSkill })),
      recipes: content.recipes.map((recipe) => ({
        recipeId: recipe.id,
        known: isKnown(recipe, known),
        failure: failureChance(recipe, skillOf(recipe.profession)),
        learning: learningChance(recipe, skillOf(recipe.profession), this.#mostOf(recipe)),
      })),
    };
  }

  /** @throws Problem recipe_not_found */
  async approach(identity: Identity, characterId: string, { recipeId, count }: CraftRequest): Promise<Attempt> {
    const recipe = this.#recipe(recipeId);
    const place = await placeOf(this.#deps.whereabouts, characterId);
    return { identity, characterId, recipe, count, refusal: this.#stations.refusal(place, recipe.station) };
  }

  /**
   * So many tries. Their outcomes follow from a seed, which ITEM_CRAFTED keeps with all that went into them.
   * @throws Problem character_not_found, not_near, character_dead, trading_frozen, recipe_not_learned, skill_too_low, ingredients_missing,
   * bag_full, not_enough_currency: nothing was changed
   */
  async craft(tx: Tx, { identity, characterId, recipe, count, refusal }: Attempt): Promise<Crafted> {
    const { items, ledger, content } = this.#deps;
    await Economy.assertOpen(tx);
    const character = await items.lockCharacter(tx, identity.accountId, characterId);
    if (refusal) throw new Problem(refusal);
    const known = await repository.findKnowledge(tx, characterId);
    const before = known.skills.get(recipe.profession) ?? 0;
    if (!isKnown(recipe, known)) throw new Problem("recipe_not_learned");
    if (before < recipe.skill || character.level < recipe.level) throw new Problem("skill_too_low");
    const bag = await items.inPlaces(tx, character);
    for (const { item, quantity } of recipe.ingredients)
      if (amountOf(bag, item) < quantity * count) throw new Problem("ingredients_missing");

    const seed = this.#deps.seed();
    const { outcomes, skill } = craftSeries(recipe, before, this.#mostOf(recipe), count, seed);
    const made = outcomes.filter(({ quality }) => quality > 0).length;
    const op = operation("crafted", character);
    await items.apply(tx, op, usedUp(recipe, bag, made, count - made));
    const into = await items.deliver(tx, op, character, this.#products(recipe, outcomes, character));
    const fee = BigInt(recipe.fee) * BigInt(count);
    if (fee > 0n) {
      const paid = { currency: this.#currency, amount: fee };
      await ledger.transfer(tx, op, [{ from: { character: characterId }, to: { sink: "crafting_fee" }, ...paid }]);
    }
    const who = { accountId: identity.accountId, characterId };
    const all = [...new Set(into.flat())];
    const payload = {
      operationId: op.id,
      recipeId: recipe.id,
      contentHash: content.hash,
      seed,
      skill: before,
      count,
      made,
      fee: String(fee),
    };
    await append(tx, { name: "ITEM_CRAFTED", ...who, payload: { ...payload, outcomes, items: all.map(({ id }) => id) } });
    if (skill > before) {
      await repository.writeSkill(tx, characterId, recipe.profession, skill);
      const grown = { skillId: recipe.profession, from: before, to: skill, by: "crafting" };
      await append(tx, { name: "SKILL_INCREASED", ...who, payload: grown });
    }
    return { made, failed: count - made, items: all.map(toView), skill, fee: String(fee) };
  }

  /** Before a vendor who may teach. @throws Problem vendor_not_found */
  visit(identity: Identity, characterId: string, { vendorId }: Lesson): Promise<Visit> {
    return this.#deps.vendors.visit(identity, { characterId, vendorId });
  }

  /** @throws Problem recipe_not_found, character_not_found, not_near, character_dead, trading_frozen, not_taught_here, price_changed, recipe_known, skill_too_low, not_enough_currency */
  async learn(tx: Tx, { identity, characterId, vendor, refusal }: Visit, { recipeId, price }: Lesson): Promise<Learned> {
    const { items, ledger, now } = this.#deps;
    await Economy.assertOpen(tx);
    const character = await items.lockCharacter(tx, identity.accountId, characterId);
    const recipe = this.#recipe(recipeId);
    if (refusal) throw new Problem(refusal);
    if (!vendor.teaches.includes(recipeId)) throw new Problem("not_taught_here");
    if (BigInt(recipe.lesson ?? 0) !== price) throw new Problem("price_changed");
    const known = await repository.findKnowledge(tx, characterId);
    if (isKnown(recipe, known)) throw new Problem("recipe_known");
    if ((known.skills.get(recipe.profession) ?? 0) < recipe.skill) throw new Problem("skill_too_low");
    await repository.addRecipe(tx, characterId, recipeId, new Date(now()));
    const op = operation("crafted", character);
    const paid = { currency: this.#currency, amount: price };
    await ledger.transfer(tx, op, [{ from: { character: characterId }, to: { sink: "vendor" }, ...paid }]);
    const payload = { operationId: op.id, recipeId, vendorId: vendor.id, amount: String(price) };
    await append(tx, { name: "RECIPE_LEARNED", accountId: identity.accountId, characterId, payload });
    return { recipeId, paid: String(price) };
  }

  /** What is worn says how well it was made and by whom; the rest is like any other of its kind, and stacks with it. */
  #products({ makes, better }: Recipe, outcomes: readonly CraftOutcome[], { id }: LockedCharacter): NewStack[] {
    const { item: templateId, quantity } = makes;
    const good = outcomes.filter(({ quality }) => quality > 0);
    if (!this.#deps.items.template(templateId).equip) return good.length > 0 ? [{ templateId, quantity: quantity * good.length }] : [];
    return good.map(({ quality }) => ({
      templateId,
      quantity,
      madeBy: id,
      attributes: quality > 1 ? { quality, stats: better[quality - 2].stats } : { quality },
    }));
  }

  #recipe(id: string): Recipe {
    const recipe = this.#recipes.get(id);
    if (!recipe) throw new Problem("recipe_not_found");
    return recipe;
  }

  #mostOf({ profession }: Recipe): number {
    return this.#most.get(profession) ?? 0;
  }
}

function isKnown({ id, lesson }: Recipe, { recipes }: repository.Knowledge): boolean {
  return lesson === undefined || recipes.has(id);
}

function amountOf(bag: readonly LockedItem[], templateId: string): number {
  return bag.reduce((sum, item) => sum + (item.templateId === templateId ? item.quantity : 0), 0);
}

/** What goes, out of the stacks in slot order: all of it for what was made, what the recipe says for failures. */
function usedUp({ ingredients, failure }: Recipe, bag: readonly LockedItem[], made: number, failed: number): Change[] {
  return ingredients.flatMap(({ item, quantity }) => {
    const lost = failure?.loses.find((loss) => loss.item === item)?.quantity ?? 0;
    let left = quantity * made + lost * failed;
    return bag.flatMap((stack): Change[] => {
      const part = stack.templateId === item ? Math.min(left, stack.quantity) : 0;
      left -= part;
      return part > 0 ? [{ consume: stack, quantity: part }] : [];
    });
  });
}

function toView({ id, version, templateId, quantity, attributes }: LockedItem): Crafted["items"][number] {
  return { itemId: id, version, templateId, quantity, quality: attributes?.quality ?? null };
}
