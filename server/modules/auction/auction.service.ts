import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import type { LockedCharacter } from "#server/modules/items/item.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { Operation, Reason } from "#server/modules/items/operation.ts";
import type { Payouts } from "#server/modules/mail/payouts.ts";
import { append, type GameEvent } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { AUCTION, depositFor, endAfterBid, leastBid } from "#shared/rules/auction.ts";
import * as repository from "./auction.repository.ts";
import type { BidResult, ListRequest } from "./auction.schema.ts";
import type { Settlement } from "./settlement.ts";

export interface AuctionDeps {
  items: Items;
  ledger: Ledger;
  payouts: Payouts;
  settlement: Settlement;
  /** Id of the main currency. */
  currency: string;
  /** Epoch ms. */
  now: () => number;
}

/** Which auction, and who deals in it. */
export interface Deal {
  characterId: string;
  auctionId: string;
}

const HOUR_MS = 3_600_000;

/**
 * Listing, bidding, buying, taking back. Locks come in one order: the character who asks, the auction, the item, accounts. Who is
 * outbid has his bid back in the same transaction; he need not be locked for it.
 */
export class AuctionService {
  readonly #deps: AuctionDeps;

  constructor(deps: AuctionDeps) {
    this.#deps = deps;
  }

  /** @throws Problem character_not_found, too_many_auctions, item_not_found, stale_version, item_bound, not_enough_currency, trading_frozen */
  async list(tx: Tx, { accountId }: Identity, characterId: string, request: ListRequest) {
    const { items, ledger, currency } = this.#deps;
    await Economy.assertOpen(tx);
    const seller = await items.lockCharacter(tx, accountId, characterId);
    if ((await repository.countOpen(tx, seller.id)) >= AUCTION.maxListings) throw new Problem("too_many_auctions");
    const [item] = await items.lockOwn(tx, seller, [request]);
    const quantity = request.quantity ?? item.quantity;
    if (quantity > item.quantity) throw new Problem("stale_version");

    const [id, op] = [uuidv7(), operation("auction_listed", seller)];
    const { startPrice, buyout = null, hours } = request;
    const deposit = depositFor({ startPrice, buyout, hours });
    const listedAt = new Date(this.#deps.now());
    const endsAt = new Date(listedAt.getTime() + hours * HOUR_MS);
    const { templateId } = item;
    await repository.insertAuction(tx, { id, sellerId: seller.id, templateId, quantity, startPrice, buyout, deposit, listedAt, endsAt });
    const [listed] = await items.apply(tx, op, [{ move: item, quantity, to: { auction: id } }]);
    await ledger.transfer(tx, op, [{ from: { character: seller.id }, to: { auction: id }, currency, amount: deposit }]);
    const payload = { auctionId: id, itemId: listed.id, templateId, quantity, startPrice: String(startPrice), deposit: String(deposit) };
    await append(tx, { name: "AUCTION_LISTED", accountId, characterId: seller.id, payload });
    return { auctionId: id, deposit: String(deposit), endsAt: endsAt.toISOString() };
  }

  /**
   * So much or more of the buy-out buys.
   * @throws Problem character_not_found, auction_not_found, auction_ended, own_auction, bid_too_low, too_many_auctions,
   * not_enough_currency, trading_frozen
   */
  async bid(tx: Tx, identity: Identity, deal: Deal, amount: bigint): Promise<BidResult> {
    const { bidder, auction } = await this.#lockForBid(tx, identity, deal);
    const least = leastBid(auction);
    if (amount < least) throw new Problem("bid_too_low", { detail: `At least ${least}.` });
    if (auction.buyout !== null && amount >= auction.buyout) return this.#buy(tx, bidder, auction, auction.buyout);
    if ((await repository.countLed(tx, bidder.id, auction.id)) >= AUCTION.maxLeading) throw new Problem("too_many_auctions");
    const endsAt = await this.#place(tx, operation("auction_bid", bidder), bidder, auction, amount);
    return { outcome: "leading", amount: String(amount), endsAt: endsAt.toISOString() };
  }

  /** @throws Problem as `bid`, and no_buyout */
  async buyout(tx: Tx, identity: Identity, deal: Deal, price: bigint): Promise<BidResult> {
    const { bidder, auction } = await this.#lockForBid(tx, identity, deal);
    if (auction.buyout === null || auction.buyout !== price) throw new Problem("no_buyout");
    return this.#buy(tx, bidder, auction, price);
  }

  /** @throws Problem character_not_found, auction_not_found, auction_ended, auction_has_bids, trading_frozen */
  async cancel(tx: Tx, { accountId }: Identity, { characterId, auctionId }: Deal): Promise<void> {
    await Economy.assertOpen(tx);
    const seller = await this.#deps.items.lockCharacter(tx, accountId, characterId);
    const auction = await repository.lockAuction(tx, auctionId);
    if (auction?.sellerId !== seller.id) throw new Problem("auction_not_found");
    this.#assertRunning(auction);
    if (auction.bid !== null) throw new Problem("auction_has_bids");
    await this.#deps.settlement.giveBack(tx, operation("auction_returned", seller), auction, "cancelled");
  }

  async #lockForBid(tx: Tx, { accountId }: Identity, { characterId, auctionId }: Deal) {
    await Economy.assertOpen(tx);
    const bidder = await this.#deps.items.lockCharacter(tx, accountId, characterId);
    const auction = await repository.lockAuction(tx, auctionId);
    if (!auction) throw new Problem("auction_not_found");
    this.#assertRunning(auction);
    if (auction.sellerAccountId === accountId) throw new Problem("own_auction");
    return { bidder, auction };
  }

