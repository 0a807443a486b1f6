import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { AUCTION, depositFor, feeOf } from "#shared/rules/auction.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { TestApi } from "./support/api.ts";
import { AuctionTest } from "./support/auction.ts";
import type { Writer } from "./support/mail.ts";

const HOUR_MS = 3_600_000;
const CAP = 10_000_000_000n;

describe("4.4 auction house", () => {
  let api: TestApi;
  let house: AuctionTest;
  let ada: Writer;
  let ben: Writer;
  let cleo: Writer;
  before(async () => {
    api = await TestApi.start();
    house = new AuctionTest(api);
  });
  beforeEach(async () => {
    [ada, ben, cleo] = [await house.dealer(), await house.dealer(), await house.dealer()];
  });
  afterEach(async () => {
    assert.deepEqual(await discrepanciesIn(api.database.pool), []);
    assert.deepEqual(house.complaints, []);
    // whatever is open is kept whole, and nothing else is kept
    const { rows } = await api.database.pool.query(`
      SELECT a.id FROM auctions a
      LEFT JOIN character_items i ON i.owner_type = 'auction' AND i.owner_id = a.id::text
      LEFT JOIN currency_accounts c ON c.owner_type = 'auction' AND c.owner_id = a.id::text
      WHERE CASE a.state WHEN 'open' THEN i.quantity IS DISTINCT FROM a.quantity OR c.balance IS DISTINCT FROM a.deposit + coalesce(a.bid, 0)
        ELSE i.id IS NOT NULL OR c.owner_id IS NOT NULL END`);
    assert.deepEqual(rows, []);
  });
  after(() => api.stop());

  const codeOf = async (reply: Promise<{ status: number; body: { code?: string } | null }>) =>
    (await reply).body?.code ?? (await reply).status;
  const deposit = (startPrice: bigint, buyout: bigint | null = null) => depositFor({ startPrice, buyout, hours: 12 });

  it("4.4 a part of a stack is listed, bid for and won: item, price and deposit come by mail, the fee is gone", async () => {
    const pelts = await house.give(ada, "wolf_pelt", 15);
    const listed = await house.deal(ada, "", { ...pelts, quantity: 6, startPrice: "2000", hours: 24 });
    assert.equal(listed.status, 201, listed.text);
    const { auctionId } = listed.body;
    const kept = depositFor({ startPrice: 2000n, buyout: null, hours: 24 });
    assert.deepEqual([listed.body.deposit, Date.parse(listed.body.endsAt) - api.now], [String(kept), 24 * HOUR_MS]);
    assert.deepEqual([await house.bag(ada), await house.balance(ada)], [[["wolf_pelt", 9]], 10_000n - kept]);

    assert.equal(await codeOf(house.bid(ben, auctionId, 1999)), "bid_too_low");
    const first = await house.bid(ben, auctionId, 2000);
    assert.deepEqual([first.status, first.body.outcome], [200, "leading"]);
    assert.equal(await house.balance(ben), 8000n);
    assert.equal(await codeOf(house.bid(cleo, auctionId, 2099)), "bid_too_low");
    assert.equal((await house.auction(cleo, auctionId)).nextBid, "2100");
    assert.equal((await house.bid(cleo, auctionId, 2100)).status, 200);
    assert.deepEqual([await house.balance(ben), await house.balance(cleo)], [10_000n, 7900n], "who is outbid has it back at once");
    assert.equal((await house.bid(cleo, auctionId, 3000)).status, 200);
    assert.equal(await house.balance(cleo), 7000n, "who raises his own bid pays the difference");
    assert.deepEqual(
      (await house.own(ben, "bids")).items.map((b: Record<string, unknown>) => [b.amount, b.leading]),
      [["2000", false]],
    );
    assert.deepEqual(
      (await house.own(cleo, "bids")).items.map((b: Record<string, unknown>) => [b.amount, b.leading]),
      [["3000", true]],
    );

    await house.endsIn(0, auctionId);
    assert.equal(await house.settle(), 1);
    assert.equal(await house.settle(), 0);
    assert.deepEqual(await house.letters(cleo), [["Won: 6 Wolf Pelt", 1, "0"]]);
    assert.deepEqual(await house.letters(ada), [["Sold: 6 Wolf Pelt", 0, String(3000n - feeOf(3000n) + kept)]]);
    assert.deepEqual(await house.letters(ben), []);
    await house.emptyBox(cleo);
    await house.emptyBox(ada);
    assert.deepEqual(await house.bag(cleo), [["wolf_pelt", 6]]);
    assert.equal(await house.balance(ada), 13_000n - feeOf(3000n));
    const [own] = (await house.own(ada, "listings")).items;
    assert.deepEqual([own.state, own.bid, own.bids, own.fee, own.nextBid], ["sold", "3000", 3, String(feeOf(3000n)), null]);
    const names = (await api.database.prisma.gameEvent.findMany({ where: { payload: { path: ["auctionId"], equals: auctionId } } })).map(
      ({ name, characterId }) => `${name} ${[ada, ben, cleo].find(({ id }) => id === characterId)?.name}`,
    );
    const expected = [`AUCTION_LISTED ${ada.name}`, `AUCTION_OUTBID ${ben.name}`, `AUCTION_WON ${cleo.name}`, `ITEM_SOLD ${ada.name}`];
    assert.deepEqual(names.filter((name) => !name.startsWith("AUCTION_BID")).sort(), expected.sort());
  });

  it("4.4 buying outright gives the highest bidder his money back; a bid of the buy-out or more buys at the buy-out", async () => {
    const one = await house.offered(ada, "padded_jerkin", { buyout: "500" });
    assert.equal((await house.bid(ben, one, 100)).status, 200);
    assert.equal(await codeOf(house.buyout(cleo, one, 499)), "no_buyout");
    const bought = await house.buyout(cleo, one, 500);
    assert.deepEqual([bought.status, bought.body.outcome, bought.body.amount], [200, "won", "500"]);
    assert.deepEqual([await house.balance(ben), await house.balance(cleo)], [10_000n, 9500n]);
    assert.equal(await codeOf(house.buyout(ben, one, 500)), "auction_ended");
    const two = await house.offered(ada, "padded_jerkin", { buyout: "500" });
    assert.equal((await house.bid(cleo, two, 490)).status, 200);
    assert.equal((await house.auction(ben, two)).nextBid, "500", "never more than the buy-out");
    assert.equal((await house.bid(ben, two, 9999)).body.amount, "500");
    assert.deepEqual([await house.balance(ben), await house.balance(cleo)], [9500n, 9500n]);
    const three = await house.offered(ada);
    assert.equal(await codeOf(house.buyout(ben, three, 100)), "no_buyout");
    assert.deepEqual(await house.letters(cleo), [["Won: Padded Jerkin", 1, "0"]]);
  });

  it("4.4 a bid in the last minute gives everybody another; then it is over for all, whoever looks first", async () => {
    const id = await house.offered(ada);
    await house.endsIn(AUCTION.lastCallS * 1000, id);
    const endsAt = Date.parse((await house.auction(ben, id)).endsAt);
    assert.equal(Date.parse((await house.bid(ben, id, 100)).body.endsAt), endsAt, "not yet in the last minute");
    api.pass(30_000);
    assert.equal(Date.parse((await house.bid(cleo, id, 200)).body.endsAt), api.now + AUCTION.lastCallS * 1000);
    api.pass(AUCTION.lastCallS * 1000 - 1);
    assert.equal((await house.bid(ben, id, 300)).status, 200);
    api.pass(AUCTION.lastCallS * 1000);
    assert.equal(await codeOf(house.bid(cleo, id, 400)), "auction_ended");
    assert.deepEqual(await house.letters(ben), [["Won: Padded Jerkin", 1, "0"]], "settled by who came too late");
    assert.equal(await house.settle(), 0);
    const looked = await house.offered(ada);
    await house.endsIn(0);
    assert.equal((await house.search(ben)).items.length, 0);
    assert.equal((await house.auction(cleo, looked)).state, "expired");
    assert.deepEqual((await house.letters(ada))[0], ["Not sold: Padded Jerkin", 1, "0"]);
  });

  it("4.4 what nobody wants comes back without the deposit, and so does what is taken back; not once there are bids", async () => {
    const item = await house.give(ada, "padded_jerkin");
    const listed = await house.deal(ada, "", { ...item, startPrice: "5000", hours: 12 });
    assert.equal(await codeOf(house.cancel(ben, listed.body.auctionId)), "auction_not_found");
    assert.deepEqual((await house.cancel(ada, listed.body.auctionId)).body, { cancelled: true });
    assert.equal(await codeOf(house.cancel(ada, listed.body.auctionId)), "auction_ended");
    assert.deepEqual(await house.letters(ada), [["Taken back: Padded Jerkin", 1, "0"]]);
    assert.equal(await house.balance(ada), 10_000n - deposit(5000n));
    const id = await house.offered(ada);
    await house.bid(ben, id, 100);
    assert.equal(await codeOf(house.cancel(ada, id)), "auction_has_bids");
  });

  it("4.4 who is outbid with a full purse gets the money by mail", async () => {
    const id = await house.offered(ada);
    await house.pay(ben, CAP - 10_000n);
    assert.equal((await house.bid(ben, id, 100)).status, 200);
    await house.pay(ben, 50n);
    assert.equal((await house.bid(cleo, id, 200)).status, 200);
    assert.deepEqual([await house.balance(ben), await house.letters(ben)], [CAP - 50n, [["You were outbid: your money", 0, "100"]]]);
  });

  it("4.4 dealing needs an auctioneer, alive; reading does not; a request that was answered is answered again anywhere", async () => {
    const id = await house.offered(ada, "padded_jerkin", { buyout: "900" });
    const item = await house.give(ada, "padded_jerkin");
    for (const place of [["mailbox"], []])
      for (const who of [ada, ben]) {
        house.standAt(who, place);
        for (const reply of [
          house.deal(who, "", { ...item, startPrice: "100", hours: 12 }),
          house.bid(who, id, 100),
          house.buyout(who, id, 900),
          house.cancel(who, id),
        ])
          assert.equal(await codeOf(reply), "not_near");
        assert.equal((await house.auction(who, id)).state, "open");
      }
    house.standAt(ben, ["auctioneer"], false);
    assert.equal(await codeOf(house.bid(ben, id, 100)), "not_near");
    house.standAt(ben, ["auctioneer"]);
    const key = uuidv7();
    const first = await house.bid(ben, id, 100, key);
    house.standAt(ben, []);
    assert.deepEqual((await house.bid(ben, id, 100, key)).body, first.body);
    assert.equal(await codeOf(house.bid(ben, id, 101, key)), "idempotency_conflict");
    assert.equal(await house.balance(ben), 9900n);
  });

  it("4.4 refused with nothing changed: own things, foreign things, bound ones, more than there is, no money, frozen trading", async () => {
    const id = await house.offered(ada, "padded_jerkin", { buyout: "900000" });
    assert.equal(await codeOf(house.bid(ada, id, 100)), "own_auction");
    assert.equal(await codeOf(house.bid(ben, id, 10_001)), "not_enough_currency");
    assert.equal(await codeOf(house.buyout(ben, id, 900_000)), "not_enough_currency");
    assert.equal(await codeOf(house.bid(ben, uuidv7(), 100)), "auction_not_found");
    assert.equal(await codeOf(house.deal({ ...ben, id: ada.id }, `/${id}/bid`, { amount: "100" })), "character_not_found");
    const item = await house.give(ada, "wolf_pelt", 3);
    const offer = (more: object, who = ada) => house.deal(who, "", { ...item, startPrice: "100", hours: 12, ...more });
    assert.equal(await codeOf(offer({}, ben)), "item_not_found");
    assert.equal(await codeOf(offer({ version: 7 })), "stale_version");
    assert.equal(await codeOf(offer({ quantity: 4 })), "stale_version");
    assert.equal(await codeOf(offer({ startPrice: "999999999999999" })), "not_enough_currency");
    assert.equal(await codeOf(house.offer(ada, "captains_seal")), "item_bound");
    for (const more of [
      { hours: 13 },
      { startPrice: "0" },
      { startPrice: "-5" },
      { startPrice: "1.5" },
      { startPrice: 100 },
      { startPrice: "1000000000000000" },
      { buyout: "99" },
      { quantity: 0 },
      { quantity: 1.5 },
      { quantity: 1000 },
    ])
      assert.equal((await offer(more)).status, 400, JSON.stringify(more));
    await api.database.pool.query("UPDATE economy_state SET frozen_at = now()");
    try {
      for (const reply of [offer({}), house.bid(ben, id, 100), house.cancel(ada, id)]) assert.equal(await codeOf(reply), "trading_frozen");
      await house.endsIn(0);
      assert.equal(await house.settle(), 0, "what is over waits");
    } finally {
      await api.database.pool.query("UPDATE economy_state SET frozen_at = NULL");
    }
    assert.deepEqual(
      (await house.bag(ada)).filter(([template]) => template === "wolf_pelt"),
      [["wolf_pelt", 3]],
    );
    assert.ok((await house.settle()) > 0);
    assert.equal((await house.auction(ben, id)).state, "expired");
  });

  it("4.4 a character sells and bids in so many auctions at once, no more", async () => {
    await api.database.pool.query(
      `INSERT INTO auctions (id, seller_id, template_id, quantity, start_price, deposit, price, listed_at, ends_at, state, ended_at)
       SELECT gen_random_uuid(), $1, 'wolf_pelt', 1, 5, 1, 5, now(), now() + interval '1 hour', 'cancelled', now() FROM generate_series(1, 200)`,
      [ada.id],
    );
    for (let n = 0; n < AUCTION.maxListings; n++) await house.offered(ada, "padded_jerkin");
    assert.equal(await codeOf(house.offer(ada, "padded_jerkin")), "too_many_auctions");
    const [first] = (await house.search(ben, "limit=1")).items;
    await house.buyout(ben, first.auctionId, 1);
    await api.database.pool.query("DELETE FROM auctions WHERE state = 'cancelled'");
  });

  it("4.4 search: by text, kind, quality, level, price, end and buy-out, sorted, in pages without gaps", async () => {
    const asker = await house.dealer();
    await house.endsIn(0);
    while ((await house.settle()) > 0);
    const seller = await house.dealer(1_000_000n);
    const things: Array<[string, object]> = [
      ["wolf_pelt", { startPrice: "50" }],
      ["wolf_fang", { startPrice: "10", hours: 24 }],
      ["padded_jerkin", { startPrice: "300", buyout: "900" }],
      ["hunters_bow", { startPrice: "700", hours: 48 }],
      ["barrow_blade", { startPrice: "5000", buyout: "9000" }],
      ["healing_draught", { startPrice: "20" }],
    ];
    for (const [template, more] of things) await house.offered(seller, template, more);
    const found = async (query: string) =>
      (await house.search(asker, query)).items.map(({ item }: { item: { templateId: string } }) => item.templateId);
    const all = things.map(([template]) => template);
    assert.deepEqual((await found("")).sort(), [...all].sort());
    assert.deepEqual((await found("text=WOLF")).sort(), ["wolf_fang", "wolf_pelt"]);
    assert.deepEqual(await found("text=%25"), []);
    assert.deepEqual((await found("kind=weapon")).sort(), ["barrow_blade", "hunters_bow"]);
    assert.deepEqual(await found("quality=rare"), ["barrow_blade"]);
    assert.deepEqual(await found("minLevel=2&maxLevel=3"), ["hunters_bow"]);
    assert.deepEqual(await found("minPrice=50&maxPrice=300&sort=dearest"), ["padded_jerkin", "wolf_pelt"]);
    assert.deepEqual((await found("buyout=true")).sort(), ["barrow_blade", "padded_jerkin"]);
    assert.deepEqual((await found("endsWithin=721")).length, 4);
    assert.deepEqual(await found("sort=newest"), [...all].reverse());
    assert.deepEqual(await found("sort=cheapest"), [
      "wolf_fang",
      "healing_draught",
      "wolf_pelt",
      "padded_jerkin",
      "hunters_bow",
      "barrow_blade",
    ]);
    for (const sort of ["ending", "cheapest", "dearest", "newest"]) {
      const whole = await found(`sort=${sort}`);
      const paged: string[] = [];
      for (let next: string | null = ""; next !== null; ) {
        const page: { items: Array<{ item: { templateId: string } }>; next: string | null } = await house.search(
          asker,
          `sort=${sort}&limit=2${next && `&cursor=${next}`}`,
        );
        paged.push(...page.items.map(({ item }) => item.templateId));
        next = page.next;
      }
      assert.deepEqual(paged, whole, sort);
    }
    const { next } = await house.search(asker, "sort=ending&limit=1");
    for (const query of [`sort=newest&cursor=${next}`, "sort=best", "minPrice=0", "endsWithin=0", "minLevel=x", "kind=boat"])
      assert.equal((await api.get(`/api/v1/auction/listings?${query}`, { token: asker.token })).status, 400, query);
  });

  it("2.2 who is deleted for good has no open auctions any more: upkeep waits for their end", async () => {
    const id = await house.offered(ada);
    await house.bid(ben, id, 100);
    for (const who of [ada, ben])
      await assert.rejects(api.database.pool.query("DELETE FROM characters WHERE id = $1", [who.id]), /auctions_(seller|bidder)_of_open/);
    await house.endsIn(0);
    assert.ok((await house.settle()) > 0);
  });
});
