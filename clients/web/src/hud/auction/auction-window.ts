import { el, fill, setText } from "../../dom.ts";
import type { OwnBid } from "../../net/auction-ways.ts";
import type { OwnOrder } from "../../net/market-ways.ts";
import { moneyText } from "../money.ts";
import { Tabs } from "../economy/parts.ts";
import { Panel } from "../windows.ts";
import { auctionRow, crowns } from "./auction-row.ts";
import { Browse } from "./browse.ts";
import { ownOrders } from "./market-orders.ts";
import { MarketPage, type MarketParts } from "./market-page.ts";
import { PagedList } from "./paged-list.ts";
import { Sell } from "./sell.ts";

/** The auction house and the market: looked at anywhere; bids and offers are taken near an auctioneer. */
export class AuctionWindow {
  readonly panel: Panel;
  readonly #parts: MarketParts;
  readonly #browse: Browse;
  readonly #bids: PagedList<OwnBid>;
  readonly #sell: Sell;
  readonly #market: MarketPage;
  readonly #orders: PagedList<OwnOrder>;
  readonly #tabs: Tabs;
  readonly #place = el("span", { class: "auction-place", "data-testid": "auction-place" });
  #there: boolean | null = null;

  /** @param openBag something of it is to be offered */
  constructor(parts: MarketParts, openBag: () => void, onClose: () => void) {
    this.#parts = parts;
    const { belongings, auction } = parts;
    this.panel = new Panel("Auction house", "auction", onClose);
    this.#browse = new Browse(parts);
    this.#bids = new PagedList<OwnBid>(
      "auction-bids",
      "You have bid for nothing yet.",
      (cursor) => belongings.ask(() => auction.bids(cursor)),
      (bid) => this.#bidRow(bid),
    );
    this.#sell = new Sell(parts, () => this.panel.open && this.#tabs.chosen === "sell");
    this.#market = new MarketPage(parts);
    this.#orders = ownOrders(parts);
    this.#tabs = new Tabs(
      [
        ["browse", "For sale", this.#browse.element],
        ["bids", "Your bids", this.#bids.element],
        ["sell", "Sell", this.#sell.element],
        ["market", "Market", this.#market.element],
        ["orders", "Your orders", this.#orders.element],
      ],
      (tab) => {
        if (tab === "sell") openBag();
        this.refresh();
      },
    );
    this.#tabs.element.append(this.#place);
    const pages = [this.#browse, this.#bids, this.#sell, this.#market, this.#orders].map(({ element }) => element);
    fill(this.panel.body, this.#tabs.element, ...pages);
  }

  /** What is shown is read again. */
  refresh(): void {
    const pages: Record<string, { read(): unknown }> = {
      browse: this.#browse,
      bids: this.#bids,
      sell: this.#sell,
      market: this.#market,
      orders: this.#orders,
    };
    void pages[this.#tabs.chosen].read();
  }

  /** @param there an auctioneer is in reach */
  stands(there: boolean): void {
    if (there === this.#there) return;
    this.#there = there;
    setText(this.#place, there ? "" : "Deals are made near an auctioneer.");
  }

  #bidRow(bid: OwnBid): HTMLElement {
    const mine = `you bid ${moneyText(bid.amount, crowns(this.#parts))}`;
    const how =
      bid.state === "open" ? (bid.leading ? "the highest" : "somebody bid more") : bid.leading && bid.state === "sold" ? "won" : "lost";
    const mark = el("b", { class: bid.leading ? "auction-leading" : "auction-outbid" }, how);
    return auctionRow(this.#parts, bid, mine, mark);
  }
}
