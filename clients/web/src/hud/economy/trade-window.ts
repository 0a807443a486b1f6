import type { NewTradeOffer, TradeState } from "#shared/api/generated.ts";
import type { HubEvent } from "#shared/protocol/hub.ts";
import { type TradeEnd, type TradeNews, TradeNewsKind } from "#shared/protocol/trade.ts";
import { TRADE } from "#shared/rules/trade.ts";
import { el, fill } from "../../dom.ts";
import type { Held, Taker } from "../../game/belongings.ts";
import type { Trade, TradeWays } from "../../net/trade-ways.ts";
import { Panel } from "../windows.ts";
import { coins, MoneyField } from "./coins.ts";
import { type CellParts, itemPicture, receive } from "./item-cell.ts";
import { doing } from "./parts.ts";

const ENDS: Readonly<Record<TradeEnd, (name: string) => string>> = {
  declined: (name) => `${name} does not want to trade.`,
  cancelled: () => "The trade was cancelled.",
  timeout: () => "The trade took too long.",
  distance: () => "The trade has ended: you are too far apart.",
  died: () => "The trade has ended: one of you died.",
  left: () => "The trade has ended: one of you left the world.",
  disconnected: () => "The trade has ended: one of you lost the connection.",
};

type Offered = NewTradeOffer["items"][number];

/** Slots that are shown even when they are empty. */
const SHOWN_SLOTS = 6;

/** A trade with somebody nearby: both offers, what is locked, what is confirmed. */
export class TradeWindow implements Taker {
  readonly panel: Panel;
  readonly label = "offer it";
  /** Invitations of others, above the world. */
  readonly invites = el("section", { class: "trade-invites", role: "alert", "data-testid": "trade-invites" });
  readonly #parts: CellParts;
  readonly #ways: TradeWays;
  readonly #open: (panel: Panel) => void;
  readonly #money: MoneyField;
  #trade: Trade | null = null;
  /** Raised with each request: an answer that was overtaken is left alone. */
  #asked = 0;

  constructor(parts: CellParts, ways: TradeWays, open: (panel: Panel) => void) {
    this.#parts = parts;
    this.#ways = ways;
    this.#open = open;
    this.#money = new MoneyField(parts.belongings.parts.lexicon.content.currencies[0], "trade-amount");
    this.panel = new Panel("Trade", "trade", () => void this.cancel());
    parts.belongings.takers.push(this);
  }

  get wants(): boolean {
    return this.panel.open && this.#trade?.state === "open";
  }

  take({ item }: Held): void {
    if (item.bound) return this.#parts.belongings.parts.complain("That is yours alone and cannot be traded.");
    const items = this.#offered();
    if (items.length >= TRADE.maxItems) return this.#parts.belongings.parts.complain(`No more than ${TRADE.maxItems} stacks.`);
    if (items.some(({ itemId }) => itemId === item.itemId)) return;
    void this.#offer([...items, { itemId: item.itemId, version: item.version, quantity: item.quantity }]);
  }

