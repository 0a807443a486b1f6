import { uuidv7 } from "uuidv7";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import type { LockedItem } from "#server/modules/items/item.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { Operation } from "#server/modules/items/operation.ts";
import type { Post } from "#server/modules/mail/post.ts";
import { append } from "#server/outbox/append.ts";
import type { Jobs } from "#server/platform/jobs.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { feeOf } from "#shared/rules/auction.ts";
import * as repository from "./auction.repository.ts";

const EVERY_MS = 2000;
/** A round ends after this: other jobs wait for it. */
const ROUND_MS = 5000;
/** After so many that failed, the rest waits for the next round. */
const MAX_FAILED = 10;

export interface SettlementDeps {
  prisma: PrismaClient;
  items: Items;
  ledger: Ledger;
  post: Post;
  /** Id of the main currency. */
  currency: string;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Ends auctions. The thing goes to who bid most, what he paid (less the fee, with the deposit) to the seller; what nobody wanted goes back
 * and the deposit is lost. All by letter, so that nobody has to be there and no bag or purse has to have room.
 *
 * The truth is in the rows: an auction is over when its time is, whoever notices. The job only hurries; who looks at an auction or bids
 * for it settles it as well. It is done under the lock of its row, once.
 */
export class Settlement {
  readonly #deps: SettlementDeps;

  constructor(deps: SettlementDeps) {
    this.#deps = deps;
  }

  start(jobs: Jobs, log: { error(details: Record<string, unknown>, message: string): void }): void {
    jobs.every("auctions", EVERY_MS, async () => void (await this.settleAll(log)));
  }

  /** All that are due, one a transaction, as many as there is time for; none while trading is frozen. @returns how many */
  async settleAll(log: { error(details: Record<string, unknown>, message: string): void }): Promise<number> {
    if (!(await Economy.isOpen(this.#deps.prisma))) return 0;
    const until = performance.now() + ROUND_MS;
    let [settled, failed] = [0, 0];
    for (let more = true; more && failed <= MAX_FAILED && performance.now() < until; ) {
      try {
        more = await transact(this.#deps.prisma, async (tx) => {
          const auction = await repository.lockDue(tx, this.#date(), failed);
          if (auction) await this.#settle(tx, auction);
          return auction !== null;
        });
        if (more) settled++;
      } catch (error) {
        // it stands in nobody's way: the others are behind it
        failed++;
        log.error({ err: error }, "an auction could not be settled; it is tried again");
      }
    }
    return settled;
  }

  /** Settles one, if its time is over and trading is open. */
  settle(id: string): Promise<void> {
    return transact(this.#deps.prisma, async (tx) => {
      if (!(await Economy.isOpen(tx))) return;
      const auction = await repository.lockAuction(tx, id);
      if (auction?.state === "open" && auction.endsAt.getTime() <= this.#deps.now()) await this.#settle(tx, auction);
    });
  }

  /** To who has bid most: his bid is in the auction's keeping. */
  async sell(tx: Tx, op: Operation, auction: repository.LockedAuction & { bid: bigint; bidderId: string }): Promise<void> {
    const { ledger, post, currency } = this.#deps;
    const { id, bid, bidderId, sellerId, deposit } = auction;
    const item = await this.#item(tx, id);
    const [fee, what] = [feeOf(bid), nameOf(item)];
    await post.sendSystem(tx, op, { to: bidderId, from: "auction", subject: `Won: ${what}`, text: `For ${bid}.`, items: [item] });
    await post.sendSystem(tx, op, {
      ...{ to: sellerId, from: "auction", subject: `Sold: ${what}` },
      text: `For ${bid}, less a fee of ${fee}. The deposit of ${deposit} is yours again.`,
      money: [{ from: { auction: id }, amount: bid - fee + deposit }],
    });
    if (fee > 0n) await ledger.transfer(tx, op, [{ from: { auction: id }, to: { sink: "auction_fee" }, currency, amount: fee }]);
    await this.#empty(tx, op, id);
    await repository.end(tx, id, "sold", this.#date(), fee);
    const { templateId, quantity } = auction;
    const deal = { auctionId: id, itemId: item.id, templateId, quantity, price: String(bid) };
    await append(
      tx,
      { name: "AUCTION_WON", characterId: bidderId, payload: deal },
      { name: "ITEM_SOLD", characterId: sellerId, payload: { ...deal, by: "auction", fee: String(fee), deposit: String(deposit) } },
    );
  }

  /** Back to the seller, without the deposit. */
  async giveBack(tx: Tx, op: Operation, auction: repository.LockedAuction, state: "expired" | "cancelled"): Promise<void> {
    const { ledger, post } = this.#deps;
    const { id, sellerId, templateId, quantity } = auction;
    const item = await this.#item(tx, id);
    const subject = `${state === "expired" ? "Not sold" : "Taken back"}: ${nameOf(item)}`;
    await post.sendSystem(tx, op, { to: sellerId, from: "auction", subject, items: [item] });
    await ledger.close(tx, op, "auction_fee", [{ auction: id }]);
    await repository.end(tx, id, state, this.#date());
    const name = state === "expired" ? "AUCTION_EXPIRED" : "AUCTION_CANCELLED";
    await append(tx, { name, characterId: sellerId, payload: { auctionId: id, itemId: item.id, templateId, quantity } });
  }

  async #settle(tx: Tx, auction: repository.LockedAuction): Promise<void> {
    const { bid, bidderId } = auction;
    if (bid === null || bidderId === null) await this.giveBack(tx, { id: uuidv7(), reason: "auction_returned" }, auction, "expired");
    else await this.sell(tx, { id: uuidv7(), reason: "auction_settled" }, { ...auction, bid, bidderId });
  }

  async #item(tx: Tx, id: string): Promise<LockedItem> {
    const [item, ...others] = await this.#deps.items.kept(tx, "auction", id);
    if (!item || others.length > 0) throw new Error(`auction ${id} keeps ${item ? "several items" : "no item"}`);
    return item;
  }

  /** Nothing may be left in its account. */
  async #empty(tx: Tx, op: Operation, id: string): Promise<void> {
    const left = (await this.#deps.ledger.balances(tx, { auction: id })).find(({ balance }) => balance !== 0n);
    if (left) throw new Error(`auction ${id} would keep ${left.balance} ${left.currency}`);
    await this.#deps.ledger.close(tx, op, "auction_fee", [{ auction: id }]);
  }

  #date(): Date {
    return new Date(this.#deps.now());
  }
}

/** For the subject of a letter. */
function nameOf({ template, quantity }: LockedItem): string {
  return quantity === 1 ? template.name : `${quantity} ${template.name}`;
}
