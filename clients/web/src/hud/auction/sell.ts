import { AUCTION, type AuctionHours, depositFor } from "#shared/rules/auction.ts";
import { el, fill } from "../../dom.ts";
import type { Held, Taker } from "../../game/belongings.ts";
import type { OwnListing } from "../../net/auction-ways.ts";
import { coins, MoneyField } from "../economy/coins.ts";
import { itemPicture, receive } from "../economy/item-cell.ts";
import { doing } from "../economy/parts.ts";
import { type AuctionParts, auctionRow, crowns } from "./auction-row.ts";
import { select } from "./browse.ts";
import { PagedList } from "./paged-list.ts";

/** Something of the bag is offered, and what one has offered before. */
export class Sell implements Taker {
  readonly element: HTMLElement;
  readonly label = "offer it at the auction house";
  readonly #parts: AuctionParts;
  readonly #isShown: () => boolean;
  readonly #slot = el("div", { class: "drop", "data-testid": "auction-slot" });
  readonly #quantity = el("input", { type: "number", min: "1", value: "1", "aria-label": "How many", "data-testid": "auction-quantity" });
  readonly #start: MoneyField;
  readonly #buyout: MoneyField;
  readonly #hours = select(
    "auction-hours",
    "How long",
    AUCTION.durations.map(({ hours }) => [String(hours), `${hours} hours`] as const),
  );
  readonly #deposit = el("span", { "data-testid": "auction-deposit" });
  readonly #own: PagedList<OwnListing>;
  #itemId: string | null = null;

  constructor(parts: AuctionParts, isShown: () => boolean) {
    this.#parts = parts;
    this.#isShown = isShown;
    const { belongings, auction } = parts;
    this.#start = new MoneyField(crowns(parts), "auction-start");
    this.#buyout = new MoneyField(crowns(parts), "auction-buyout");
    this.#start.onChange = () => this.#count();
    this.#buyout.onChange = () => this.#count();
    this.#hours.addEventListener("change", () => this.#count());
    this.#own = new PagedList<OwnListing>(
      "auction-own",
      "You have offered nothing yet.",
      (cursor) => belongings.ask(() => auction.listings(cursor)),
      (listing) => this.#row(listing),
    );
    const field = (label: string, element: HTMLElement) => el("label", { class: "auction-field" }, el("span", {}, label), element);
    this.element = el(
      "div",
      { class: "auction-sell" },
      el(
        "div",
        { class: "auction-offer" },
        this.#slot,
        field("How many", this.#quantity),
        field("Bids from", this.#start.element),
        field("Buy-out (if any)", this.#buyout.element),
        field("How long", this.#hours),
        el("p", { class: "auction-deposit" }, "Deposit ", this.#deposit),
        el("p", { class: "muted" }, `It comes back when it is sold; of the price the house keeps ${AUCTION.feeBp / 100} %.`),
        doing("Offer", "auction-offer", () => this.#offer(), { primary: true }),
      ),
      this.#own.element,
    );
    receive(this.#slot, (itemId) => {
      const held = belongings.find(itemId);
      if (held?.place === "bag") this.take(held);
    });
    belongings.takers.push(this);
    belongings.listen(() => this.render());
    this.render();
    this.#count();
  }

  get wants(): boolean {
    return this.#isShown();
  }

  take({ item }: Held): void {
    if (item.bound) return this.#parts.belongings.parts.complain("That is yours alone and cannot be sold.");
    this.#itemId = item.itemId;
    this.#quantity.value = String(item.quantity);
    this.render();
  }

  read(): void {
    void this.#own.read();
  }

  render(): void {
    const held = this.#itemId === null ? null : this.#parts.belongings.find(this.#itemId);
    if (held?.place !== "bag") this.#itemId = null;
    const out = () => {
      this.#parts.tip.hide();
      this.#itemId = null;
      this.render();
    };
    const hint = el("small", {}, "Right click something in your bag, or drag it here.");
    fill(
      this.#slot,
      this.#itemId !== null && held ? itemPicture(this.#parts, held.item, out) : el("div", { class: "bag-slot" }),
      this.#itemId ? this.#name(held) : hint,
    );
    this.#quantity.max = String(held?.item.quantity ?? 1);
    this.#quantity.disabled = (held?.item.quantity ?? 1) === 1;
  }

  #name(held: Held | null): HTMLElement {
    const id = held?.item.templateId ?? "";
    return el("b", {}, this.#parts.belongings.parts.lexicon.itemById(id)?.name ?? id);
  }

  #count(): void {
    const startPrice = this.#start.value ?? 0n;
    const buyout = this.#buyout.value || null;
    const hours = Number(this.#hours.value) as AuctionHours;
    fill(this.#deposit, coins(depositFor({ startPrice, buyout, hours }), crowns(this.#parts)));
  }

  async #offer(): Promise<void> {
    const { belongings, auction } = this.#parts;
    const { complain, say } = belongings.parts;
    const held = this.#itemId === null ? null : belongings.find(this.#itemId);
    const [start, buyout] = [this.#start.value, this.#buyout.value];
    const quantity = this.#quantity.valueAsNumber;
    if (!held) return complain("Choose something of your bag first.");
    if (!start || buyout === null) return complain("Say from how much on bids are taken.");
    if (!Number.isInteger(quantity)) return complain("Say how many.");
    const { itemId, version } = held.item;
    const hours = Number(this.#hours.value) as AuctionHours;
    const body = { itemId, version, quantity, startPrice: String(start), ...(buyout > 0n && { buyout: String(buyout) }), hours };
    const listed = await belongings.ask(() => auction.list(body));
    belongings.refresh(0);
    if (!listed) return;
    say("It is for sale.");
    this.#itemId = null;
    this.#start.value = 0n;
    this.#buyout.value = 0n;
    this.render();
    this.#count();
    this.read();
  }

  #row(listing: OwnListing): HTMLElement {
    const { state, bids, fee, deposit } = listing;
    const money = (amount: string) => coins(amount, crowns(this.#parts)).getAttribute("aria-label") ?? amount;
    const about = state === "sold" && fee !== null ? `the house kept ${money(fee)}` : `deposit ${money(deposit)}`;
    const cancel = state === "open" && bids === 0 ? doing("Take back", "auction-cancel", () => this.#cancel(listing)) : null;
    return auctionRow(this.#parts, listing, about, cancel);
  }

  async #cancel({ auctionId }: OwnListing): Promise<void> {
    const { belongings, auction, question } = this.#parts;
    if (!(await question.sure("Take it back? It comes by mail, and the deposit is lost.", "Take back"))) return;
    await belongings.ask(() => auction.cancel(auctionId));
    this.read();
  }
}
