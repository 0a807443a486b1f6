import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { Ledger, Transfer } from "#server/modules/currency/ledger.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import type { LockedCharacter, LockedItem } from "#server/modules/items/item.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { Operation, Reason } from "#server/modules/items/operation.ts";
import type { Payouts } from "#server/modules/mail/payouts.ts";
import type { Post } from "#server/modules/mail/post.ts";
import { append, type GameEvent } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { Item } from "#shared/content/schema.ts";
import { MARKET, marketTax } from "#shared/rules/market.ts";
import { joined, type Piece, pick } from "./goods.ts";
import * as repository from "./market.repository.ts";
import type { OrderRequest, Placed } from "./market.schema.ts";

export interface MarketDeps {
  content: { readonly items: readonly Item[] };
  items: Items;
  ledger: Ledger;
  post: Post;
  payouts: Payouts;
  /** Epoch ms. */
  now: () => number;
}

/** What a new order and one that waited have in common: so many, at the price of the one that waited. */
interface Fill {
  resting: repository.Order;
  quantity: number;
  price: bigint;
  tax: bigint;
}

type Payment = Omit<Transfer, "currency">;

const DAY_MS = 86_400_000;
const LETTER = { from: "market", subject: "Market: your money" } as const;

/**
 * The order book of each commodity. A new order meets those of the other side at their prices, the best first, of one price the oldest;
 * what is left of it waits. What is offered is kept by the order: goods for a sale, their price for a purchase. Bought goods come by
 * letter, money goes to the purse.
 *
 * Locks come in one order: the character who asks, the book, items, accounts. Everything about one commodity happens one after the
 * other under the book's row.
 */
export class MarketService {
  readonly #deps: MarketDeps;

  constructor(deps: MarketDeps) {
    this.#deps = deps;
  }

  /**
   * @throws Problem commodity_not_found, character_not_found, too_many_orders, own_order_in_the_way, not_so_many, not_enough_currency,
   * trading_frozen
   */
  async place(tx: Tx, { accountId }: Identity, characterId: string, request: OrderRequest): Promise<Placed> {
    const { items } = this.#deps;
    const { side, templateId, quantity, price, days } = request;
    await Economy.assertOpen(tx);
    const commodity = this.#deps.content.items.find(({ id }) => id === templateId);
    if (!commodity?.commodity) throw new Problem("commodity_not_found");
    const character = await items.lockCharacter(tx, accountId, characterId);
    await repository.lockBook(tx, templateId);
    if ((await repository.countOpen(tx, character.id)) >= MARKET.maxOrders) throw new Problem("too_many_orders");
    const now = new Date(this.#deps.now());
    const other = side === "buy" ? "sell" : "buy";
    const others = { templateId, side: other, price, now } as const;
    if ((await repository.findMatches(tx, { ...others, count: 1, of: accountId })).length > 0) throw new Problem("own_order_in_the_way");

    const [id, op] = [uuidv7(), operation("market_ordered", character)];
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    const order = { id, characterId, templateId, side, price, quantity, remaining: quantity, placedAt: now, expiresAt };
    await repository.insertOrder(tx, order);
    if (side === "sell") await this.#lay(tx, op, character, order);

    const found = await repository.findMatches(tx, { ...others, count: MARKET.maxFills + 1 });
    const fills = meet(order, found.slice(0, MARKET.maxFills));
    await this.#pay(tx, op, order, fills);
    await this.#handOver(tx, op, order, fills);
    const filled = fills.reduce((sum, fill) => sum + fill.quantity, 0);
    const remaining = quantity - filled;
    await this.#write(tx, op, order, fills, remaining, now);
    // who meets more than one order may meet is not left standing across them
    const over = remaining > 0 && filled > 0 && found.length > MARKET.maxFills;
    if (over) await this.giveBack(tx, op, { ...order, remaining }, "cancelled");
    const payload = { orderId: id, side, templateId, quantity, price: String(price), filled };
    await append(tx, { name: "MARKET_ORDERED", accountId, characterId, payload });
    return {
      orderId: id,
      state: remaining === 0 ? "filled" : over ? "cancelled" : "open",
      filled,
      remaining,
      paid: String(fills.reduce((sum, fill) => sum + worth(fill), 0n)),
      tax: String(side === "sell" ? fills.reduce((sum, { tax }) => sum + tax, 0n) : 0n),
      expiresAt: expiresAt.toISOString(),
    };
  }

  /** What is left of it comes back. @returns how many are left @throws Problem character_not_found, order_not_found, order_ended, trading_frozen */
  async cancel(tx: Tx, { accountId }: Identity, { characterId, orderId }: { characterId: string; orderId: string }): Promise<number> {
    await Economy.assertOpen(tx);
    const character = await this.#deps.items.lockCharacter(tx, accountId, characterId);
    const seen = await repository.findOrder(tx, orderId);
    if (seen?.characterId !== character.id) throw new Problem("order_not_found");
    await repository.lockBook(tx, seen.templateId);
    const order = await repository.findOrder(tx, orderId);
    if (order?.state !== "open") throw new Problem("order_ended");
    await this.giveBack(tx, operation("market_cancelled", character), order, "cancelled");
    return order.remaining;
  }

  /** What an order keeps goes back to its owner. Its book is locked. */
  async giveBack(tx: Tx, op: Operation, order: repository.NewOrder, state: "cancelled" | "expired"): Promise<void> {
    const { items, ledger, post, payouts } = this.#deps;
    const { id, characterId, side, templateId, price, remaining } = order;
    if (side === "buy")
      await payouts.pay(tx, op, [{ from: { market: id }, to: { character: characterId }, amount: price * BigInt(remaining) }], LETTER);
    else {
      const goods = await items.kept(tx, "market", id);
      const subject = `Not sold: ${remaining} ${items.template(templateId).name}`;
      await post.sendSystem(tx, op, { to: characterId, from: "market", subject, items: goods });
    }
    await ledger.close(tx, op, "market_fee", [{ market: id }]);
    await repository.endOrder(tx, id, state, new Date(this.#deps.now()));
    const name = state === "expired" ? "MARKET_ORDER_EXPIRED" : "MARKET_ORDER_CANCELLED";
    await append(tx, { name, characterId, payload: { orderId: id, side, templateId, remaining } });
  }

  /** Goods of the bag into the order's keeping: only what is like any other of its kind. */
  async #lay(tx: Tx, op: Operation, character: LockedCharacter, { id, templateId, quantity }: repository.NewOrder): Promise<void> {
    const { items } = this.#deps;
    const like = (item: LockedItem) => item.templateId === templateId && item.boundTo === null && item.attributes === null;
    const stacks = (await items.inPlaces(tx, character)).filter(like);
    if (stacks.reduce((sum, item) => sum + item.quantity, 0) < quantity) throw new Problem("not_so_many");
    const moves = pick(stacks, quantity).map((piece) => ({ move: piece.item, quantity: piece.quantity, to: { market: id } }));
    await items.apply(tx, op, moves);
  }

  /** Into the keeping of a purchase, and from there to sellers and the house; what was cheaper than feared comes back at once. */
  async #pay(tx: Tx, op: Operation, order: repository.NewOrder, fills: readonly Fill[]): Promise<void> {
    const payments: Payment[] = [];
    const pay = (from: Payment["from"], to: Payment["to"], amount: bigint) => {
      if (amount > 0n) payments.push({ from, to, amount });
    };
    const buying = order.side === "buy";
    if (buying) pay({ character: order.characterId }, { market: order.id }, order.price * BigInt(order.quantity));
    for (const fill of fills) {
      const [purchase, sale] = buying ? [order, fill.resting] : [fill.resting, order];
      pay({ market: purchase.id }, { character: sale.characterId }, worth(fill) - fill.tax);
      pay({ market: purchase.id }, { sink: "market_fee" }, fill.tax);
      pay({ market: purchase.id }, { character: purchase.characterId }, (purchase.price - fill.price) * BigInt(fill.quantity));
    }
    if (payments.length > 0) await this.#deps.payouts.pay(tx, op, payments, LETTER);
  }

  /** Goods to buyers: one letter (or a few) for each order that bought. */
  async #handOver(tx: Tx, op: Operation, order: repository.NewOrder, fills: readonly Fill[]): Promise<void> {
    const { items } = this.#deps;
    if (order.side === "buy") {
      const pieces: Piece[] = [];
      for (const { resting, quantity } of fills) pieces.push(...pick(await items.kept(tx, "market", resting.id), quantity));
      if (pieces.length > 0) await this.#send(tx, op, order.characterId, pieces);
      return;
    }
    for (const { resting, quantity } of fills)
      await this.#send(tx, op, resting.characterId, pick(await items.kept(tx, "market", order.id), quantity));
  }

