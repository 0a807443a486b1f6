import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { LockedCharacter, LockedItem } from "#server/modules/items/item.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { operation, TestEconomy } from "./support/economy.ts";

describe("4.1 items", () => {
  let economy: TestEconomy;
  let hero: string;
  let friend: string;
  before(async () => {
    economy = await TestEconomy.open();
  });
  beforeEach(async () => {
    [hero, friend] = await economy.office.people(2, 4);
  });
  afterEach(async () => assert.deepEqual(await economy.discrepancies(), []));
  after(() => economy.close());

  const lock = async (tx: Tx, ...ids: string[]): Promise<LockedCharacter[]> => {
    const locked = await economy.items.lockCharacters(tx, ids);
    return ids.map((id) => locked.get(id) as LockedCharacter);
  };
  const bag = async (id: string) =>
    (await economy.office.bag(id)).map(({ slot, templateId, quantity, version }) => [slot, templateId, quantity, version]);
  const history = async (item: string) =>
    (
      await economy.office.prisma.itemHistory.findMany({ where: { OR: [{ fromItem: item }, { toItem: item }] }, orderBy: { id: "asc" } })
    ).map((row) => [
      row.reason,
      row.quantity,
      row.fromItem === null ? null : row.fromItem === item,
      row.toItem === null ? null : row.toItem === item,
    ]);

  it("4.1 what is delivered fills up stacks, then takes free slots; a bag without room takes nothing", async () => {
    await economy.give(hero, "wolf_pelt", 15);
    await economy.give(hero, "wolf_pelt", 30);
    assert.deepEqual(await bag(hero), [
      [0, "wolf_pelt", 20, 1],
      [1, "wolf_pelt", 20, 0],
      [2, "wolf_pelt", 5, 0],
    ]);
    await assert.rejects(economy.give(hero, "wolf_pelt", 36), { code: "bag_full" });
    await economy.give(hero, "wolf_pelt", 35);
    assert.equal((await bag(hero)).length, 4);
  });

  it("4.1 parts become items of their own, joined stacks are one, and both histories tell", async () => {
    const whole = await economy.give(hero, "wolf_pelt", 10);
    const part = await economy.do(async (tx) => {
      const [character] = await lock(tx, hero);
      const [stack] = await economy.items.lockOwn(tx, character, [{ itemId: whole, version: 0 }]);
      const to = { character, place: "bag", slot: 3 } as const;
      const [split] = await economy.items.apply(tx, operation("arranged", hero), [{ move: stack, quantity: 4, to }]);
      assert.deepEqual([stack.quantity, stack.version, split.quantity, split.version], [6, 1, 4, 0]);
      return split.id;
    });
    await economy.do(async (tx) => {
      const [character] = await lock(tx, hero);
      const found = await economy.items.lockItems(tx, [whole, part]);
      const [a, b] = [whole, part].map((id) => found.get(id) as LockedItem);
      await economy.items.apply(tx, operation("arranged", hero), [{ merge: a, into: b }]);
      assert.equal(a.quantity, 0);
      await assert.rejects(economy.items.apply(tx, operation("destroyed"), [{ consume: a }]), /no more/);
      await economy.items.apply(tx, operation("destroyed", character.id), [{ consume: b, quantity: 3 }]);
    });
    assert.deepEqual(await bag(hero), [[3, "wolf_pelt", 7, 2]]);
    assert.deepEqual(await history(whole), [
      ["operator", 10, null, true],
      ["arranged", 4, true, false],
      ["arranged", 6, true, false],
    ]);
    assert.deepEqual(await history(part), [
      ["arranged", 4, false, true],
      ["arranged", 6, false, true],
      ["destroyed", 3, true, null],
    ]);
  });

  it("4.1 two stacks change places in one operation; a third that goes where one is, is refused by the database", async () => {
    const [a, b] = [await economy.give(hero, "wolf_pelt"), await economy.give(hero, "boar_tusk")];
    const swap = (slots: readonly [number, number]) =>
      economy.do(async (tx) => {
        const [character] = await lock(tx, hero);
        const found = await economy.items.lockItems(tx, [a, b]);
        const moves = [a, b].map((id, n) => ({
          move: found.get(id) as LockedItem,
          to: { character, place: "bag", slot: slots[n] } as const,
        }));
        await economy.items.apply(tx, operation("arranged"), moves);
      });
    await swap([1, 0]);
    assert.deepEqual(await bag(hero), [
      [0, "boar_tusk", 1, 1],
      [1, "wolf_pelt", 1, 1],
    ]);
    await assert.rejects(swap([2, 2]), /character_items_one_per_slot|Unique constraint/);
    await assert.rejects(swap([2, 4]), /0 … 3 wanted, not 4/);
  });

  it("R6 a character that is not locked has its things left alone, and locks come in order", async () => {
    const id = await economy.give(hero, "wolf_pelt", 2);
    const without = economy.do(async (tx) => {
      const item = (await economy.items.lockItems(tx, [id])).get(id) as LockedItem;
      await economy.items.apply(tx, operation("destroyed"), [{ consume: item }]);
    });
    await assert.rejects(without, /is not locked/);
    const late = economy.do(async (tx) => {
      await economy.items.lockItems(tx, [id]);
      await lock(tx, hero);
    });
    await assert.rejects(late, /before items/);
    const twice = economy.do(async (tx) => {
      await lock(tx, hero);
      await lock(tx, friend);
    });
    await assert.rejects(twice, /at once/);
    assert.deepEqual(await bag(hero), [[0, "wolf_pelt", 2, 0]]);
  });

  it("R6 what a player names is his, there, and of the version he saw", async () => {
    const id = await economy.give(hero, "wolf_pelt", 2);
    const named = (who: string, itemId: string, version: number) =>
      economy.do(async (tx) => economy.items.lockOwn(tx, (await lock(tx, who))[0], [{ itemId, version }]));
    await assert.rejects(named(hero, id, 1), { code: "stale_version" });
    await assert.rejects(named(friend, id, 0), { code: "item_not_found" });
    await assert.rejects(named(hero, uuidv7(), 0), { code: "item_not_found" });
    assert.equal((await named(hero, id, 0))[0].quantity, 2);
  });

  it("4.1 what binds when picked up stays with who picked it up; a refusal changes nothing, in memory neither", async () => {
    const id = await economy.give(hero, "grimjaw_hide");
    await economy.do(async (tx) => {
      const [mine, theirs] = await lock(tx, hero, friend);
      const [hide] = await economy.items.lockOwn(tx, mine, [{ itemId: id, version: 0 }]);
      assert.equal(hide.boundTo, hero);
      const away = [{ zone: "emberwatch_vale" }, { mail: uuidv7(), slot: 0 }, { character: theirs, place: "bag", slot: 0 }] as const;
      for (const to of away) {
        const elsewhere = { character: mine, place: "bag", slot: 2 } as const;
        const changes = [
          { move: hide, to: elsewhere },
          { move: hide, to },
        ];
        await assert.rejects(economy.items.apply(tx, operation("trade"), changes), { code: "item_bound" });
        assert.equal(hide.slot, 0);
      }
      await assert.rejects(economy.items.deliver(tx, operation("trade"), theirs, [hide]), { code: "item_bound" });
      await economy.items.apply(tx, operation("arranged"), [{ move: hide, to: { character: mine, place: "bank", slot: 7 } }]);
    });
    assert.deepEqual((await history(id)).at(-1), ["arranged", 1, true, true]);
  });

  it("4.1 by way of a letter: out of one bag, kept, and into another's stacks", async () => {
    const id = await economy.give(hero, "wolf_pelt", 12);
    await economy.give(friend, "wolf_pelt", 15);
    const mail = uuidv7();
    await economy.do(async (tx) => {
      const [character] = await lock(tx, hero);
      const [stack] = await economy.items.lockOwn(tx, character, [{ itemId: id, version: 0 }]);
      await economy.items.apply(tx, operation("mail_sent", hero), [{ move: stack, quantity: 9, to: { mail, slot: 0 } }]);
    });
    await economy.do(async (tx) => {
      const [character] = await lock(tx, friend);
      const kept = await economy.items.kept(tx, "mail", mail);
      assert.deepEqual(
        kept.map((item) => item.quantity),
        [9],
      );
      const [into] = await economy.items.deliver(tx, operation("mail_taken", friend), character, kept);
      assert.deepEqual(
        into.map((item) => [item.slot, item.quantity]),
        [
          [0, 20],
          [1, 4],
        ],
      );
      assert.equal(into[1].id, kept[0].id, "what is left keeps its name");
    });
    assert.deepEqual(await bag(hero), [[0, "wolf_pelt", 3, 1]]);
  });
});
