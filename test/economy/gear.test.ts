import assert from "node:assert/strict";
import type { SpentPoints } from "#rooms/ports/characters.ts";
import { PostgresProgress } from "#server/adapters/progress.ts";
import { wearSubscriber } from "#server/modules/inventory/wear.subscriber.ts";
import type { LockedCharacter } from "#server/modules/items/item.ts";
import { operation, TestEconomy } from "./support/economy.ts";

describe("4.1 gear", () => {
  let economy: TestEconomy;
  let hero: string;
  before(async () => {
    economy = await TestEconomy.open();
  });
  beforeEach(async () => {
    [hero] = await economy.office.people(1);
  });
  after(() => economy.close());

  /** Straight from the bag into a slot. */
  const wear = async (templateId: string, slot: number) => {
    const id = await economy.give(hero, templateId);
    await economy.do(async (tx) => {
      const character = (await economy.items.lockCharacters(tx, [hero])).get(hero) as LockedCharacter;
      const [item] = await economy.items.lockOwn(tx, character, [{ itemId: id, version: 0 }]);
      await economy.items.apply(tx, operation("equipped"), [{ move: item, to: { character, place: "equipment", slot } }]);
    });
    return id;
  };
  const durability = async (id: string) => (await economy.office.prisma.characterItem.findUniqueOrThrow({ where: { id } })).durability;

  it("4.1 rooms are told what is worn, with the points, and again with every change of it", async () => {
    const progress = new PostgresProgress(economy.office.prisma, economy.office.content, { info() {}, warn() {}, error() {} });
    const heard: SpentPoints[] = [];
    const next = async (version: number) => {
      while (!heard.some((points) => points.version >= version)) await new Promise((resolve) => setTimeout(resolve, 10));
      return heard[heard.length - 1];
    };
    const stop = progress.watch(hero, 0, (points) => heard.push(points));
    const sword = await wear("watch_sword", 9);
    assert.deepEqual((await next(1)).worn, [{ templateId: "watch_sword", durability: 50, stats: null }]);
    const died = { id: hero, name: "PLAYER_DIED", accountId: null, characterId: hero, payload: {}, at: new Date() };
    const subscriber = wearSubscriber(economy.items, { wear: { death: 20, fight: 1 } });
    await economy.do((tx) => subscriber.handle(tx, [died]));
    assert.equal((await next(2)).worn[0].durability, 30);
    assert.equal(await durability(sword), 30);
    stop();
    await progress.close();
    const record = await economy.office.characters.claim(hero, "room");
    assert.deepEqual([record.points.version, record.points.worn[0].durability], [2, 30], "who comes in wears it");
  });

  it("4.1 deaths and fights wear down what is worn and nothing else, never below broken", async () => {
    const worn = [await wear("watch_sword", 9), await wear("iron_cap", 0), await wear("copper_ring", 7)];
    const inBag = await economy.give(hero, "oak_shield");
    const subscriber = wearSubscriber(economy.items, { wear: { death: 20, fight: 1 } });
    const event = (name: string, payload: object) => ({ id: hero, name, accountId: null, characterId: hero, payload, at: new Date() });
    const fight = event("COMBAT_ENDED", { damageDealt: 5, damageTaken: 0 });
    await economy.do((tx) =>
      subscriber.handle(tx, [event("PLAYER_DIED", {}), fight, event("COMBAT_ENDED", { damageDealt: 0, damageTaken: 0 })]),
    );
    assert.deepEqual(await Promise.all([...worn, inBag].map(durability)), [29, 29, null, 60]);
    await economy.do((tx) =>
      subscriber.handle(
        tx,
        Array.from({ length: 3 }, () => event("PLAYER_DIED", {})),
      ),
    );
    assert.deepEqual(await Promise.all(worn.map(durability)), [0, 0, null]);
    const { buildVersion } = await economy.office.character(hero);
    await economy.do((tx) => subscriber.handle(tx, [fight]));
    assert.equal((await economy.office.character(hero)).buildVersion, buildVersion, "what is broken does not break again");
  });
});
