import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";
import { el, fill } from "../../dom.ts";
import type { OwnItem } from "../../game/belongings.ts";
import { Panel } from "../windows.ts";
import { coins } from "./coins.ts";
import { type CellParts, itemCell, receive } from "./item-cell.ts";
import { SLOT_NAMES } from "./item-tip.ts";

/** In which order the slots of the body stand: two columns, as one looks at somebody. */
const BODY = ["head", "neck", "back", "chest", "hands", "legs", "feet", "finger", "main_hand", "off_hand"] as const;

/** The bag, what is worn, and the money. */
export class BagWindow {
  readonly panel: Panel;
  readonly #parts: CellParts;

  constructor(parts: CellParts, onClose: () => void) {
    this.#parts = parts;
    this.panel = new Panel("Bag", "inventory", onClose);
    parts.belongings.listen(() => this.render());
    this.render();
  }

  render(): void {
    const { belongings, hands } = this.#parts;
    const { capacity, items, equipment } = belongings.inventory;
    const { currencies } = belongings.parts.lexicon.content;
    const sort = el("button", { type: "button", class: "secondary", "data-testid": "sort-bag" }, "Sort");
    sort.addEventListener("click", () => void belongings.change((ways) => ways.sort({ place: "bag" })));
    fill(
      this.panel.body,
      el(
        "div",
        { class: "bag-and-body" },
        el("div", { class: "body", "data-testid": "equipment", "aria-label": "Worn" }, ...this.#body(equipment)),
        el("div", { class: "bag", "data-testid": "bag", "aria-label": "Bag" }, ...grid(this.#parts, "bag", capacity, items)),
      ),
      el(
        "footer",
        { class: "bag-foot" },
        el(
          "div",
          { class: "purse", "data-testid": "purse" },
          ...currencies.flatMap((currency, n) => {
            const amount = belongings.balances.find((one) => one.currency === currency.id)?.amount ?? "0";
            return n === 0 || amount !== "0" ? [coins(amount, currency, `money-${currency.id}`)] : [];
          }),
        ),
        sort,
        this.#target("Lay down", "Onto the ground, for anybody to take", "lay-down", (itemId) => hands.drop(itemId)),
        this.#target("Destroy", "For ever", "bin", (itemId) => hands.destroy(itemId)),
      ),
    );
  }

  /** A button that does something with what was clicked on before, or is dragged onto it. */
  #target(label: string, title: string, testId: string, run: (itemId: string) => Promise<void>): HTMLElement {
    const { belongings, hands } = this.#parts;
    const button = el("button", { type: "button", class: `secondary ${testId}`, title, "data-testid": testId }, label);
    button.addEventListener("click", () => {
      const { picked } = hands;
      hands.letGo();
      if (picked) void run(picked);
      else belongings.parts.complain("Click on an item first, or drag it here.");
    });
    receive(button, (itemId) => void run(itemId));
    return button;
  }

  #body(equipment: readonly OwnItem[]): HTMLElement[] {
    return BODY.flatMap((kind) =>
      EQUIPMENT_SLOTS.flatMap((one, slot) =>
        one === kind
          ? [itemCell(this.#parts, "equipment", slot, equipment.find((item) => item.slot === slot) ?? null, SLOT_NAMES[slot])]
          : [],
      ),
    );
  }
}

/** All slots of a place; things beyond its capacity, of a bag that was larger once, are shown all the same. */
export function grid(parts: CellParts, place: "bag" | "bank", capacity: number, items: readonly OwnItem[]): HTMLElement[] {
  const bySlot = new Map(items.map((item) => [item.slot, item]));
  const slots = Math.max(capacity, ...items.map(({ slot }) => slot + 1));
  return Array.from({ length: slots }, (_, slot) => itemCell(parts, place, slot, bySlot.get(slot) ?? null));
}
