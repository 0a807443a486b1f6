import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { AuctionService } from "#server/modules/auction/auction.service.ts";
import { Settlement } from "#server/modules/auction/settlement.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import { Payouts } from "#server/modules/mail/payouts.ts";
import { Post } from "#server/modules/mail/post.ts";
import { isUnavailable } from "#server/platform/transaction.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { leastBid } from "#shared/rules/auction.ts";
import { TestEconomy } from "./support/economy.ts";

const BIDDERS = 50;
const AUCTIONS = 200;
/** Each may have fifty auctions at once. */
const SELLERS = AUCTIONS / 50;
const PURSE = 1_000_000_000n;
/** All auctions end within so much time of the test's clock, which goes on with every bid. */
const SPAN_MS = 600_000;
const STEP_MS = SPAN_MS / 4000;
/** Then who has not come to bid yet comes too late. */
const MAX_REAL_MS = 10_000;

describe("4.4 auctions that many bid for", () => {
  let economy: TestEconomy;
  before(async () => {
    economy = await TestEconomy.open();
  });
  after(() => economy.close());

  it(`R9 ${BIDDERS} bidders × ${AUCTIONS} auctions around their end: one winner each, every loser refunded once, nothing is kept`, async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    const rng = new Rng(seed);
    const { items, ledger, office } = economy;
    const { prisma } = office;
    const clock = { ms: Date.now() };
    const now = () => clock.ms;
    const currency = "crowns";
    const post = new Post({ items, ledger, currency, now });
    const settlement = new Settlement({ prisma, items, ledger, post, currency, now });
    const payouts = new Payouts({ ledger, post, currency });
    const auctions = new AuctionService({ items, ledger, payouts, settlement, currency, now });
    const people = await office.people(SELLERS + BIDDERS, 100);
    const [sellers, bidders] = [people.slice(0, SELLERS), people.slice(SELLERS)];
    const accounts = new Map((await prisma.character.findMany()).map(({ id, accountId }) => [id, accountId]));
    const identity = (characterId: string) => ({ accountId: accounts.get(characterId) }) as Identity;
    for (const id of people) await economy.pay(id, PURSE);

    const list = async (seller: string): Promise<string> => {
      const itemId = await economy.give(seller, "padded_jerkin");
      const request = { itemId, version: 0, startPrice: 100n, hours: 12 as const };
      const { auctionId } = await economy.do((tx) => auctions.list(tx, identity(seller), seller, request));
      await prisma.auction.update({ where: { id: auctionId }, data: { endsAt: new Date(clock.ms + 1 + rng.below(SPAN_MS)) } });
      return auctionId;
    };
    const ids: string[] = [];
    for (let n = 0; n < AUCTIONS; n += SELLERS) ids.push(...(await Promise.all(sellers.map(list))));

    const complaints: unknown[] = [];
    const log = { error: (details: Record<string, unknown>) => void complaints.push(details.err) };
    const [bids, refusals] = [new Map<string, number>(), new Map<string, number>()];
    const until = performance.now() + MAX_REAL_MS;
    let bidding = BIDDERS;
    const bidder = async (characterId: string) => {
      const order = new Rng(rng.below(2 ** 30));
      for (const auctionId of ids.toSorted(() => order.int(-1, 1))) {
        if (performance.now() > until) break;
        clock.ms += STEP_MS;
        const seen = await prisma.auction.findUniqueOrThrow({ where: { id: auctionId } });
        const amount = leastBid(seen) + BigInt(order.below(30));
        try {
          await economy.do((tx) => auctions.bid(tx, identity(characterId), { characterId, auctionId }, amount));
          bids.set(auctionId, (bids.get(auctionId) ?? 0) + 1);
        } catch (error) {
          if (!(error instanceof Problem) && !isUnavailable(error)) throw error;
          const code = error instanceof Problem ? error.code : "unavailable";
          refusals.set(code, (refusals.get(code) ?? 0) + 1);
          if (code === "auction_ended") await settlement.settle(auctionId);
        }
      }
      bidding--;
    };
    const settler = async () => {
      while (bidding > 0) {
        await settlement.settleAll(log);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await Promise.all([...bidders.map(bidder), settler(), settler()]);
    clock.ms += 2 * SPAN_MS;
    await Promise.all([settlement.settleAll(log), settlement.settleAll(log)]);
    const taken = [...bids.values()].reduce((sum, n) => sum + n, 0);
    console.log(`      ${taken} bids taken, refused: ${JSON.stringify(Object.fromEntries(refusals))}`);
    assert.deepEqual(complaints, []);

    const rows = await prisma.auction.findMany();
    assert.deepEqual(new Set(rows.map(({ state }) => state)).has("open"), false);
    for (const { id, state, bids: counted, bidderId } of rows) {
      assert.deepEqual([state, counted], bids.has(id) ? ["sold", bids.get(id)] : ["expired", 0]);
      const won = await prisma.gameEvent.findMany({ where: { name: "AUCTION_WON", payload: { path: ["auctionId"], equals: id } } });
      assert.deepEqual(
        won.map(({ characterId }) => characterId),
        state === "sold" ? [bidderId] : [],
      );
    }
    // who bid has what he had, less what he won; nothing of any bid is anywhere else
    for (const characterId of bidders) {
      const paid = rows.filter(({ bidderId }) => bidderId === characterId).reduce((sum, { bid }) => sum + (bid ?? 0n), 0n);
      assert.equal(await economy.balance(characterId), PURSE - paid);
    }
    const { rows: kept } = await office.database.pool.query(`
      SELECT 1 FROM currency_accounts WHERE owner_type = 'auction' UNION ALL SELECT 1 FROM character_items WHERE owner_type = 'auction'`);
    assert.deepEqual(kept, []);
    const { rows: letters } = await office.database.pool.query("SELECT count(*)::int AS n FROM character_items WHERE owner_type = 'mail'");
    assert.equal(letters[0].n, AUCTIONS, "each thing is in one letter");
    assert.deepEqual(await economy.discrepancies(), []);
    assert.deepEqual(await new EconomyService({ prisma, now }).check(), { findings: [], frozen: false });
    assert.ok(taken > AUCTIONS / 2, "there was some bidding");
  });
});
