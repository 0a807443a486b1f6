import { el, setText } from "../dom.ts";

/** Falls between two zones: the old one fades, the new one's name is read, the new one comes. */
export class Curtain {
  readonly #name = el("div", { class: "curtain-name" });
  readonly element = el("div", { class: "curtain", "data-testid": "curtain", "aria-live": "polite" }, this.#name);

  close(zoneName: string): void {
    setText(this.#name, zoneName);
    this.element.classList.add("closed");
  }

  open(): void {
    this.element.classList.remove("closed");
  }
}
