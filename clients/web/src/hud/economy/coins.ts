import type { Currency } from "#shared/content/schema.ts";
import { el } from "../../dom.ts";
import { moneyText } from "../money.ts";

/** An amount with a coin of its colour before each number. @param amount in the smallest coin */
export function coins(amount: bigint | string | number, currency: Currency, testId = ""): HTMLElement {
  const text = moneyText(amount, currency);
  const parts = text.split(" ").map((part) => el("span", { class: `coin coin-${part.slice(-1)}` }, part.slice(0, -1)));
  return el("span", { class: "coins", "aria-label": text, title: currency.name, ...(testId && { "data-testid": testId }) }, ...parts);
}

/** Fields for an amount, one for each coin. */
export class MoneyField {
  readonly element: HTMLElement;
  readonly #currency: Currency;
  readonly #fields: HTMLInputElement[];
  onChange: () => void = () => {};

  constructor(currency: Currency, testId: string) {
    this.#currency = currency;
    this.#fields = currency.coins.map(({ name, short }) =>
      el("input", {
        type: "text",
        inputMode: "numeric",
        maxLength: 7,
        placeholder: "0",
        "aria-label": name,
        "data-testid": `${testId}-${short}`,
        oninput: () => this.onChange(),
      }),
    );
    const cells = currency.coins.map(({ short }, n) => el("label", { class: `coin-field coin-${short}` }, this.#fields[n]));
    this.element = el("span", { class: "money-field", "data-testid": testId }, ...cells);
  }

  /** In the smallest coin; null: something in it is no whole number. */
  get value(): bigint | null {
    let sum = 0n;
    for (const [n, { worth }] of this.#currency.coins.entries()) {
      const text = this.#fields[n].value.trim();
      if (!/^\d*$/.test(text)) return null;
      sum += BigInt(text || "0") * BigInt(worth);
    }
    return sum;
  }

  set value(amount: bigint) {
    let left = amount;
    for (const [n, { worth }] of this.#currency.coins.entries()) {
      const count = left / BigInt(worth);
      left %= BigInt(worth);
      this.#fields[n].value = count > 0n ? String(count) : "";
    }
  }
}
