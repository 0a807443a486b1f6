import { el, setText } from "../dom.ts";

/** A bar with a text over it. */
export class Bar {
  readonly element: HTMLElement;
  readonly #fill: HTMLElement;
  readonly #text: HTMLElement;
  #width = "";

  constructor(kind: string, testId?: string) {
    this.#fill = el("div", { class: `bar-fill bar-${kind}` });
    this.#text = el("span", { class: "bar-text", "data-testid": testId });
    this.element = el("div", { class: "bar" }, this.#fill, this.#text);
  }

  set(part: number, text: string): void {
    const width = `${Math.round(Math.max(0, Math.min(1, part)) * 1000) / 10}%`;
    if (width !== this.#width) {
      this.#width = width;
      this.#fill.style.width = width;
    }
    setText(this.#text, text);
  }
}
