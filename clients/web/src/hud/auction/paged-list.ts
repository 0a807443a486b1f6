import { el, fill } from "../../dom.ts";
import { doing } from "../economy/parts.ts";

interface Page<T> {
  items: T[];
  next: string | null;
}

/** A list that comes in pages: the newest question's answer is shown, older ones that come late are not. */
export class PagedList<T> {
  readonly element: HTMLElement;
  readonly #ask: (cursor?: string) => Promise<Page<T> | null>;
  readonly #row: (entry: T) => HTMLElement;
  readonly #none: string;
  #asked = 0;

  /** @param ask null: it was refused, and the player was told */
  constructor(testId: string, none: string, ask: (cursor?: string) => Promise<Page<T> | null>, row: (entry: T) => HTMLElement) {
    this.element = el("ul", { class: "auction-list", "data-testid": testId });
    this.#none = none;
    this.#ask = ask;
    this.#row = row;
  }

  /** From its beginning. */
  async read(): Promise<void> {
    const asked = ++this.#asked;
    const page = await this.#ask();
    if (!page || asked !== this.#asked) return;
    fill(this.element, page.items.length === 0 ? el("li", { class: "auction-none" }, this.#none) : null);
    this.#add(page);
  }

  #add(page: Page<T>): void {
    for (const entry of page.items) this.element.append(this.#row(entry));
    const { next } = page;
    if (next === null) return;
    const asked = this.#asked;
    const more = doing("More …", "auction-more", async () => {
      const following = await this.#ask(next);
      if (!following || asked !== this.#asked) return;
      line.remove();
      this.#add(following);
    });
    const line = el("li", { class: "auction-none" }, more);
    this.element.append(line);
  }
}
