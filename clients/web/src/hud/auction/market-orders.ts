import { el } from "../../dom.ts";
import type { OwnOrder } from "../../net/market-ways.ts";
import { coins } from "../economy/coins.ts";
import { itemPicture } from "../economy/item-cell.ts";
import { doing, untilText } from "../economy/parts.ts";
import { coloured } from "../windows.ts";
import { crowns } from "./auction-row.ts";
import type { MarketParts } from "./market-page.ts";
import { PagedList } from "./paged-list.ts";

/** One's own orders at the market, the newest first. */
export function ownOrders(parts: MarketParts): PagedList<OwnOrder> {
  const { belongings, market } = parts;
  const list: PagedList<OwnOrder> = new PagedList<OwnOrder>(
    "market-orders",
    "You have ordered nothing yet.",
    (cursor) => belongings.ask(() => market.orders(cursor)),
    (order) => orderRow(parts, order, () => void list.read()),
  );
  return list;
}

function orderRow(parts: MarketParts, order: OwnOrder, again: () => void): HTMLElement {
  const { belongings, market } = parts;
  const { orderId, side, templateId, price, quantity, remaining, state, expiresAt } = order;
  const template = belongings.parts.lexicon.itemById(templateId);
  const cancel = doing("Take back", "market-cancel", async () => {
    await belongings.ask(() => market.cancel(orderId));
    belongings.refresh(0);
    again();
  });
  return el(
    "li",
    { class: `auction-row ${state}`, "data-testid": `order-${templateId}` },
    itemPicture(parts, { templateId }),
    el(
      "div",
      { class: "auction-what" },
      coloured(`${side === "buy" ? "Buy" : "Sell"} ${quantity} × ${template?.name ?? templateId}`, template?.quality ?? "common"),
      el("small", {}, `${quantity - remaining} of ${quantity} done`),
    ),
    el("small", { class: "auction-time" }, state === "open" ? untilText(Date.parse(expiresAt), Date.now()) : state),
    el("div", { class: "auction-prices" }, el("span", {}, el("small", {}, "for one"), coins(price, crowns(parts)))),
    el("div", { class: "auction-deeds" }, state === "open" ? cancel : null),
  );
}
