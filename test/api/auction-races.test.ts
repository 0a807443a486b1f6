import assert from "node:assert/strict";
import { depositFor, feeOf } from "#shared/rules/auction.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { type Reply, TestApi } from "./support/api.ts";
import { AuctionTest } from "./support/auction.ts";
import type { Writer } from "./support/mail.ts";

const PRICE = 900n;
const PURSE = 1_000_000n;

describe("4.4 auctions that many reach for", () => {
  let api: TestApi;
  let house: AuctionTest;
  let [ada, ben, cleo] = [] as Writer[];
  before(async () => {
    api = await TestApi.start();
    house = new AuctionTest(api);
    [ada, ben, cleo] = [await house.dealer(PURSE), await house.dealer(PURSE), await house.dealer(PURSE)];
    await api.database.pool.query("UPDATE character_inventory SET bag_slots = 100");
  });
  afterEach(async () => {
    assert.deepEqual(await discrepanciesIn(api.database.pool), []);
    assert.deepEqual(house.complaints, []);
  });
  after(() => api.stop());

  const successes = (replies: readonly Reply[]) => {
    for (const { status, text } of replies) assert.ok(status < 500 || status === 503, text);
    return replies.filter(({ status }) => status < 300).length;
  };

  it("R4 of 100 identical requests to buy exactly one is served, × 20", async () => {
    for (let round = 0; round < 20; round++) {
      const id = await house.offered(ada, "padded_jerkin", { buyout: String(PRICE) });
      const before = await house.balance(ben);
      const replies = await Promise.all(Array.from({ length: 100 }, () => house.buyout(ben, id, PRICE)));
      // with the machine so busy that all gave up waiting, one more asks
      if (successes(replies) === 0) assert.equal((await house.buyout(ben, id, PRICE)).status, 200);
      else assert.equal(successes(replies), 1);
      assert.equal(await house.balance(ben), before - PRICE);
      assert.equal((await house.letters(ben)).length, round + 1);
    }
    await house.emptyBox(ben);
    await house.emptyBox(ada);
  });

  it("R5 buying against bidding against taking back against its end, 40 times: one of them, whole", async () => {
    const outcomes = { bought: 0, bid: 0, cancelled: 0, expired: 0 };
    const deposit = depositFor({ startPrice: 100n, buyout: PRICE, hours: 12 });
    for (let round = 0; round < 40; round++) {
      const whole = [await house.balance(ada), await house.balance(ben), await house.balance(cleo)];
      const id = await house.offered(ada, "padded_jerkin", { buyout: String(PRICE) });
      // every other round its time is over while they ask
      if (round % 2 > 0) await house.endsIn(0, id);
      const asks = [() => house.buyout(ben, id, PRICE), () => house.bid(cleo, id, 100), () => house.cancel(ada, id)];
      const turned = [...asks.slice(round % 3), ...asks.slice(0, round % 3)].map((ask) => ask());
      const [bought, bid, cancelled] = [0, 1, 2].map((n) => turned[(n + 3 - (round % 3)) % 3]);
      await Promise.all([...turned, house.settle()]);
      successes([await bought, await bid, await cancelled]);
      const early = (await house.auction(ada, id)).state;
      await house.endsIn(0, id);
      await house.settle();
      const { state } = await house.auction(ada, id);
      const sold = (await bought).status === 200 ? PRICE : (await bid).status === 200 ? 100n : null;
      if (sold !== null) assert.deepEqual([state, (await cancelled).status === 200], ["sold", false]);
      else assert.equal(state, (await cancelled).status === 200 ? "cancelled" : "expired");
      if ((await bid).status === 200) outcomes.bid++;
      if (sold === PRICE) outcomes.bought++;
      if (sold === null) outcomes[state as "cancelled" | "expired"]++;
      assert.ok(early !== "open" || sold === 100n || state === "expired");
      await house.emptyBox(ada);
      const gain = sold === null ? -deposit : sold - feeOf(sold);
      const [b, c] = [sold === PRICE ? PRICE : 0n, sold === 100n ? 100n : 0n];
      assert.deepEqual(
        [await house.balance(ada), await house.balance(ben), await house.balance(cleo)],
        [whole[0] + gain, whole[1] - b, whole[2] - c],
      );
      assert.deepEqual(await house.escrow(), { items: 0, money: 0n });
    }
    console.log(`      ${JSON.stringify(outcomes)}`);
    for (const [outcome, times] of Object.entries(outcomes)) assert.ok(times > 0, outcome);
  });
});
