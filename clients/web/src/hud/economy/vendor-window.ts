import type { Vendor, VendorDeal } from "#shared/api/generated.ts";
import type { Currency } from "#shared/content/schema.ts";
import { el, fill } from "../../dom.ts";
import type { Held, Taker } from "../../game/belongings.ts";
import type { VendorWays } from "../../net/vendor-ways.ts";
import { moneyText } from "../money.ts";
import { coloured, Panel } from "../windows.ts";
import { coins } from "./coins.ts";
import type { CraftingWays } from "../../net/crafting-ways.ts";
import { type CellParts, itemPicture } from "./item-cell.ts";
import { doing, Tabs, untilText } from "./parts.ts";
import type { Question } from "./question.ts";

export interface VendorParts extends CellParts {
  vendors: VendorWays;
  crafting: CraftingWays;
  question: Question;
}

type Goods = Vendor["sells"][number];

/** A vendor: buy, sell by right click in the bag, have sold things back, and have gear repaired. */
export class VendorWindow implements Taker {
  readonly panel: Panel;
  readonly label = "sell";
  readonly #parts: VendorParts;
  readonly #goods = el("div", { class: "rows", "data-testid": "vendor-goods" });
  readonly #back = el("div", { class: "rows", "data-testid": "vendor-back" });
  readonly #lessons = el("div", { class: "rows", "data-testid": "vendor-lessons" });
  readonly #greeting = el("p", { class: "greeting" });
  readonly #foot = el("footer", { class: "bag-foot" });
  #vendor: Vendor | null = null;
  #vendorId = "";

