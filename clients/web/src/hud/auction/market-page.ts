import { MARKET, type MarketDays, marketTax } from "#shared/rules/market.ts";
import { el, fill, setText } from "../../dom.ts";
import type { Commodity, MarketBook, MarketWays } from "../../net/market-ways.ts";
import { moneyText } from "../money.ts";
import { coins, MoneyField } from "../economy/coins.ts";
import { itemPicture } from "../economy/item-cell.ts";
import { doing } from "../economy/parts.ts";
import { coloured } from "../windows.ts";
import { type AuctionParts, crowns } from "./auction-row.ts";
import { select } from "./browse.ts";
import { priceChart } from "./price-chart.ts";

export interface MarketParts extends AuctionParts {
  market: MarketWays;
}

const SPANS = { 24: "day", 168: "week", 720: "month" } as const;

/** The market of commodities: what there is, the prices and the book of one, and orders for it. */
export class MarketPage {
  readonly element: HTMLElement;
  readonly #parts: MarketParts;
  readonly #list = el("ul", { class: "market-list", "data-testid": "market-list" });
  readonly #head = el("header", { class: "market-head" });
  readonly #chart = el("div", {});
  readonly #book = el("div", { class: "market-book", "data-testid": "market-book" });
  readonly #one = el("div", { class: "market-one hidden" });
  readonly #side = select("market-side", "Buy or sell", [
    ["buy", "Buy"],
    ["sell", "Sell"],
  ]);
  readonly #quantity = el("input", {
    type: "number",
    min: "1",
    max: String(MARKET.maxQuantity),
    value: "1",
    "aria-label": "How many",
    "data-testid": "market-quantity",
  });
  readonly #price: MoneyField;
  readonly #days = select(
    "market-days",
    "How long",
    MARKET.days.map((days) => [String(days), days === 1 ? "for a day" : `for ${days} days`] as const),
  );
  readonly #span = select("market-span", "Time", Object.entries(SPANS));
  readonly #sum = el("span", { class: "market-sum", "data-testid": "market-sum" });
  #chosen: string | null = null;
  #asked = 0;

  constructor(parts: MarketParts) {
    this.#parts = parts;
    this.#price = new MoneyField(crowns(parts), "market-price");
    this.#price.onChange = () => this.#count();
    this.#span.value = "168";
    for (const field of [this.#side, this.#quantity]) field.addEventListener("input", () => this.#count());
    this.#span.addEventListener("input", () => void this.#readOne());
    const form = el(
      "div",
      { class: "market-form" },
      this.#side,
      this.#quantity,
      "at",
      this.#price.element,
      this.#days,
      this.#sum,
      doing("Order", "market-order", () => this.#place(), { primary: true }),
    );
    fill(this.#one, this.#head, this.#chart, this.#book, form);
    this.element = el("div", { class: "auction-browse market" }, this.#list, this.#one);
    this.#count();
  }

  read(): void {
    void this.#readList();
    void this.#readOne();
  }

  async #readList(): Promise<void> {
    const { belongings, market } = this.#parts;
    const commodities = await belongings.ask(() => market.commodities());
    if (!commodities) return;
    fill(this.#list, ...commodities.map((commodity) => this.#row(commodity)));
    if (this.#chosen === null && commodities.length > 0) this.#choose(commodities[0].templateId);
  }

  #row({ templateId, bestBuy, bestSell, lastPrice }: Commodity): HTMLElement {
    const price = bestSell ?? lastPrice ?? bestBuy;
    const row = el(
      "button",
      { type: "button", class: "market-row", "data-testid": `market-${templateId}`, onclick: () => this.#choose(templateId) },
      this.#name(templateId),
      price === null ? el("small", {}, "–") : coins(price, crowns(this.#parts)),
    );
    row.dataset.template = templateId;
    row.classList.toggle("chosen", templateId === this.#chosen);
    return el("li", {}, row);
  }

  #choose(templateId: string): void {
    this.#chosen = templateId;
    for (const row of this.#list.querySelectorAll<HTMLElement>(".market-row"))
      row.classList.toggle("chosen", row.dataset.template === templateId);
    this.#count();
    void this.#readOne();
  }

  /** Its prices and its book; an answer that comes after another choice is not shown. */
  async #readOne(): Promise<void> {
    const { belongings, market } = this.#parts;
    const templateId = this.#chosen;
    if (templateId === null) return;
    const asked = ++this.#asked;
    const hours = Number(this.#span.value);
    const [book, candles] = await Promise.all([
      belongings.ask(() => market.book(templateId)),
      belongings.ask(() => market.candles(templateId, hours)),
    ]);
    if (!book || !candles || asked !== this.#asked) return;
    const last = book.trades[0];
    fill(
      this.#head,
      itemPicture(this.#parts, { templateId }),
      el(
        "div",
        {},
        this.#name(templateId),
        el("small", {}, last ? `last ${this.#money(last.price)}, ` : "", `you have ${belongings.count(templateId)}`),
      ),
      this.#span,
    );
    fill(
      this.#chart,
      priceChart(candles, hours, (amount) => this.#money(amount)),
    );
    fill(this.#book, this.#levels("Wanted", "buys", book), this.#levels("For sale", "sells", book));
    this.#one.classList.remove("hidden");
  }

  /** One side of the book; a click takes its price into the order. */
  #levels(title: string, side: "buys" | "sells", book: MarketBook): HTMLElement {
    const most = Math.max(1, ...[...book.buys, ...book.sells].map(({ quantity }) => Number(quantity)));
    const lines = book[side].map(({ price, quantity, orders }) => {
      const take = () => {
        this.#price.value = BigInt(price);
        this.#side.value = side === "buys" ? "sell" : "buy";
        this.#count();
      };
      const line = el(
        "button",
        { type: "button", class: "market-level", title: `${orders} ${orders === 1 ? "order" : "orders"}`, onclick: take },
        el("span", {}, quantity),
        coins(price, crowns(this.#parts)),
      );
      line.style.setProperty("--depth", String(Number(quantity) / most));
      return line;
    });
    return el(
      "section",
      { class: `market-${side}`, "data-testid": `market-${side}` },
      el("h4", {}, title),
      ...(lines.length > 0 ? lines : [el("small", {}, "nobody")]),
    );
  }

  /** What the order comes to, all of it. */
  #count(): void {
    const quantity = this.#quantity.valueAsNumber;
    const whole = (this.#price.value ?? 0n) * BigInt(Number.isInteger(quantity) && quantity > 0 ? quantity : 0);
    const selling = this.#side.value === "sell";
    setText(this.#sum, whole === 0n ? "" : selling ? `you get ${this.#money(whole - marketTax(whole))}` : `at most ${this.#money(whole)}`);
    this.#sum.title = selling ? `The market keeps ${MARKET.taxBp / 100} %.` : "";
  }

  async #place(): Promise<void> {
    const { belongings, market } = this.#parts;
    const { complain, say } = belongings.parts;
    const templateId = this.#chosen;
    const quantity = this.#quantity.valueAsNumber;
    const price = this.#price.value;
    if (templateId === null) return complain("Choose a commodity first.");
    if (!Number.isInteger(quantity) || quantity < 1) return complain("Say how many.");
    if (!price) return complain("Say for how much one.");
    const side = this.#side.value === "sell" ? "sell" : "buy";
    const days = Number(this.#days.value) as MarketDays;
    const placed = await belongings.ask(() => market.place({ side, templateId, quantity, price: String(price), days }));
    belongings.refresh(0);
    this.read();
    if (!placed) return;
    const name = belongings.parts.lexicon.itemById(templateId)?.name ?? templateId;
    const deal = side === "buy" ? "bought" : "sold";
    if (placed.filled > 0) say(`${placed.filled} × ${name} ${deal} for ${this.#money(placed.paid)}.`);
    if (placed.state === "open") say(`${placed.remaining} × ${name}: your order stands.`);
  }

  #name(templateId: string): HTMLElement {
    const template = this.#parts.belongings.parts.lexicon.itemById(templateId);
    return coloured(template?.name ?? templateId, template?.quality ?? "common");
  }

  #money(amount: string | number | bigint): string {
    return moneyText(amount, crowns(this.#parts));
  }
}
