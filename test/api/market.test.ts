import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { MARKET, marketTax } from "#shared/rules/market.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { type Reply, TestApi } from "./support/api.ts";
import { AuctionTest } from "./support/auction.ts";
import type { Writer } from "./support/mail.ts";

describe("4.4 market over HTTP", () => {
  let api: TestApi;
  let house: AuctionTest;
  let [ada, ben] = [] as Writer[];
  before(async () => {
    api = await TestApi.start();
    house = new AuctionTest(api);
    [ada, ben] = [await house.dealer(), await house.dealer()];
  });
  afterEach(async () => assert.deepEqual(await discrepanciesIn(api.database.pool), []));
  after(() => api.stop());

  const codeOf = async (reply: Promise<Reply>) => (await reply).body?.code ?? (await reply).status;
  const write = (who: Writer, path: string, body?: unknown, key: string = uuidv7()) =>
    api.post(`/api/v1/market/${who.id}/orders${path}`, body, { token: who.token, headers: { "idempotency-key": key } });
  const order = (who: Writer, side: "buy" | "sell", quantity: number, price: number | string, more: object = {}, key?: string) =>
    write(who, "", { side, templateId: "wolf_pelt", quantity, price: String(price), days: 3, ...more }, key);
  const read = async (path: string, who = ada) => {
    const reply = await api.get(`/api/v1/market/${path}`, { token: who.token });
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  };

  it("4.4 orders wait, meet at the price of the one that waited, and are told: book, trades, candles, best prices", async () => {
    await house.give(ada, "wolf_pelt", 30);
    const sale = await order(ada, "sell", 25, 40);
    assert.deepEqual([sale.status, sale.body.state, sale.body.filled, sale.body.remaining], [201, "open", 0, 25]);
    assert.deepEqual(await house.bag(ada), [["wolf_pelt", 5]]);
    const bid = await order(ben, "buy", 10, 30);
    assert.equal(await house.balance(ben), 10_000n - 300n);
    const book = await read("commodities/wolf_pelt");
    assert.deepEqual(
      [book.buys, book.sells, book.trades],
      [[{ price: "30", quantity: "10", orders: 1 }], [{ price: "40", quantity: "25", orders: 1 }], []],
    );
    const bought = await order(ben, "buy", 12, 45);
    assert.deepEqual([bought.body.state, bought.body.filled, bought.body.paid], ["filled", 12, "480"]);
    assert.equal(await house.balance(ben), 10_000n - 300n - 480n, "at the price of who waited");
    assert.equal(await house.balance(ada), 10_000n + 480n - marketTax(480n));
    assert.deepEqual(await house.letters(ben), [["Bought: 12 Wolf Pelt", 1, "0"]]);
    const sold = await order(ada, "sell", 5, 20);
    assert.deepEqual([sold.body.filled, sold.body.paid, sold.body.tax], [5, "150", String(marketTax(150n))]);
    const after = await read("commodities/wolf_pelt");
    assert.deepEqual(
      after.trades.map((t: Record<string, unknown>) => [t.price, t.quantity]),
      [
        ["30", 5],
        ["40", 12],
      ],
    );
    const pelts = (await read("commodities")).commodities.find((one: Record<string, unknown>) => one.templateId === "wolf_pelt");
    assert.deepEqual(pelts, { templateId: "wolf_pelt", bestBuy: "30", bestSell: "40", lastPrice: "30", volume: "17" });
    const { candles } = await read("commodities/wolf_pelt/candles?hours=1");
    const sum = (name: string) => candles.reduce((total: number, candle: Record<string, string>) => total + Number(candle[name]), 0);
    assert.deepEqual([sum("volume"), sum("turnover")], [17, 630]);
    const own = (await read(`${ben.id}/orders?limit=1`, ben)).items;
    assert.deepEqual([own[0].orderId, own[0].state, own[0].remaining], [bought.body.orderId, "filled", 0]);
    const taken = await write(ben, `/${bid.body.orderId}/cancel`);
    assert.deepEqual(taken.body, { cancelled: true, remaining: 5 });
    assert.equal(await codeOf(write(ben, `/${bid.body.orderId}/cancel`)), "order_ended");
    assert.equal(await codeOf(write(ben, `/${sale.body.orderId}/cancel`)), "order_not_found");
    assert.equal(await house.balance(ben), 10_000n - 480n - 150n);
    await api.database.prisma.marketOrder.updateMany({ where: { state: "open" }, data: { expiresAt: new Date(api.now) } });
    assert.equal((await order(ben, "buy", 1, 99)).body.filled, 0, "what is over is met by nobody");
    assert.equal(await api.market.expiry.expire({ error: (details) => assert.fail(String(details.err)) }), 1);
    assert.equal((await house.letters(ada))[0][0], "Not sold: 13 Wolf Pelt");
    const names = await api.database.prisma.gameEvent.findMany({ where: { name: "ITEM_SOLD", characterId: ada.id } });
    assert.equal(names.length, 2);
  });

  it("4.4 refused with nothing changed: what is no commodity, not there, too dear, out of range, far away, with oneself", async () => {
    const before = [await house.balance(ada), await house.bag(ada)];
    assert.equal(await codeOf(order(ada, "sell", 1, 5, { templateId: "padded_jerkin" })), "commodity_not_found");
    assert.equal(await codeOf(order(ada, "sell", 1, 5, { templateId: "no_such_thing" })), "commodity_not_found");
    assert.equal(await codeOf(order(ada, "sell", 900, 5)), "not_so_many");
    assert.equal(await codeOf(order(ada, "buy", 1000, 9_999_999_999)), "not_enough_currency");
    assert.equal(await codeOf(order({ ...ben, id: ada.id }, "buy", 1, 1)), "character_not_found");
    for (const more of [
      { quantity: 0 },
      { quantity: -1 },
      { quantity: 1.5 },
      { quantity: MARKET.maxQuantity + 1 },
      { quantity: "5" },
      { price: "0" },
      { price: 5 },
      { price: "10000000000" },
      { price: "1e3" },
      { days: 2 },
      { side: "give" },
      { templateId: "Wolf Pelt" },
    ])
      assert.equal((await order(ada, "buy", 1, 5, more)).status, 400, JSON.stringify(more));
    for (const hours of ["0", "-1", "1.5", "99999", "x"])
      assert.equal((await api.get(`/api/v1/market/commodities/wolf_pelt/candles?hours=${hours}`, { token: ada.token })).status, 400, hours);
    house.standAt(ada, ["mailbox"]);
    assert.equal(await codeOf(order(ada, "buy", 1, 1)), "not_near");
    house.standAt(ada, ["auctioneer", "mailbox"]);
    assert.deepEqual([await house.balance(ada), await house.bag(ada)], before);
    const key = uuidv7();
    const mine = await order(ada, "buy", 1, 50, {}, key);
    assert.deepEqual((await order(ada, "buy", 1, 50, {}, key)).body, mine.body);
    await house.give(ada, "wolf_pelt", 1);
    assert.equal(await codeOf(order(ada, "sell", 1, 50)), "own_order_in_the_way");
    await api.database.pool.query("UPDATE economy_state SET frozen_at = now()");
    try {
      assert.equal(await codeOf(order(ada, "buy", 1, 1)), "trading_frozen");
      assert.equal(await codeOf(write(ada, `/${mine.body.orderId}/cancel`)), "trading_frozen");
    } finally {
      await api.database.pool.query("UPDATE economy_state SET frozen_at = NULL");
    }
    for (let n = 1; n < MARKET.maxOrders; n++) assert.equal((await order(ada, "buy", 1, 1)).status, 201);
    assert.equal(await codeOf(order(ada, "buy", 1, 1)), "too_many_orders");
  });
});