  constructor(parts: VendorParts, onClose: () => void) {
    this.#parts = parts;
    this.panel = new Panel("Vendor", "vendor", onClose);
    const tabs = new Tabs(
      [
        ["goods", "Goods", this.#goods],
        ["back", "Buy back", this.#back],
        ["lessons", "Lessons", this.#lessons],
      ],
      () => void this.refresh(),
    );
    fill(this.panel.body, this.#greeting, tabs.element, this.#goods, this.#back, this.#lessons, this.#foot);
    parts.belongings.takers.push(this);
  }

  /** Whose window it is from now on. @param vendorId of the content */
  visit(vendorId: string): Promise<void> {
    this.#vendorId = vendorId;
    return this.refresh();
  }

  get wants(): boolean {
    return this.panel.open;
  }

  take({ item }: Held): void {
    const offer = this.#vendor?.buys.find(({ itemId }) => itemId === item.itemId);
    if (!offer || offer.price === "0") return this.#parts.belongings.parts.complain("Nobody here wants that.");
    const { itemId, version, quantity } = item;
    void this.#deal((ways, id) => ways.sell(id, { itemId, version, quantity }));
  }

  async refresh(): Promise<void> {
    const id = this.#vendorId;
    const vendor = await this.#parts.belongings.ask(() => this.#parts.vendors.read(id));
    if (!vendor || id !== this.#vendorId) return;
    this.#vendor = vendor;
    this.panel.title = vendor.name;
    fill(this.#greeting, vendor.greeting ? `“${vendor.greeting}”` : "");
    fill(this.#goods, ...vendor.sells.map((goods) => this.#row(goods)));
    const back = vendor.buyback.map((sold) => this.#soldRow(sold, vendor));
    fill(this.#back, ...(back.length > 0 ? back : [el("p", { class: "muted" }, "You have sold nothing within the last hour.")]));
    const lessons = vendor.teaches.map((lesson) => this.#lessonRow(lesson));
    fill(this.#lessons, ...(lessons.length > 0 ? lessons : [el("p", { class: "muted" }, "Teaches nothing.")]));
    this.#showFoot(vendor);
  }

  #lessonRow({ recipeId, price }: Vendor["teaches"][number]): HTMLElement {
    const { belongings, crafting } = this.#parts;
    const { recipes, professions, currencies } = belongings.parts.lexicon.content;
    const recipe = recipes.find(({ id }) => id === recipeId);
    const profession = professions.find(({ id }) => id === recipe?.profession);
    const learn = async () => {
      const done = await belongings.ask(() => crafting.learn({ recipeId, vendorId: this.#vendorId, price }));
      if (!done) return;
      belongings.parts.say(`You know how to make ${recipe?.name ?? recipeId} now.`);
      belongings.refresh(0);
      await this.refresh();
    };
    return el(
      "div",
      { class: "row-line", "data-testid": `lesson-${recipeId}` },
      itemPicture(this.#parts, { templateId: recipe?.makes.item ?? "" }),
      el(
        "div",
        { class: "row-name" },
        el("strong", {}, recipe?.name ?? recipeId),
        el("small", {}, `${profession?.name ?? ""} ${recipe?.skill ?? 0}`),
      ),
      coins(price, currencies[0]),
      el("div", { class: "row-actions" }, doing("Learn", `learn-${recipeId}`, learn)),
    );
  }

  #row(goods: Goods): HTMLElement {
    const { templateId, price, left, nextAt } = goods;
    const currency = this.#currency(goods.currency);
    const template = this.#parts.belongings.parts.lexicon.itemById(templateId);
    const stock =
      left === null ? "" : left > 0 ? `${left} left` : nextAt ? `again in ${untilText(Date.parse(nextAt), Date.now())}` : "none left";
    return el(
      "div",
      { class: "row-line", "data-testid": `goods-${templateId}` },
      itemPicture(this.#parts, { templateId }),
      el("div", { class: "row-name" }, coloured(template?.name ?? templateId, template?.quality ?? "common"), el("small", {}, stock)),
      coins(price, currency),
      el(
        "div",
        { class: "row-actions" },
        doing("Buy", `buy-${templateId}`, () => this.#buy(goods), { disabled: left === 0 }),
      ),
    );
  }

  #soldRow(sold: Vendor["buyback"][number], { currency }: Vendor): HTMLElement {
    const { itemId, version, templateId, quantity, price, until } = sold;
    const template = this.#parts.belongings.parts.lexicon.itemById(templateId);
    const name = `${template?.name ?? templateId}${quantity > 1 ? ` ×${quantity}` : ""}`;
    return el(
      "div",
      { class: "row-line" },
      itemPicture(this.#parts, sold),
      el(
        "div",
        { class: "row-name" },
        coloured(name, template?.quality ?? "common"),
        el("small", {}, `for ${untilText(Date.parse(until), Date.now())}`),
      ),
      coins(price, this.#currency(currency)),
      el(
        "div",
        { class: "row-actions" },
        doing("Buy back", `back-${templateId}`, () => this.#deal((ways, id) => ways.buyBack(id, { itemId, version }))),
      ),
    );
  }

  #showFoot({ buys, repairs, currency }: Vendor): void {
    const hint = buys.some(({ price }) => price !== "0")
      ? "Right click something in your bag to sell it."
      : "Buys nothing of what you carry.";
    const cost = (repairs ?? []).reduce((sum, one) => sum + BigInt(one.cost), 0n);
    const all = () => this.#deal((ways, id) => ways.repair(id, {}));
    fill(
      this.#foot,
      el("span", { class: "muted" }, hint),
      repairs === null
        ? null
        : doing(cost > 0n ? `Repair all for ${moneyText(cost, this.#currency(currency))}` : "Nothing to repair", "repair-all", all, {
            disabled: cost === 0n,
          }),
    );
  }

  /** What stacks is asked for by number. */
  async #buy({ templateId, price, currency, left }: Goods): Promise<void> {
    const { belongings, question } = this.#parts;
    const template = belongings.parts.lexicon.itemById(templateId);
    const most = Math.min(template?.maxStack ?? 1, left ?? 999);
    const each = moneyText(price, this.#currency(currency));
    const quantity = most > 1 ? await question.count(`How many of ${template?.name ?? templateId}, for ${each} each?`, most, 1) : 1;
    if (quantity !== null) await this.#deal((ways, id) => ways.buy(id, { templateId, quantity, price }));
  }

  async #deal(ask: (ways: VendorWays, vendorId: string) => Promise<VendorDeal>): Promise<void> {
    const { belongings, vendors } = this.#parts;
    const deal = await belongings.ask(() => ask(vendors, this.#vendorId));
    if (deal) {
      const amount = BigInt(deal.paid);
      const text = moneyText(amount < 0n ? -amount : amount, this.#currency(deal.currency));
      belongings.parts.say(amount < 0n ? `You receive ${text}.` : `You pay ${text}.`);
      belongings.refresh(0);
    }
    await this.refresh();
  }

  #currency(id: string): Currency {
    const { currencies } = this.#parts.belongings.parts.lexicon.content;
    return currencies.find((one) => one.id === id) ?? currencies[0];
  }
}
