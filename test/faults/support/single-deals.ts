import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { Reply, TestApi } from "#test/api/support/api.ts";
import { type Dealer, tokenOf } from "./people.ts";

/** One request that changes the economy. */
export interface Request {
  who: Dealer;
  method: string;
  path: string;
  body?: object;
}

/** An operation of the API, on its own: what leads up to it, then it. */
export interface SingleDeal {
  name: string;
  prepare(table: Table): Promise<Request>;
}

/** Some who deal with each other. */
export class Table {
  readonly api: TestApi;
  readonly ada: Dealer;
  readonly ben: Dealer;
  readonly cid: Dealer;

  constructor(api: TestApi, [ada, ben, cid]: readonly Dealer[]) {
    this.api = api;
    this.ada = ada;
    this.ben = ben;
    this.cid = cid;
  }

  async send({ who, method, path, body }: Request, key: string = uuidv7()): Promise<Reply> {
    return this.api.send(method, path, body, { token: await tokenOf(who), headers: method === "GET" ? {} : { "idempotency-key": key } });
  }

  /** @returns what was answered to something that must succeed */
  async done(request: Request): Promise<Reply["body"]> {
    const reply = await this.send(request);
    assert.ok(reply.status < 300, `${request.method} ${request.path}: ${reply.text}`);
    return reply.body;
  }

  /** The n-th item of this template in somebody's bag, as requests name it. */
  async item(who: Dealer, templateId: string, n = 0): Promise<{ itemId: string; version: number }> {
    const { items } = await this.done({ who, method: "GET", path: `/api/v1/inventory/${who.characterId}` });
    const { itemId, version } = items.filter((item: { templateId: string }) => item.templateId === templateId)[n];
    return { itemId, version };
  }
}

const inventory = (name: string, body: (table: Table) => Promise<object>): SingleDeal => ({
  name: `inventory ${name}`,
  prepare: async (table) => ({
    who: table.ada,
    method: "POST",
    path: `/api/v1/inventory/${table.ada.characterId}/${name}`,
    body: await body(table),
  }),
});

const letter = ({ ada, ben }: Table, more: object): Request => ({
  who: ada,
  method: "POST",
  path: `/api/v1/mail/${ada.characterId}`,
  body: { to: ben.name, subject: "A letter", ...more },
});

/** Something that is done with a letter with this in it. */
const received = (name: string, more: (table: Table) => Promise<object>, body?: object): SingleDeal => ({
  name: `mail ${name}`,
  prepare: async (table) => {
    const { mailId } = await table.done(letter(table, await more(table)));
    const path = `/api/v1/mail/${table.ben.characterId}/${mailId}/${name}`;
    return { who: table.ben, method: "POST", path, ...(body && { body }) };
  },
});

const jerkin = async (table: Table) => ({ items: [await table.item(table.ada, "padded_jerkin")] });

/** A step of a trade, after all the steps before it. */
const STEPS = ["invite", "accept", "offer", "lock", "confirm"] as const;
function tradeStep(name: (typeof STEPS)[number] | "cancel"): SingleDeal {
  const prepare = async (t: Table): Promise<Request> => {
    const of = (who: Dealer) => `/api/v1/trade/${who.characterId}`;
    const invite = { who: t.ada, method: "POST", path: of(t.ada), body: { name: t.ben.name } };
    if (name === "invite") return invite;
    const { tradeId } = (await t.done(invite)).trade;
    const step = (who: Dealer, what: string, body?: object, method = "POST"): Request => ({
      ...{ who, method, path: `${of(who)}/${tradeId}/${what}` },
      ...(body && { body }),
    });
    if (name === "accept") return step(t.ben, "accept");
    await t.done(step(t.ben, "accept"));
    const give = { ...(await t.item(t.ada, "wolf_pelt")), quantity: 3 };
    const offer = step(t.ada, "offer", { items: [give, await t.item(t.ada, "wool_cloak")], money: "25" }, "PUT");
    if (name === "offer") return offer;
    await t.done(offer);
    const answer = { items: [await t.item(t.ben, "padded_jerkin")], money: "0" };
    const { revision } = (await t.done(step(t.ben, "offer", answer, "PUT"))).trade;
    if (name === "cancel") return step(t.ben, "cancel");
    await t.done(step(t.ada, "lock", { revision }));
    if (name === "lock") return step(t.ben, "lock", { revision });
    await t.done(step(t.ben, "lock", { revision }));
    await t.done(step(t.ada, "confirm", { revision }));
    return step(t.ben, "confirm", { revision });
  };
  return { name: `trade ${name}`, prepare };
}

