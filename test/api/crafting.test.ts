import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { loadContent } from "#shared/content/load.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { craftSeries } from "#shared/rules/crafting.ts";
import { type Reply, TestApi } from "./support/api.ts";
import { Customers } from "./support/customers.ts";
import type { Writer } from "./support/mail.ts";

const RACK = { zone: "emberwatch_vale", object: "rack_emberwatch", kind: "crafting_station" };
const FORGE = { ...RACK, object: "forge_emberwatch" };
const SMITH = { ...RACK, object: "vendor_smith", kind: "vendor" };

describe("4.5 crafting", () => {
  const content = loadContent();
  let api: TestApi;
  let shop: Customers;
  let ada: Writer;
  before(async () => {
    api = await TestApi.start();
    shop = new Customers(api);
  });
  beforeEach(async () => {
    ada = await shop.customer();
    shop.stand(ada, RACK);
  });
  afterEach(() => shop.booksAddUp());
  after(() => api.stop());

  const craft = (who: Writer, recipeId: string, count = 1, key?: string) =>
    shop.post(who, `/api/v1/crafting/${who.id}/craft`, { recipeId, count }, key);
  const learn = (who: Writer, recipeId: string, price: string, vendorId = "watch_smith") =>
    shop.post(who, `/api/v1/crafting/${who.id}/learn`, { recipeId, vendorId, price });
  const view = (who: Writer) => shop.get(who, `/api/v1/crafting/${who.id}`);
  const codeOf = async (reply: Promise<Reply>) => (await reply).body?.code ?? (await reply).status;
  const skilled = async ({ id: characterId }: Writer, professionId: string, skill: number) => {
    await api.database.prisma.characterProfession.upsert({
      where: { characterId_professionId: { characterId, professionId } },
      create: { characterId, professionId, skill },
      update: { skill },
    });
  };
  const skillOf = async (who: Writer, professionId: string) =>
    (await view(who)).professions.find((profession: { professionId: string }) => profession.professionId === professionId).skill;
  const events = async ({ id: characterId }: Writer, name: string) => {
    const rows = await api.database.prisma.gameEvent.findMany({ where: { name, characterId }, orderBy: { id: "asc" } });
    return rows.map(({ payload }) => payload as Record<string, unknown>);
  };

  it("4.5 uses up what goes in, makes stacks like any others, and teaches", async () => {
    await shop.people.give(ada, "wolf_pelt", 20);
    await shop.people.give(ada, "wolf_pelt", 7);
    const reply = await craft(ada, "tan_pelts", 12);
    assert.deepEqual([reply.status, reply.body.made, reply.body.failed], [200, 12, 0], reply.text);
    assert.deepEqual(await shop.people.bag(ada), [
      ["tanned_leather", 12],
      ["wolf_pelt", 3],
    ]);
    const skill = await skillOf(ada, "leatherworking");
    assert.ok(skill > 3 && skill === reply.body.skill);
    assert.deepEqual(await events(ada, "SKILL_INCREASED"), [{ skillId: "leatherworking", from: 0, to: skill, by: "crafting" }]);
    assert.equal((await craft(ada, "tan_pelts")).status, 200);
    assert.deepEqual((await shop.people.bag(ada))[0], ["tanned_leather", 13], "they go into one stack");
    const [stack] = await shop.at(ada, "bag");
    assert.deepEqual([stack.attributes, stack.madeBy], [null, null]);
  });

  it("4.5 outcomes follow from the seed that ITEM_CRAFTED keeps; what is worn says its quality and who made it", async () => {
    await skilled(ada, "smithing", 20);
    shop.stand(ada, FORGE);
    await shop.people.give(ada, "shatterstone_ingot", 20);
    await shop.people.give(ada, "shatterstone_ingot", 20);
    await shop.people.give(ada, "shatterstone_ingot", 20);
    await shop.people.give(ada, "coal", 50);
    const recipe = content.recipes.find(({ id }) => id === "forge_watch_sword") ?? assert.fail();
    const reply = await craft(ada, recipe.id, 14);
    assert.equal(reply.status, 200, reply.text);
    const [told] = await events(ada, "ITEM_CRAFTED");
    assert.deepEqual([told.recipeId, told.count, told.skill, told.contentHash], [recipe.id, 14, 20, content.hash]);
    const again = craftSeries(recipe, 20, 100, 14, told.seed as number);
    assert.deepEqual(again.outcomes, told.outcomes);
    const good = again.outcomes.filter(({ quality }) => quality > 0);
    assert.deepEqual([reply.body.made, reply.body.failed, reply.body.skill], [good.length, 14 - good.length, again.skill]);
    const swords = (await shop.at(ada, "bag")).filter(({ templateId }) => templateId === "watch_sword");
    assert.deepEqual(
      swords.map(({ attributes }) => (attributes as { quality: number }).quality),
      good.map(({ quality }) => quality),
    );
    for (const { attributes, madeBy, durability } of swords) {
      const { quality, stats } = attributes as { quality: number; stats?: object };
      assert.deepEqual([madeBy, durability, stats], [ada.id, 50, quality > 1 ? recipe.better[quality - 2].stats : undefined]);
    }
    const left = new Map<string, number>();
    for (const [what, quantity] of await shop.people.bag(ada)) left.set(what, (left.get(what) ?? 0) + quantity);
    const failed = 14 - good.length;
    assert.equal(left.get("shatterstone_ingot"), 60 - 3 * good.length - failed, "a failure loses one");
    assert.equal(left.get("coal"), 50 - 2 * good.length, "and no coal");
  });

  it("4.5 only what is known, with skill, level, everything for it, room, beside the right station and alive; refusals change nothing", async () => {
    await shop.people.give(ada, "wolf_pelt", 3);
    const before = await shop.people.bag(ada);
    assert.equal(await codeOf(craft(ada, "tan_pelts", 2)), "ingredients_missing");
    assert.equal(await codeOf(craft(ada, "sew_leather_gloves")), "skill_too_low");
    assert.equal(await codeOf(craft(ada, "sew_mire_waders")), "recipe_not_learned");
    assert.equal(await codeOf(craft(ada, "nothing_at_all")), "recipe_not_found");
    assert.equal(await codeOf(craft(ada, "smelt_shatterstone")), "not_near");
    for (const count of [0, 21, 1.5, -1]) assert.equal(await codeOf(craft(ada, "tan_pelts", count)), "invalid_request");
    shop.stand(ada, { ...RACK, alive: false });
    assert.equal(await codeOf(craft(ada, "tan_pelts")), "character_dead");
    shop.stand(ada, { ...RACK, zone: "saltgate" });
    assert.equal(await codeOf(craft(ada, "tan_pelts")), "not_near");
    shop.stand(ada, RACK);
    await api.database.pool.query("UPDATE character_inventory SET bag_slots = 1 WHERE character_id = $1", [ada.id]);
    assert.equal(await codeOf(craft(ada, "tan_pelts")), "bag_full");
    assert.deepEqual(await shop.people.bag(ada), before);
    await api.database.pool.query("UPDATE character_inventory SET bag_slots = 2 WHERE character_id = $1", [ada.id]);
    const key = uuidv7();
    const first = await craft(ada, "tan_pelts", 1, key);
    shop.stand(ada, null);
    const again = await craft(ada, "tan_pelts", 1, key);
    assert.deepEqual([first.status, again.status, again.text], [200, 200, first.text]);
    assert.deepEqual((await events(ada, "ITEM_CRAFTED")).length, 1);
  });

  it("4.5 a vendor teaches what he knows, once, to those who are ready for it; then it can be made, for its fee", async () => {
    shop.stand(ada, SMITH);
    assert.equal(await codeOf(learn(ada, "forge_greatsword", "1500")), "skill_too_low");
    await skilled(ada, "smithing", 95);
    assert.equal(await codeOf(learn(ada, "forge_greatsword", "1499")), "price_changed");
    assert.equal(await codeOf(learn(ada, "sew_mire_waders", "900")), "not_taught_here");
    assert.equal(await codeOf(learn(ada, "forge_greatsword", "1500", "emberwatch_trader")), "not_near");
    const before = await shop.flow("vendor");
    const lesson = await learn(ada, "forge_greatsword", "1500");
    assert.deepEqual([lesson.status, lesson.body], [200, { recipeId: "forge_greatsword", paid: "1500" }], lesson.text);
    assert.equal((await shop.flow("vendor")) - before, 1500n);
    assert.equal(await codeOf(learn(ada, "forge_greatsword", "1500")), "recipe_known");
    shop.stand(ada, FORGE);
    await api.database.prisma.character.update({ where: { id: ada.id }, data: { level: 3 } });
    for (const [what, quantity] of [
      ["shatterstone_ingot", 20],
      ["golem_core", 2],
      ["coal", 8],
    ] as const)
      await shop.people.give(ada, what, quantity);
    const made = await craft(ada, "forge_greatsword", 2);
    assert.deepEqual([made.body.made, made.body.fee, made.body.skill], [2, "80", 95], made.text);
    assert.deepEqual(
      (await shop.people.bag(ada)).map(([what]) => what),
      ["greatsword", "greatsword"],
    );
    assert.equal(await shop.people.balance(ada), 100_000n - 1580n);
    assert.equal(await shop.flow("crafting_fee"), 80n);
    const poor = await shop.customer(0n);
    shop.stand(poor, SMITH);
    await skilled(poor, "smithing", 95);
    assert.equal(await codeOf(learn(poor, "forge_greatsword", "1500")), "not_enough_currency");
    assert.equal((await view(poor)).recipes.find(({ recipeId }: { recipeId: string }) => recipeId === "forge_greatsword").known, false);
  });

  it("R4 of 40 identical tries at once with what one takes, exactly one succeeds", async () => {
    await shop.people.give(ada, "wolf_pelt", 2);
    const replies = await Promise.all(Array.from({ length: 40 }, () => craft(ada, "tan_pelts")));
    for (const { status, text } of replies) assert.ok(status < 500 || status === 503, text);
    const done = replies.filter(({ status }) => status === 200).length;
    if (done === 0) assert.equal((await craft(ada, "tan_pelts")).status, 200);
    else assert.equal(done, 1);
    assert.deepEqual(await shop.people.bag(ada), [["tanned_leather", 1]]);
  });

  it("4.5 whatever is made in whatever order: nothing is used up or made but as the recipes say", async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    const rng = new Rng(seed);
    await api.database.pool.query("UPDATE character_inventory SET bag_slots = 60 WHERE character_id = $1", [ada.id]);
    await api.database.prisma.character.update({ where: { id: ada.id }, data: { level: 5 } });
    for (const { id } of content.professions) await skilled(ada, id, rng.int(5, 60));
    const expected = new Map<string, number>();
    const count = (what: string, by: number) => expected.set(what, (expected.get(what) ?? 0) + by);
    for (const { ingredients } of content.recipes)
      for (const { item } of ingredients) {
        const quantity = Math.min(20, content.items.find(({ id }) => id === item)?.maxStack ?? 1);
        await shop.people.give(ada, item, quantity);
        count(item, quantity);
      }
    const places = { forge: FORGE, tanning_rack: RACK, alchemy_table: { ...RACK, object: "table_emberwatch" } };
    for (let n = 0; n < 60; n++) {
      const recipe = content.recipes[rng.int(0, content.recipes.length - 1)];
      shop.stand(ada, places[recipe.station]);
      const reply = await craft(ada, recipe.id, rng.int(1, 4));
      if (reply.status !== 200) {
        assert.ok(["ingredients_missing", "skill_too_low", "recipe_not_learned", "bag_full"].includes(reply.body.code), reply.text);
        continue;
      }
      const { made, failed } = reply.body;
      count(recipe.makes.item, recipe.makes.quantity * made);
      for (const { item, quantity } of recipe.ingredients) count(item, -quantity * made);
      for (const { item, quantity } of recipe.failure?.loses ?? []) count(item, -quantity * failed);
    }
    const has = new Map<string, number>();
    for (const [what, quantity] of await shop.people.bag(ada)) has.set(what, (has.get(what) ?? 0) + quantity);
    for (const [what, quantity] of expected) assert.equal(has.get(what) ?? 0, quantity, what);
  });
});
