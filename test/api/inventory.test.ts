import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import { type Player, type Reply, TestApi } from "./support/api.ts";

type ItemView = { itemId: string; templateId: string; quantity: number; slot: number; version: number; bound: boolean };

describe("4.1 /api/v1/inventory", () => {
  let api: TestApi;
  let player: Player;
  let hero: string;
  let atBank = false;
  /** null: the character is not in the world. */
  let standing: Partial<CharacterPlace> | null = {};
  before(async () => {
    const place = (characterId: string): CharacterPlace => ({
      characterId,
      zoneId: "emberwatch_vale",
      layer: 0,
      x: 1,
      y: 1,
      alive: true,
      inCombat: false,
      near: atBank ? [{ kind: "bank", objectId: "bank_emberwatch" }] : [],
      ...standing,
    });
    api = await TestApi.start({ whereabouts: { of: async (ids) => new Map(standing ? ids.map((id) => [id, place(id)]) : []) } });
    player = await api.player();
  });
  let names = 0;
  beforeEach(async () => {
    if (names > 0) await api.database.pool.query("DELETE FROM character_slots");
    hero = await api.character(player, `Carrier${"abcdefghijklmnopqrst"[names++]}`);
    atBank = false;
    standing = {};
  });
  after(() => api.stop());

  const post = (what: string, body: object, key: string = randomUUID()): Promise<Reply> =>
    api.post(`/api/v1/inventory/${hero}/${what}`, body, { token: player.accessToken, headers: { "idempotency-key": key } });
  const get = async () => (await api.get(`/api/v1/inventory/${hero}`, { token: player.accessToken })).body;
  const find = async (itemId: string, place: "items" | "equipment" = "items"): Promise<ItemView> =>
    (await get())[place].find((item: ItemView) => item.itemId === itemId);
  const ref = async (itemId: string, place: "items" | "equipment" = "items") => ({ itemId, version: (await find(itemId, place)).version });
  const slots = (items: ItemView[]) => items.map(({ slot, templateId, quantity }) => [slot, templateId, quantity]);

  it("4.1 moves into a free slot and changes places with what the player saw there; a stale picture is a 409", async () => {
    const pelt = await api.give(hero, "wolf_pelt", 5);
    const tusk = await api.give(hero, "boar_tusk", 2);
    const reply = await post("move", { ...(await ref(pelt)), place: "bag", slot: 7 });
    assert.deepEqual(
      [reply.status, slots(reply.body.items)],
      [
        200,
        [
          [1, "boar_tusk", 2],
          [7, "wolf_pelt", 5],
        ],
      ],
      reply.text,
    );
    assert.equal((await post("move", { itemId: pelt, version: 0, place: "bag", slot: 8 })).body.code, "stale_version");
    assert.equal((await post("move", { ...(await ref(pelt)), place: "bag", slot: 1 })).body.code, "stale_version", "something is there");
    const stale = { ...(await ref(pelt)), place: "bag", slot: 1, swapWith: { itemId: tusk, version: 9 } };
    assert.equal((await post("move", stale)).body.code, "stale_version");
    const swap = await post("move", { ...(await ref(pelt)), place: "bag", slot: 1, swapWith: await ref(tusk) });
    assert.deepEqual(
      slots(swap.body.items),
      [
        [1, "wolf_pelt", 5],
        [7, "boar_tusk", 2],
      ],
      swap.text,
    );
    assert.equal((await post("move", { ...(await ref(pelt)), place: "bag", slot: 24 })).body.code, "no_such_slot");
    assert.equal((await post("move", { itemId: randomUUID(), version: 0, place: "bag", slot: 2 })).body.code, "item_not_found");
  });

  it("4.1 the same request twice has one effect and one answer", async () => {
    const pelt = await api.give(hero, "wolf_pelt", 5);
    const body = { ...(await ref(pelt)), quantity: 2, place: "bag", slot: 3 };
    const key = randomUUID();
    const [first, again] = [await post("split", body, key), await post("split", body, key)];
    assert.equal(first.status, 200, first.text);
    assert.equal(again.text, first.text);
    assert.deepEqual(slots((await get()).items), [
      [0, "wolf_pelt", 3],
      [3, "wolf_pelt", 2],
    ]);
    const bare = await api.post(`/api/v1/inventory/${hero}/split`, body, { token: player.accessToken });
    assert.equal(bare.body.code, "invalid_request", "without a key nothing is done");
  });

  it("4.1 splits, joins and destroys; the history says so", async () => {
    const pelt = await api.give(hero, "wolf_pelt", 15);
    const other = await api.give(hero, "boar_tusk", 1);
    assert.equal((await post("split", { ...(await ref(pelt)), quantity: 15, place: "bag", slot: 3 })).body.code, "not_so_many");
    assert.equal((await post("split", { ...(await ref(pelt)), quantity: 2, place: "bag", slot: 1 })).body.code, "stale_version");
    const split = await post("split", { ...(await ref(pelt)), quantity: 9, place: "bag", slot: 5 });
    const part = split.body.items.find((item: ItemView) => item.slot === 5).itemId;
    assert.equal((await post("merge", { ...(await ref(pelt)), into: await ref(other) })).body.code, "does_not_stack");
    assert.equal((await post("merge", { ...(await ref(pelt)), into: await ref(part), quantity: 7 })).body.code, "not_so_many");
    await post("merge", { ...(await ref(pelt)), into: await ref(part), quantity: 1 });
    assert.equal((await find(part)).quantity, 10);
    assert.equal((await post("destroy", { ...(await ref(part)), quantity: 11 })).body.code, "not_so_many");
    await post("destroy", { ...(await ref(part)), quantity: 10 });
    assert.equal(await find(part), undefined);
    const { body } = await api.get(`/api/v1/inventory/${hero}/items/${pelt}/history`, { token: player.accessToken });
    assert.deepEqual(
      body.entries.map((e: { reason: string; quantity: number; to: { itemId: string } | null }) => [e.reason, e.quantity, e.to?.itemId]),
      [
        ["arranged", 1, part],
        ["arranged", 9, part],
        ["operator", 15, pelt],
      ],
    );
    const gone = await api.get(`/api/v1/inventory/${hero}/items/${part}/history`, { token: player.accessToken });
    assert.equal(gone.body.code, "item_not_found");
  });

  it("4.1 sorting joins stacks and leaves the order it promises; done again it changes nothing", async () => {
    for (const [what, quantity] of [
      ["torn_map", 1],
      ["wolf_pelt", 12],
      ["healing_draught", 3],
      ["wolf_pelt", 20],
      ["barrow_blade", 1],
      ["hunters_bow", 1],
    ] as const)
      await api.give(hero, what, quantity);
    await post("split", { ...(await ref((await get()).items[1].itemId)), quantity: 3, place: "bag", slot: 20 });
    const sorted = await post("sort", { place: "bag" });
    assert.deepEqual(
      slots(sorted.body.items),
      [
        [0, "barrow_blade", 1],
        [1, "hunters_bow", 1],
        [2, "healing_draught", 3],
        [3, "wolf_pelt", 20],
        [4, "wolf_pelt", 12],
        [5, "torn_map", 1],
      ],
      sorted.text,
    );
    assert.equal((await post("sort", { place: "bag" })).text, sorted.text);
  });

  it("4.1 what is laid down lies where the character stands, for anybody, once; the history and an event say so", async () => {
    const { pool } = api.database;
    const pelt = await api.give(hero, "wolf_pelt", 5);
    standing = { x: 12.5, y: 30, layer: 2 };
    const [order, key] = [{ ...(await ref(pelt)), quantity: 2 }, randomUUID()];
    const reply = await post("drop", order, key);
    assert.deepEqual([reply.status, slots(reply.body.items)], [200, [[0, "wolf_pelt", 3]]], reply.text);
    standing = null;
    assert.equal((await post("drop", order, key)).text, reply.text, "asked again it is answered again");
    const { rows } = await pool.query(
      `SELECT i.quantity, i.owner_type, d.zone_id, d.layer, d.x, d.y, d.late, d.owner_character_id, d.owner_ids, d.owned_until <= to_timestamp($1) AS free,
        h.reason, h.actor_id FROM world_drops d JOIN character_items i ON i.id = d.item_id JOIN item_history h ON h.to_item = i.id`,
      [api.now / 1000],
    );
    assert.deepEqual(rows, [
      {
        ...{ quantity: 2, owner_type: "zone", zone_id: "emberwatch_vale", layer: 2, x: 12.5, y: 30, late: true },
        ...{ owner_character_id: null, owner_ids: [], free: true, reason: "dropped", actor_id: hero },
      },
    ]);
    const events = await pool.query("SELECT payload->>'quantity' AS quantity FROM game_events WHERE name = 'ITEM_DROPPED'");
    assert.deepEqual(events.rows, [{ quantity: "2" }]);
  });

  it("4.1 nobody lays down what is bound, not his, more than there is, or from where he is not", async () => {
    const pelt = await api.give(hero, "wolf_pelt", 5);
    const hide = await api.give(hero, "grimjaw_hide");
    const drop = async (itemId: string, quantity = 1) => (await post("drop", { ...(await ref(itemId)), quantity })).body.code;
    const before = await get();
    assert.equal(await drop(hide), "item_bound");
    assert.equal(await drop(pelt, 6), "not_so_many");
    assert.equal((await post("drop", { itemId: pelt, version: 77, quantity: 1 })).body.code, "stale_version");
    assert.equal((await post("drop", { itemId: randomUUID(), version: 0, quantity: 1 })).body.code, "item_not_found");
    standing = { alive: false };
    assert.equal(await drop(pelt), "character_dead");
    standing = { lost: true };
    assert.equal(await drop(pelt), "character_not_in_world");
    standing = null;
    assert.equal(await drop(pelt), "character_not_in_world");
    standing = {};
    await api.database.pool.query("UPDATE economy_state SET frozen_at = now()");
    assert.equal(await drop(pelt), "trading_frozen");
    await api.database.pool.query("UPDATE economy_state SET frozen_at = NULL");
    assert.deepEqual(await get(), before);
  });

  it("4.1 the bank is reached only beside one", async () => {
    const pelt = await api.give(hero, "wolf_pelt", 5);
    const away = async () => post("move", { ...(await ref(pelt)), place: "bank", slot: 2 });
    assert.equal((await away()).body.code, "not_near");
    atBank = true;
    const there = await away();
    assert.deepEqual([slots(there.body.items), slots(there.body.bank.items)], [[], [[2, "wolf_pelt", 5]]], there.text);
    atBank = false;
    const back = { itemId: pelt, version: there.body.bank.items[0].version, place: "bag", slot: 0 };
    assert.equal((await post("move", back)).body.code, "not_near");
    assert.equal((await post("destroy", { itemId: pelt, version: back.version, quantity: 5 })).body.code, "not_near");
    atBank = true;
    assert.equal((await post("move", back)).status, 200);
  });

  it("4.1 what is worn fits, is bound, and frees the hands it needs", async () => {
    const sword = await api.give(hero, "watch_sword");
    const shield = await api.give(hero, "oak_shield");
    const great = await api.give(hero, "greatsword");
    const staff = await api.give(hero, "ember_staff");
    const pelt = await api.give(hero, "wolf_pelt");
    const equip = async (itemId: string, more = {}) => post("equip", { ...(await ref(itemId)), ...more });
    assert.equal((await equip(pelt)).body.code, "not_wearable");
    assert.equal((await equip(sword, { slot: 0 })).body.code, "not_wearable");
    assert.equal((await equip(staff)).body.code, "requirements_not_met", "for arcanists");
    assert.equal((await equip(great)).body.code, "requirements_not_met", "level 3");
    await api.database.prisma.character.update({ where: { id: hero }, data: { level: 3 } });
    await equip(sword);
    const both = await equip(shield);
    assert.deepEqual(
      slots(both.body.equipment),
      [
        [9, "watch_sword", 1],
        [10, "oak_shield", 1],
      ],
      both.text,
    );
    const one = await equip(great);
    assert.deepEqual(slots(one.body.equipment), [[9, "greatsword", 1]]);
    assert.deepEqual(slots(one.body.items), [
      [0, "oak_shield", 1],
      [2, "watch_sword", 1],
      [3, "ember_staff", 1],
      [4, "wolf_pelt", 1],
    ]);
    const worn = one.body.equipment[0];
    assert.equal(worn.bound, true, "it binds when it is worn");
    const off = await equip(shield);
    assert.deepEqual(slots(off.body.equipment), [[10, "oak_shield", 1]], "no hand was free for it");
    const bare = await post("unequip", await ref(shield, "equipment"));
    assert.deepEqual([bare.body.equipment, bare.body.items.length], [[], 5]);
    const versions = await api.database.prisma.character.findUniqueOrThrow({ where: { id: hero } });
    assert.equal(versions.buildVersion, 5);
  });
});