const HOUSE = "/api/v1/auction";
const listing = async (t: Table): Promise<Request> => {
  const body = { ...(await t.item(t.ada, "wolf_pelt")), quantity: 5, startPrice: "100", buyout: "400", hours: 12 };
  return { who: t.ada, method: "POST", path: `${HOUSE}/${t.ada.characterId}/listings`, body };
};
/** Something that is done with a listing, for which so much was bid before. */
const listed = (name: string, who: "ada" | "ben", body?: object, before: string[] = []): SingleDeal => ({
  name: `auction ${name}${before.length > 0 ? " against another" : ""}`,
  prepare: async (t) => {
    const { auctionId } = await t.done(await listing(t));
    const act = (one: Dealer, what: string, more?: object): Request => ({
      ...{ who: one, method: "POST", path: `${HOUSE}/${one.characterId}/listings/${auctionId}/${what}` },
      ...(more && { body: more }),
    });
    for (const amount of before) await t.done(act(t.cid, "bid", { amount }));
    return act(t[who], name, body);
  },
});

const ordered = (who: Dealer, side: "buy" | "sell", quantity: number, price = "9"): Request => ({
  ...{ who, method: "POST", path: `/api/v1/market/${who.characterId}/orders` },
  body: { side, templateId: "wolf_pelt", quantity, price, days: 1 },
});

const VENDOR = "emberwatch_trader";
const atVendor = (name: string, body: (t: Table, path: string) => Promise<object>): SingleDeal => ({
  name: `vendor ${name}`,
  prepare: async (t) => {
    const path = `/api/v1/vendors/${t.ada.characterId}/${name === "repair" ? "watch_smith" : VENDOR}`;
    return { who: t.ada, method: "POST", path: `${path}/${name}`, body: await body(t, path) };
  },
});
const sale = async (t: Table) => ({ ...(await t.item(t.ada, "wolf_pelt")), quantity: 2 });

/** All kinds of them. */
export const SINGLE_DEALS: readonly SingleDeal[] = [
  inventory("move", async (t) => ({ ...(await t.item(t.ada, "wool_cloak")), place: "bank", slot: 3 })),
  inventory("split", async (t) => ({ ...(await t.item(t.ada, "stolen_coin")), quantity: 7, place: "bag", slot: 50 })),
  inventory("merge", async (t) => ({ ...(await t.item(t.ada, "emberwort")), into: await t.item(t.ada, "emberwort", 1) })),
  inventory("sort", async () => ({ place: "bag" })),
  inventory("destroy", async (t) => ({ ...(await t.item(t.ada, "wolf_pelt")), quantity: 2 })),
  inventory("drop", async (t) => ({ ...(await t.item(t.ada, "wolf_pelt")), quantity: 2 })),
  inventory("equip", (t) => t.item(t.ada, "padded_jerkin")),
  {
    name: "mail send",
    prepare: async (t) => letter(t, { items: [{ ...(await t.item(t.ada, "wolf_pelt")), quantity: 3 }], money: "70" }),
  },
  received("take", async (t) => ({ ...(await jerkin(t)), money: "10" }), { what: "all" }),
  received("pay", async (t) => ({ ...(await jerkin(t)), cashOnDelivery: "90" }), { amount: "90" }),
  received("return", jerkin),
  ...([...STEPS, "cancel"] as const).map(tradeStep),
  { name: "auction list", prepare: listing },
  listed("bid", "ben", { amount: "120" }),
  listed("bid", "ben", { amount: "150" }, ["110"]),
  listed("buyout", "ben", { price: "400" }, ["110"]),
  listed("cancel", "ada"),
  { name: "market order that waits", prepare: async (t) => ordered(t.ada, "sell", 4) },
  {
    name: "market order that meets others",
    prepare: async (t) => {
      await t.done(ordered(t.ada, "sell", 4));
      await t.done(ordered(t.cid, "sell", 3));
      return ordered(t.ben, "buy", 9);
    },
  },
  {
    name: "market cancel",
    prepare: async (t) => {
      // cheaper than what waits from before: it waits too
      const { orderId } = await t.done(ordered(t.ben, "buy", 3, "2"));
      return { who: t.ben, method: "POST", path: `/api/v1/market/${t.ben.characterId}/orders/${orderId}/cancel` };
    },
  },
  {
    name: "crafting",
    prepare: async ({ ada }) => ({
      ...{ who: ada, method: "POST", path: `/api/v1/crafting/${ada.characterId}/craft` },
      body: { recipeId: "tan_pelts", count: 1 },
    }),
  },
  atVendor("buy", async () => ({ templateId: "healing_draught", quantity: 2, price: "75" })),
  atVendor("sell", sale),
  atVendor("buy-back", async (t, path) => {
    const { items } = await t.done({ who: t.ada, method: "POST", path: `${path}/sell`, body: await sale(t) });
    return { itemId: items[0].itemId, version: items[0].version };
  }),
  atVendor("repair", async (t) => {
    const { itemId } = await t.item(t.ada, "padded_jerkin");
    await t.api.database.pool.query("UPDATE character_items SET durability = 1 WHERE id = $1::uuid", [itemId]);
    return {};
  }),
];
