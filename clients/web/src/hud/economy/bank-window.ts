import { el, fill } from "../../dom.ts";
import type { Held, Taker } from "../../game/belongings.ts";
import { Panel } from "../windows.ts";
import { grid } from "./bag-window.ts";
import type { CellParts } from "./item-cell.ts";

/** The bank: open beside its counter; what is right clicked in the bag comes here meanwhile. */
export class BankWindow implements Taker {
  readonly panel: Panel;
  readonly label = "into the bank";
  readonly #parts: CellParts;

  constructor(parts: CellParts, onClose: () => void) {
    this.#parts = parts;
    this.panel = new Panel("Bank", "bank", onClose);
    parts.belongings.listen(() => this.render());
    parts.belongings.takers.push(this);
  }

  get wants(): boolean {
    return this.panel.open;
  }

  take(held: Held): void {
    void this.#parts.hands.store(held, "bank");
  }

  render(): void {
    const { belongings } = this.#parts;
    const { bank } = belongings.inventory;
    const sort = el("button", { type: "button", class: "secondary", "data-testid": "sort-bank" }, "Sort");
    sort.addEventListener("click", () => void belongings.change((ways) => ways.sort({ place: "bank" })));
    fill(
      this.panel.body,
      el("div", { class: "bag wide", "data-testid": "bank-slots" }, ...grid(this.#parts, "bank", bank.capacity, bank.items)),
      el("footer", { class: "bag-foot" }, el("span", { class: "muted" }, `${bank.items.length} of ${bank.capacity} slots taken`), sort),
    );
  }
}
