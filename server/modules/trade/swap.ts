import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Ledger, Transfer } from "#server/modules/currency/ledger.service.ts";
import type { LockedCharacter } from "#server/modules/items/item.ts";
import type { Items, Part } from "#server/modules/items/items.service.ts";
import type { Operation } from "#server/modules/items/operation.ts";
import { append } from "#server/outbox/append.ts";
import { failpoint } from "#server/platform/failpoint.ts";
import type { Tx } from "#server/platform/prisma.ts";
import * as repository from "./trade.repository.ts";

export interface SwapDeps {
  items: Items;
  ledger: Ledger;
  /** Id of the main currency. */
  currency: string;
}

/** One of the two, locked, with what he gives. */
export interface Giver {
  character: LockedCharacter;
  side: repository.SideRow;
}

/**
 * The exchange, and the end of the trade: all of it in the caller's transaction, in which both characters and the trade are locked.
 * @param actor who confirmed last
 * @throws Problem trade_offer_changed, bag_full, currency_full
 */
export async function swap(
  tx: Tx,
  { items, ledger, currency }: SwapDeps,
  { tradeId, actor, givers, now }: { tradeId: string; actor: string; givers: readonly [Giver, Giver]; now: Date },
): Promise<void> {
  const op: Operation = { id: uuidv7(), reason: "trade", actor };
  const [a, b] = givers;
  const locked = await items.lockItems(
    tx,
    givers.flatMap(({ side }) => side.offers.map(({ itemId }) => itemId)),
  );
  await failpoint("trade.locked");
  const goods = givers.map(({ side }) => side.offers.map((offer) => standing(locked.get(offer.itemId), offer, side.characterId)));
  const gave = givers.map(({ side }, n) => ({
    items: goods[n].map(({ item, quantity }) => ({ itemId: item.id, templateId: item.templateId, quantity })),
    money: String(side.money),
  }));
  await items.exchange(tx, op, [
    { to: b.character, goods: goods[0] },
    { to: a.character, goods: goods[1] },
  ]);
  await failpoint("trade.items");
  await pay(tx, ledger, op, transfers(a, b, currency));
  await failpoint("trade.money");
  await repository.end(tx, tradeId, null, now);
  await failpoint("trade.ended");
  const about = { tradeId, operationId: op.id };
  await append(
    tx,
    { name: "TRADE_COMPLETED", characterId: a.character.id, payload: { ...about, withId: b.character.id, gave: gave[0], got: gave[1] } },
    { name: "TRADE_COMPLETED", characterId: b.character.id, payload: { ...about, withId: a.character.id, gave: gave[1], got: gave[0] } },
  );
  await failpoint("trade.told");
}

/** @throws Problem trade_offer_changed */
function standing(item: Part["item"] | undefined, { version, quantity }: repository.OfferRow, ownerId: string): Part {
  const kept = item?.ownerType === "character" && item.ownerId === ownerId && item.place === "bag";
  if (!item || !kept || item.version !== version || item.quantity < quantity) throw new Problem("trade_offer_changed");
  return { item, quantity };
}

function transfers(a: Giver, b: Giver, currency: string): Transfer[] {
  const directions = [
    [a, b],
    [b, a],
  ];
  return directions.flatMap(([from, to]): Transfer[] => {
    const amount = from.side.money;
    return amount === 0n ? [] : [{ from: { character: from.character.id }, to: { character: to.character.id }, currency, amount }];
  });
}

/** Whoever has not so much any more offers what he does not have. */
async function pay(tx: Tx, ledger: Ledger, op: Operation, paid: readonly Transfer[]): Promise<void> {
  try {
    await ledger.transfer(tx, op, paid);
  } catch (error) {
    throw error instanceof Problem && error.code === "not_enough_currency" ? new Problem("trade_offer_changed") : error;
  }
}
