import { el } from "../../dom.ts";
import type { Auction, AuctionWays } from "../../net/auction-ways.ts";
import { coins } from "../economy/coins.ts";
import { type CellParts, itemPicture } from "../economy/item-cell.ts";
import { untilText } from "../economy/parts.ts";
import type { Question } from "../economy/question.ts";
import { coloured } from "../windows.ts";

/** What the pages of the auction house share. */
export interface AuctionParts extends CellParts {
  auction: AuctionWays;
  question: Question;
}

export const crowns = ({ belongings }: Pick<CellParts, "belongings">) => belongings.parts.lexicon.content.currencies[0];

/** One auction as a line of a list: what, by whom or in which state, how long, its prices. @param more what stands at its end */
export function auctionRow(parts: AuctionParts, auction: Auction, about: string, ...more: Array<HTMLElement | null>): HTMLElement {
  const { item, bid, bids, buyout, startPrice, state, endsAt } = auction;
  const template = parts.belongings.parts.lexicon.itemById(item.templateId);
  const { madeBy: _, ...shown } = item;
  return el(
    "li",
    { class: `auction-row ${state}`, "data-testid": `auction-${item.templateId}` },
    itemPicture(parts, shown),
    el(
      "div",
      { class: "auction-what" },
      coloured(`${template?.name ?? item.templateId}${item.quantity > 1 ? ` ×${item.quantity}` : ""}`, template?.quality ?? "common"),
      el("small", {}, about),
    ),
    el("small", { class: "auction-time" }, state === "open" ? untilText(Date.parse(endsAt), Date.now()) : state),
    el(
      "div",
      { class: "auction-prices" },
      el("span", {}, el("small", {}, bids > 0 ? `bid (${bids})` : "from"), coins(bid ?? startPrice, crowns(parts))),
      buyout === null ? null : el("span", {}, el("small", {}, "buy-out"), coins(buyout, crowns(parts))),
    ),
    el("div", { class: "auction-deeds" }, ...more),
  );
}