  async #send(tx: Tx, op: Operation, to: string, pieces: readonly Piece[]): Promise<void> {
    const quantity = pieces.reduce((sum, piece) => sum + piece.quantity, 0);
    const subject = `Bought: ${quantity} ${pieces[0].item.template.name}`;
    const { changes, goods } = joined(pieces);
    await this.#deps.items.apply(tx, op, changes);
    await this.#deps.post.sendSystem(tx, op, { to, from: "market", subject, items: goods });
  }

  async #write(tx: Tx, op: Operation, order: repository.NewOrder, fills: readonly Fill[], remaining: number, now: Date): Promise<void> {
    if (fills.length === 0) return;
    const left = [
      { id: order.id, remaining },
      ...fills.map(({ resting, quantity }) => ({ id: resting.id, remaining: resting.remaining - quantity })),
    ];
    await repository.setRemaining(tx, left, now);
    const done = left.filter((one) => one.remaining === 0).map(({ id }) => ({ market: id }));
    if (done.length > 0) await this.#deps.ledger.close(tx, op, "market_fee", done); // nothing is left in them
    const buying = order.side === "buy";
    const trades = fills.map(({ resting, quantity, price, tax }) => {
      const [buyOrderId, sellOrderId] = buying ? [order.id, resting.id] : [resting.id, order.id];
      return { price, quantity, tax, buyOrderId, sellOrderId };
    });
    await repository.writeTrades(tx, order.templateId, trades, now);
    const events = fills.flatMap(({ resting, quantity, price, tax }): GameEvent[] => {
      const [purchase, sale] = buying ? [order, resting] : [resting, order];
      const deal = { by: "market", templateId: order.templateId, quantity, price: String(price) };
      return [
        { name: "ITEM_SOLD", characterId: sale.characterId, payload: { ...deal, orderId: sale.id, fee: String(tax) } },
        { name: "ITEM_BOUGHT", characterId: purchase.characterId, payload: { ...deal, orderId: purchase.id } },
      ];
    });
    await append(tx, ...events);
  }
}

/** How a new order meets those that wait, which are in their order. */
function meet(order: repository.NewOrder, waiting: readonly repository.Order[]): Fill[] {
  const fills: Fill[] = [];
  let left = order.quantity;
  for (const resting of waiting) {
    if (left === 0) break;
    const quantity = Math.min(left, resting.remaining);
    fills.push({ resting, quantity, price: resting.price, tax: marketTax(resting.price * BigInt(quantity)) });
    left -= quantity;
  }
  return fills;
}

function worth({ price, quantity }: Fill): bigint {
  return price * BigInt(quantity);
}

function operation(reason: Reason, { id }: LockedCharacter): Operation {
  return { id: uuidv7(), reason, actor: id };
}