  async invite(name: string): Promise<void> {
    if (await this.#do((ways) => ways.invite(name))) this.#parts.belongings.parts.say(`You have asked ${name} to trade.`);
  }

  /** Closing the window is saying no. */
  async cancel(): Promise<void> {
    const trade = this.#trade;
    this.panel.open = false;
    if (trade) await this.#do((ways) => ways.cancel(trade.tradeId));
  }

  async refresh(): Promise<void> {
    await this.#do((ways) => ways.read());
  }

  /** News of a trade; what it is now is asked for. */
  heard({ kind, data }: HubEvent): boolean {
    if (!(Object.values(TradeNewsKind) as string[]).includes(kind)) return false;
    const { characterId, with: name, reason, itemsChanged } = data as TradeNews;
    const { character, say } = this.#parts.belongings.parts;
    if (characterId !== character.id) return true;
    if (kind === TradeNewsKind.INVITED) say(`${name} wants to trade with you.`);
    if (kind === TradeNewsKind.COMPLETED) say(`You have traded with ${name}.`);
    if (kind === TradeNewsKind.CANCELLED && reason) say(ENDS[reason](name));
    if (itemsChanged) say("Something that was offered has changed and is not offered any more.");
    if (kind === TradeNewsKind.COMPLETED) this.#parts.belongings.refresh(0);
    void this.refresh();
    return true;
  }

  /** @returns whether it was done */
  async #do(ask: (ways: TradeWays) => Promise<TradeState>): Promise<boolean> {
    const asked = ++this.#asked;
    const state = await this.#parts.belongings.ask(() => ask(this.#ways));
    if (state && asked === this.#asked) this.#show(state);
    // somebody changed it meanwhile: how it is now
    else if (!state && asked === this.#asked) {
      const now = await this.#ways.read().catch(() => null);
      if (now && asked === this.#asked) this.#show(now);
    }
    return state !== null;
  }

  #show({ trade, invites }: TradeState): void {
    const before = this.#trade;
    this.#trade = trade;
    fill(this.invites, ...invites.map((invite) => this.#invite(invite)));
    if (!trade) {
      this.panel.open = false;
      if (before) this.#parts.belongings.refresh(0);
      return;
    }
    if (before?.tradeId !== trade.tradeId) this.#money.value = BigInt(trade.own.money);
    this.panel.title = `Trade with ${trade.other.name}`;
    if (!this.panel.open) this.#open(this.panel);
    this.#render(trade);
  }

  #invite({ tradeId, from }: TradeState["invites"][number]): HTMLElement {
    return el(
      "div",
      { class: "question" },
      el("span", {}, `${from.name} wants to trade`),
      el(
        "div",
        { class: "answers" },
        doing("Trade", "trade-accept", () => this.#do((ways) => ways.accept(tradeId)), { primary: true }),
        doing("Decline", "trade-decline", () => this.#do((ways) => ways.cancel(tradeId))),
      ),
    );
  }

  #render(trade: Trade): void {
    if (trade.state === "invited") {
      fill(
        this.panel.body,
        el("p", { class: "muted" }, `Waiting for ${trade.other.name} …`),
        el("footer", { class: "bag-foot" }, el("span"), this.#cancelButton()),
      );
      return;
    }
    const { own, other, tradeId, revision } = trade;
    const both = own.locked && other.locked;
    const hint = !own.locked
      ? "Lock your side when you agree with both offers."
      : !other.locked
        ? `Waiting until ${other.name} agrees …`
        : own.confirmed
          ? `Waiting for the last word of ${other.name} …`
          : "Both agree. Confirm to exchange.";
    const next = both
      ? doing("Confirm", "trade-confirm", () => this.#do((ways) => ways.confirm(tradeId, revision)), {
          primary: true,
          disabled: own.confirmed,
        })
      : doing("Lock", "trade-lock", () => this.#do((ways) => ways.lock(tradeId, revision)), { primary: true, disabled: own.locked });
    fill(
      this.panel.body,
      el("div", { class: "trade-sides" }, this.#side("You give", own, true), this.#side(`${other.name} gives`, other, false)),
      el("footer", { class: "bag-foot" }, el("span", { class: "muted", "data-testid": "trade-hint" }, hint), next, this.#cancelButton()),
    );
  }

  #side(title: string, side: Trade["own"], mine: boolean): HTMLElement {
    const cells = side.items.map((item) =>
      mine
        ? itemPicture(this.#parts, item, () => {
            this.#parts.tip.hide();
            void this.#offer(this.#offered().filter(({ itemId }) => itemId !== item.itemId));
          })
        : itemPicture(this.#parts, item),
    );
    const free = Array.from({ length: Math.max(0, SHOWN_SLOTS - cells.length) }, () => el("div", { class: "bag-slot" }));
    const slots = el("div", { class: "attachments" }, ...cells, ...free);
    if (mine) receive(slots, (itemId) => this.#receive(itemId));
    const currency = this.#parts.belongings.parts.lexicon.content.currencies[0];
    const state = side.confirmed ? "confirmed" : side.locked ? "locked" : "";
    return el(
      "section",
      { class: `trade-side ${state}`, "data-testid": mine ? "trade-own" : "trade-other" },
      el("h4", {}, title, el("span", {}, state)),
      slots,
      mine
        ? el(
            "div",
            { class: "field" },
            this.#money.element,
            doing("Offer", "trade-offer-money", () => this.#offer(this.#offered())),
          )
        : coins(side.money, currency, "trade-other-money"),
    );
  }

  #receive(itemId: string): void {
    const held = this.#parts.belongings.find(itemId);
    if (held?.place === "bag") this.take(held);
  }

  #offered(): Offered[] {
    return (this.#trade?.own.items ?? []).map(({ itemId, version, quantity }) => ({ itemId, version, quantity }));
  }

  async #offer(items: Offered[]): Promise<void> {
    const trade = this.#trade;
    const money = this.#money.value;
    if (money === null) return this.#parts.belongings.parts.complain("An amount is a whole number of coins.");
    if (trade) await this.#do((ways) => ways.offer(trade.tradeId, { items, money: String(money) }));
  }

  #cancelButton(): HTMLElement {
    return doing("Cancel", "trade-cancel", () => this.cancel());
  }
}
