import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { tidy } from "#server/modules/upkeep/upkeep.jobs.ts";
import type { VendorView } from "#server/modules/vendors/vendors.schema.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { BUYBACK } from "#shared/rules/vendors.ts";
import { books } from "#test/support/books.ts";
import { type Reply, TestApi } from "./support/api.ts";
import { Customers } from "./support/customers.ts";
import type { Writer } from "./support/mail.ts";

const SMITH = { zone: "emberwatch_vale", object: "vendor_smith", kind: "vendor" };
const TRADER = { ...SMITH, object: "vendor_trader" };

describe("4.5 vendors", () => {
  let api: TestApi;
  let shop: Customers;
  let ada: Writer;
  before(async () => {
    api = await TestApi.start();
    shop = new Customers(api);
  });
  beforeEach(async () => {
    ada = await shop.customer();
    shop.stand(ada, SMITH);
  });
  afterEach(() => shop.booksAddUp());
  after(() => api.stop());

  const path = ({ id }: Writer, vendor: string, what = "") => `/api/v1/vendors/${id}/${vendor}${what && `/${what}`}`;
  const at = (who: Writer, what: string, body: object, vendor = "watch_smith", key?: string) =>
    shop.post(who, path(who, vendor, what), body, key);
  const view = (who: Writer, vendor = "watch_smith") => shop.get(who, path(who, vendor));
  const codeOf = async (reply: Promise<Reply>) => (await reply).body?.code ?? (await reply).status;
  const sword = { templateId: "watch_sword", quantity: 1, price: "280" };
  const successes = (replies: readonly Reply[]) => {
    for (const { status, text } of replies) assert.ok(status < 500 || status === 503, text);
    return replies.filter(({ status }) => status < 300).length;
  };

  it("4.5 buys at the price seen, into the bag, for the sink `vendor`; refusals change nothing", async () => {
    const before = await shop.flow("vendor");
    const reply = await at(ada, "buy", { ...sword, quantity: 2 });
    assert.deepEqual([reply.status, reply.body.paid, reply.body.currency, reply.body.items.length], [200, "560", "crowns", 2], reply.text);
    assert.deepEqual(await shop.people.bag(ada), [
      ["watch_sword", 1],
      ["watch_sword", 1],
    ]);
    assert.equal(await shop.people.balance(ada), 99_440n);
    assert.equal((await shop.flow("vendor")) - before, 560n);
    assert.equal(await codeOf(at(ada, "buy", { ...sword, price: "279" })), "price_changed");
    assert.equal(await codeOf(at(ada, "buy", { ...sword, templateId: "hollow_crown" })), "not_sold_here");
    assert.equal(await codeOf(at(ada, "buy", { ...sword, quantity: 23 })), "bag_full");
    assert.equal(await codeOf(at(ada, "buy", sword, "nobody")), "vendor_not_found");
    const poor = await shop.customer(279n);
    shop.stand(poor, SMITH);
    assert.equal(await codeOf(at(poor, "buy", sword)), "not_enough_currency");
    assert.deepEqual([await shop.people.bag(poor), await shop.people.balance(poor)], [[], 279n]);
    const told = await api.database.prisma.gameEvent.findMany({ where: { name: "ITEM_BOUGHT", characterId: ada.id } });
    assert.deepEqual(
      told.map(({ payload }) => (payload as { amount: string }).amount),
      ["560"],
    );
  });

  it("4.5 other currencies than the main one, from and to the world", async () => {
    shop.stand(ada, { ...SMITH, object: "vendor_quartermaster" });
    const phial = { templateId: "windfoot_phial", quantity: 2, price: "6" };
    assert.equal(await codeOf(at(ada, "buy", phial, "quartermaster")), "not_enough_currency");
    const op = { id: uuidv7(), reason: "operator" } as const;
    await shop.people.do((tx) => books().ledger.grant(tx, "operator", [{ op, characterId: ada.id, currency: "valor", amount: 13n }]));
    const reply = await at(ada, "buy", phial, "quartermaster");
    assert.deepEqual([reply.status, reply.body.currency, reply.body.paid], [200, "valor", "12"], reply.text);
    assert.equal(await shop.people.balance(ada), 100_000n);
  });

  it("4.5 only beside him and alive; an answered request is answered again anywhere", async () => {
    const key = uuidv7();
    const first = await at(ada, "buy", sword, "watch_smith", key);
    assert.equal(first.status, 200, first.text);
    const item = await shop.people.give(ada, "iron_cap");
    for (const [place, code] of [
      [null, "not_near"],
      [TRADER, "not_near"],
      [{ ...SMITH, zone: "saltgate" }, "not_near"],
      [{ ...SMITH, alive: false }, "character_dead"],
    ] as const) {
      shop.stand(ada, place);
      for (const [what, body] of [
        ["buy", sword],
        ["sell", { ...item, quantity: 1 }],
        ["buy-back", item],
        ["repair", {}],
      ] as const)
        assert.equal(await codeOf(at(ada, what, body)), code);
    }
    const again = await at(ada, "buy", sword, "watch_smith", key);
    assert.deepEqual([again.status, again.text], [200, first.text]);
    assert.equal((await shop.people.bag(ada)).length, 2);
  });

  it("4.5 few goods are there for all together, and come back one by one", async () => {
    const mail = { templateId: "ring_mail", quantity: 1, price: "2400" };
    const offer = async () => (await view(ada)).sells.find((goods: { templateId: string }) => goods.templateId === "ring_mail");
    assert.deepEqual([(await offer()).left, (await offer()).nextAt], [2, null]);
    assert.equal(await codeOf(at(ada, "buy", { ...mail, quantity: 3 })), "not_so_many");
    assert.equal((await at(ada, "buy", mail)).status, 200);
    await shop.pass(1_000_000, ada);
    const other = await shop.customer();
    shop.stand(other, SMITH);
    assert.equal((await at(other, "buy", mail)).status, 200);
    assert.equal(await codeOf(at(ada, "buy", mail)), "not_so_many");
    await shop.pass(800_000, ada);
    assert.deepEqual([(await offer()).left, Date.parse((await offer()).nextAt) - api.now], [1, 1_800_000]);
    assert.equal((await at(ada, "buy", mail)).status, 200);
    assert.equal((await offer()).left, 0);
    await shop.pass(3_600_000, ada);
    assert.deepEqual([(await offer()).left, (await offer()).nextAt], [2, null]);
  });

  it("R4 of 40 who want the last one at once exactly one gets it", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => shop.customer()));
    for (const one of people) shop.stand(one, SMITH);
    const great = { templateId: "greatsword", quantity: 1, price: "3600" };
    const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => at(people[n % 8], "buy", great)));
    if (successes(replies) === 0) assert.equal((await at(ada, "buy", great)).status, 200);
    else assert.equal(successes(replies), 1);
    assert.equal(await codeOf(at(ada, "buy", great)), "not_so_many");
  });

  it("4.5 sells a part of a stack for a part of its value, and has it back for what was paid", async () => {
    shop.stand(ada, TRADER);
    const pelts = await shop.people.give(ada, "wolf_pelt", 15);
    assert.deepEqual((await view(ada, "emberwatch_trader")).buys, [{ ...pelts, templateId: "wolf_pelt", quantity: 15, price: "8" }]);
    assert.equal(await codeOf(at(ada, "sell", { ...pelts, quantity: 16 }, "emberwatch_trader")), "not_so_many");
    assert.equal(await codeOf(at(ada, "sell", { ...pelts, version: 9, quantity: 1 }, "emberwatch_trader")), "stale_version");
    const before = await shop.flow("vendor");
    const sale = await at(ada, "sell", { ...pelts, quantity: 5 }, "emberwatch_trader");
    assert.deepEqual([sale.status, sale.body.paid, sale.body.items[0].quantity], [200, "-40", 5], sale.text);
    assert.deepEqual([await shop.people.balance(ada), await shop.flow("vendor")], [100_040n, before - 40n]);
    assert.deepEqual(await shop.people.bag(ada), [["wolf_pelt", 10]]);
    const [{ itemId, version, price, until }] = (await view(ada)).buyback;
    assert.deepEqual([price, Date.parse(until) - api.now], ["40", BUYBACK.forMs]);
    shop.stand(ada, SMITH); // any vendor
    assert.equal(await codeOf(at(ada, "buy-back", { itemId, version: 7 })), "stale_version");
    const back = await at(ada, "buy-back", { itemId, version });
    assert.deepEqual([back.status, back.body.paid], [200, "40"], back.text);
    assert.deepEqual([await shop.people.bag(ada), await shop.people.balance(ada)], [[["wolf_pelt", 15]], 100_000n]);
    assert.equal(await codeOf(at(ada, "buy-back", { itemId, version })), "item_not_found");
    assert.deepEqual((await view(ada)).buyback, []);
  });

  it("4.5 what he does not want stays: other kinds, things without value, what is worn or somebody else's", async () => {
    const pelt = await shop.people.give(ada, "wolf_pelt");
    assert.equal(await codeOf(at(ada, "sell", { ...pelt, quantity: 1 })), "not_wanted");
    const ben = await shop.customer();
    const his = await shop.people.give(ben, "iron_cap");
    assert.equal(await codeOf(at(ada, "sell", { ...his, quantity: 1 })), "item_not_found");
    const cap = await shop.people.give(ada, "iron_cap");
    const worn = await shop.post(ada, `/api/v1/inventory/${ada.id}/equip`, cap);
    const { itemId, version } = worn.body.equipment[0];
    assert.equal(await codeOf(at(ada, "sell", { itemId, version, quantity: 1 })), "item_not_found");
  });

  it("4.5 twelve things can be had back, for an hour; then they are no more", async () => {
    await api.database.pool.query("UPDATE character_inventory SET bag_slots = 40 WHERE character_id = $1", [ada.id]);
    const sold: string[] = [];
    for (let n = 0; n < 14; n++) {
      const reply = await at(ada, "sell", { ...(await shop.people.give(ada, "iron_cap")), quantity: 1 });
      assert.equal(reply.status, 200, reply.text);
      sold.push(reply.body.items[0].itemId);
      api.pass(1000);
    }
    const { buyback } = await view(ada);
    assert.deepEqual(
      buyback.map(({ itemId }: { itemId: string }) => itemId),
      sold.slice(2).reverse(),
    );
    await shop.pass(BUYBACK.forMs - 4500, ada);
    const left = (await view(ada)).buyback;
    assert.equal(left.length, 4);
    const { itemId, version } = buyback[11];
    assert.equal(await codeOf(at(ada, "buy-back", { itemId, version })), "item_not_found", "its hour is over");
    const { prisma, pool } = api.database;
    await pool.query("UPDATE vendor_buybacks SET sold_at = now() - interval '61 minutes' WHERE character_id = $1 AND item_id <> $2", [
      ada.id,
      left[0].itemId,
    ]);
    await tidy(prisma, books(), { info: () => {} });
    assert.deepEqual(
      (await shop.at(ada, "buyback")).map(({ id }) => id),
      [left[0].itemId],
    );
  });

  it("4.5 repairs one thing or everything that is carried and worn, by value, quality and loss", async () => {
    const [cap, bow] = [await shop.people.give(ada, "iron_cap"), await shop.people.give(ada, "hunters_bow")];
    assert.equal(await codeOf(at(ada, "repair", {})), "nothing_to_repair");
    const worn = await shop.post(ada, `/api/v1/inventory/${ada.id}/equip`, cap);
    await api.database.prisma.characterItem.update({ where: { id: cap.itemId }, data: { durability: 20 } });
    await api.database.prisma.characterItem.update({ where: { id: bow.itemId }, data: { durability: 0 } });
    // of 260 and 1 800: 15 % × 30/50, 20 % × 60/60
    const { repairs } = await view(ada);
    assert.deepEqual(repairs.map(({ cost }: { cost: string }) => cost).sort(), ["24", "360"]);
    assert.equal((await view(ada, "emberwatch_trader")).repairs, null);
    const buildBefore = (await api.database.prisma.character.findUniqueOrThrow({ where: { id: ada.id } })).buildVersion;
    const one = await at(ada, "repair", { item: { itemId: cap.itemId, version: worn.body.equipment[0].version } });
    assert.deepEqual([one.status, one.body.paid], [200, "24"], one.text);
    const buildAfter = (await api.database.prisma.character.findUniqueOrThrow({ where: { id: ada.id } })).buildVersion;
    assert.equal(buildAfter, buildBefore + 1, "the room learns of it");
    const all = await at(ada, "repair", {});
    assert.deepEqual([all.body.paid, await shop.people.balance(ada)], ["360", 100_000n - 384n]);
    assert.deepEqual([(await shop.at(ada, "bag"))[0].durability, (await shop.at(ada, "equipment"))[0].durability], [60, 50]);
    assert.equal(await shop.flow("repair"), 384n);
    shop.stand(ada, TRADER);
    assert.equal(await codeOf(at(ada, "repair", {}, "emberwatch_trader")), "no_repairs");
  });

  it("R6 one thing sold, destroyed and sent at once, 30 times: one of it happens", async () => {
    for (let n = 0; n < 30; n++) {
      const cap = await shop.people.give(ada, "iron_cap");
      const replies = await Promise.all([
        at(ada, "sell", { ...cap, quantity: 1 }),
        at(ada, "sell", { ...cap, quantity: 1 }),
        shop.post(ada, `/api/v1/inventory/${ada.id}/destroy`, { ...cap, quantity: 1 }),
        shop.post(ada, `/api/v1/inventory/${ada.id}/equip`, cap),
      ]);
      assert.equal(successes(replies), 1, replies.map(({ text }) => text).join("\n"));
      const worn = (await shop.at(ada, "equipment"))[0];
      if (worn) await shop.post(ada, `/api/v1/inventory/${ada.id}/unequip`, { itemId: worn.id, version: worn.version });
      for (const { id: itemId, version } of await shop.at(ada, "bag"))
        assert.equal((await shop.post(ada, `/api/v1/inventory/${ada.id}/destroy`, { itemId, version, quantity: 1 })).status, 200);
    }
  });

  it("4.5 whatever is bought, sold and had back: money and things are what the answers said", async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    const rng = new Rng(seed);
    shop.stand(ada, { ...SMITH, zone: "saltgate", object: "vendor_chandler" });
    const vendor = "saltgate_chandler";
    let money = await shop.people.balance(ada);
    for (let n = 0; n < 120; n++) {
      const seen: VendorView = await view(ada, vendor);
      const pick = <T>(list: readonly T[]): T | undefined => list[rng.int(0, Math.max(0, list.length - 1))];
      const [goods, offer, sold] = [pick(seen.sells), pick(seen.buys), pick(seen.buyback)];
      const roll = rng.int(0, 2);
      let reply: Reply | null = null;
      if (roll === 0 && goods)
        reply = await at(ada, "buy", { templateId: goods.templateId, price: goods.price, quantity: rng.int(1, 3) }, vendor);
      else if (roll === 1 && offer) {
        const { itemId, version, quantity } = offer;
        reply = await at(ada, "sell", { itemId, version, quantity: rng.int(1, quantity) }, vendor);
      } else if (sold) reply = await at(ada, "buy-back", { itemId: sold.itemId, version: sold.version }, vendor);
      if (!reply) continue;
      assert.ok(reply.status === 200 || ["bag_full", "not_so_many", "not_enough_currency"].includes(reply.body.code), reply.text);
      if (reply.status === 200) money -= BigInt(reply.body.paid);
      assert.equal(await shop.people.balance(ada), money);
      await shop.pass(rng.int(0, 120_000), ada);
    }
    assert.ok(money < 100_000n, "nobody grows rich by trading with one vendor");
  });

  it("4.5 while trading is frozen nobody deals", async () => {
    await api.database.pool.query("UPDATE economy_state SET frozen_at = now()");
    try {
      assert.equal(await codeOf(at(ada, "buy", sword)), "trading_frozen");
    } finally {
      await api.database.pool.query("UPDATE economy_state SET frozen_at = NULL");
    }
  });
});