  /** Asked under the lock, at this moment: who waited for the lock until it was over is too late. */
  #assertRunning({ state, endsAt }: repository.LockedAuction): void {
    if (state !== "open" || endsAt.getTime() <= this.#deps.now()) throw new Problem("auction_ended");
  }

  async #buy(tx: Tx, bidder: LockedCharacter, auction: repository.LockedAuction, price: bigint): Promise<BidResult> {
    const op = operation("auction_settled", bidder);
    await this.#place(tx, op, bidder, auction, price);
    await this.#deps.settlement.sell(tx, op, { ...auction, bid: price, bidderId: bidder.id });
    return { outcome: "won", amount: String(price), endsAt: new Date(this.#deps.now()).toISOString() };
  }

  /** The bid goes into the auction's keeping, the one before goes back. @returns when the auction ends */
  async #place(tx: Tx, op: Operation, bidder: LockedCharacter, auction: repository.LockedAuction, amount: bigint): Promise<Date> {
    const { id, bid, bidderId, templateId, quantity } = auction;
    const transfers: Parameters<Payouts["pay"]>[2][number][] = [{ from: { character: bidder.id }, to: { auction: id }, amount }];
    if (bid !== null && bidderId !== null) transfers.push({ from: { auction: id }, to: { character: bidderId }, amount: bid });
    await this.#deps.payouts.pay(tx, op, transfers, { from: "auction", subject: "You were outbid: your money" });
    const now = this.#deps.now();
    const endsAt = new Date(endAfterBid(auction.endsAt.getTime(), now));
    await repository.placeBid(tx, { auctionId: id, characterId: bidder.id, amount, at: new Date(now), endsAt });
    const payload = { auctionId: id, templateId, quantity, amount: String(amount) };
    const events: GameEvent[] = [{ name: "AUCTION_BID", accountId: bidder.accountId, characterId: bidder.id, payload }];
    if (bidderId !== null && bidderId !== bidder.id)
      events.push({ name: "AUCTION_OUTBID", characterId: bidderId, payload: { ...payload, refund: String(bid) } });
    await append(tx, ...events);
    return endsAt;
  }
}

function operation(reason: Reason, { id }: LockedCharacter): Operation {
  return { id: uuidv7(), reason, actor: id };
}
