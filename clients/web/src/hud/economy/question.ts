import { el, fill } from "../../dom.ts";

/** One question at a time, in the middle of the page: how many, or really? */
export class Question {
  readonly element = el("div", { class: "question-box panel hidden", role: "alertdialog", "data-testid": "question-box" });
  #answer: (count: number | null) => void = () => {};

  get open(): boolean {
    return !this.element.classList.contains("hidden");
  }

  /** @returns a whole number from 1 to `most`; null: never mind */
  count(text: string, most: number, start: number): Promise<number | null> {
    const field = el("input", { type: "number", min: "1", max: String(most), value: String(start), "data-testid": "question-count" });
    const answer = this.#show(text, field, "OK", () => {
      const count = Number(field.value);
      return Number.isInteger(count) && count >= 1 && count <= most ? count : null;
    });
    field.focus();
    field.select();
    return answer;
  }

  /** @returns true: yes */
  async sure(text: string, label: string): Promise<boolean> {
    return (await this.#show(text, null, label, () => 1)) !== null;
  }

  close(): void {
    this.element.classList.add("hidden");
    this.#answer(null);
    this.#answer = () => {};
  }

  #show(text: string, field: HTMLElement | null, label: string, read: () => number | null): Promise<number | null> {
    this.close();
    const done = (event: Event) => {
      event.preventDefault();
      const count = read();
      if (count === null) return;
      this.#answer(count);
      this.close();
    };
    const no = el("button", { type: "button", class: "secondary", onclick: () => this.close() }, "Cancel");
    const yes = el("button", { type: "submit", class: "primary", "data-testid": "question-yes" }, label);
    fill(this.element, el("form", { onsubmit: done }, el("p", {}, text), field, el("div", { class: "answers" }, no, yes)));
    this.element.classList.remove("hidden");
    if (!field) yes.focus();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}
