import { ITEM_QUALITIES } from "#shared/rules/quality.ts";
import { el } from "../../dom.ts";
import type { Auction, AuctionFilters } from "../../net/auction-ways.ts";
import { moneyText } from "../money.ts";
import { MoneyField } from "../economy/coins.ts";
import { doing } from "../economy/parts.ts";
import { type AuctionParts, auctionRow, crowns } from "./auction-row.ts";
import { PagedList } from "./paged-list.ts";

const KINDS = ["material", "consumable", "weapon", "armour", "trophy"] as const;
const SORTINGS = { ending: "ending soonest", cheapest: "cheapest first", dearest: "dearest first", newest: "newest first" } as const;
const ENDING = { 60: "within an hour", 360: "within 6 hours", 1440: "within a day" } as const;
/** A pause in typing that means: look for this, ms. */
const TYPED_MS = 350;

/** What is for sale, by what one looks for; bids and purchases. */
export class Browse {
  readonly element: HTMLElement;
  readonly #parts: AuctionParts;
  readonly #list: PagedList<Auction>;
  readonly #text = el("input", { type: "search", maxLength: 48, placeholder: "Name", "aria-label": "Name", "data-testid": "auction-text" });
  readonly #kind = select("auction-kind", "Kind", [["", "all kinds"], ...KINDS.map((kind) => [kind, kind] as const)]);
  readonly #quality = select("auction-quality", "Quality", [
    ["", "any quality"],
    ...ITEM_QUALITIES.map((q) => [q, `${q} or better`] as const),
  ]);
  readonly #ending = select("auction-ending", "Ending", [["", "ending any time"], ...Object.entries(ENDING)]);
  readonly #sort = select("auction-sort", "Order", Object.entries(SORTINGS));
  readonly #minLevel = level("auction-min-level", "Lowest level");
  readonly #maxLevel = level("auction-max-level", "Highest level");
  readonly #buyout = el("input", { type: "checkbox", "data-testid": "auction-buyout-only" });
  readonly #maxPrice: MoneyField;
  #timer = 0;

  constructor(parts: AuctionParts) {
    this.#parts = parts;
    this.#maxPrice = new MoneyField(crowns(parts), "auction-max-price");
    const { belongings, auction } = parts;
    this.#list = new PagedList<Auction>(
      "auction-results",
      "Nothing like that is for sale.",
      (cursor) => belongings.ask(() => auction.search({ ...this.#filters(), ...(cursor && { cursor }) })),
      (entry) => this.#row(entry),
    );
    const filters = el(
      "form",
      { class: "auction-filters", onsubmit: (event: Event) => event.preventDefault() },
      this.#text,
      this.#kind,
      this.#quality,
      el("span", { class: "auction-levels" }, "Level", this.#minLevel, "–", this.#maxLevel),
      el("span", { class: "auction-levels" }, "Up to", this.#maxPrice.element),
      el("label", { class: "tick" }, this.#buyout, "with a buy-out only"),
      this.#ending,
      this.#sort,
    );
    filters.addEventListener("input", () => {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.read(), TYPED_MS);
    });
    this.element = el("div", { class: "auction-browse" }, filters, this.#list.element);
  }

  read(): void {
    void this.#list.read();
  }

  #filters(): AuctionFilters {
    const max = this.#maxPrice.value;
    const wanted = {
      text: this.#text.value.trim(),
      kind: this.#kind.value,
      quality: this.#quality.value,
      minLevel: this.#minLevel.value,
      maxLevel: this.#maxLevel.value,
      maxPrice: max ? String(max) : "",
      buyout: this.#buyout.checked ? "true" : "",
      endsWithin: this.#ending.value,
      sort: this.#sort.value,
    };
    return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== "")) as AuctionFilters;
  }

  #row(auction: Auction): HTMLElement {
    const { seller, nextBid, buyout } = auction;
    if (seller.characterId === this.#parts.belongings.parts.character.id) return auctionRow(this.#parts, auction, "yours");
    // a next bid of the buy-out would buy
    const bid = nextBid !== null && nextBid !== buyout ? doing("Bid …", "auction-bid", async () => this.#openBid(row, auction)) : null;
    const buy = buyout !== null ? doing("Buy", "auction-buy", () => this.#buy(auction, buyout), { primary: true }) : null;
    const row = auctionRow(this.#parts, auction, seller.name ?? "Somebody who is gone", bid, buy);
    return row;
  }

  /** Under the line: how much. */
  #openBid(row: HTMLElement, auction: Auction): void {
    for (const open of this.element.querySelectorAll(".auction-bidding")) open.remove();
    const amount = new MoneyField(crowns(this.#parts), "auction-amount");
    amount.value = BigInt(auction.nextBid ?? auction.startPrice);
    const send = doing("Bid", "auction-bid-send", () => this.#bid(auction, amount.value), { primary: true });
    row.append(el("div", { class: "auction-bidding" }, "Your bid", amount.element, send));
  }

  async #bid({ auctionId, item }: Auction, amount: bigint | null): Promise<void> {
    const { belongings, auction } = this.#parts;
    const { complain, say } = belongings.parts;
    if (!amount) return complain("An amount is a whole number of coins.");
    const answer = await belongings.ask(() => auction.bid(auctionId, amount));
    if (answer) say(answer.outcome === "won" ? this.#bought(item) : `You bid ${this.#money(answer.amount)} for ${this.#name(item)}.`);
    this.#after();
  }

  async #buy({ auctionId, item }: Auction, price: string): Promise<void> {
    const { belongings, auction, question } = this.#parts;
    if (!(await question.sure(`Buy ${this.#name(item)} for ${this.#money(price)}?`, "Buy"))) return;
    if (await belongings.ask(() => auction.buyOut(auctionId, price))) belongings.parts.say(this.#bought(item));
    this.#after();
  }

  /** Also after a refusal: somebody else was faster. */
  #after(): void {
    this.#parts.belongings.refresh(0);
    this.read();
  }

  #bought(item: Auction["item"]): string {
    return `${this.#name(item)} is yours: it comes by mail.`;
  }

  #name({ templateId, quantity }: Auction["item"]): string {
    const name = this.#parts.belongings.parts.lexicon.itemById(templateId)?.name ?? templateId;
    return quantity > 1 ? `${quantity} × ${name}` : name;
  }

  #money(amount: string): string {
    return moneyText(amount, crowns(this.#parts));
  }
}

export function select(testId: string, label: string, options: ReadonlyArray<readonly [value: string, text: string]>): HTMLSelectElement {
  const choices = options.map(([value, text]) => el("option", { value }, text));
  return el("select", { "aria-label": label, "data-testid": testId }, ...choices);
}

function level(testId: string, label: string): HTMLInputElement {
  return el("input", { type: "number", min: "1", max: "60", "aria-label": label, "data-testid": testId });
}
