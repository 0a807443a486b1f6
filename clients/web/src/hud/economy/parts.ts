import { el, fill } from "../../dom.ts";

/** A button that cannot be pressed again before what it does is done. */
export function doing(
  label: string,
  testId: string,
  run: () => Promise<unknown>,
  more: { primary?: boolean; disabled?: boolean } = {},
): HTMLButtonElement {
  const button = el("button", {
    type: "button",
    class: more.primary ? "primary" : "secondary",
    disabled: more.disabled ?? false,
    "data-testid": testId,
    textContent: label,
  });
  button.addEventListener("click", () => {
    button.disabled = true;
    void run().finally(() => {
      button.disabled = more.disabled ?? false;
    });
  });
  return button;
}

/** Pages of a window, one of which is shown. */
export class Tabs {
  readonly element: HTMLElement;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #pages: ReadonlyMap<string, HTMLElement>;
  readonly #onChange: (id: string) => void;
  chosen: string;

  constructor(entries: ReadonlyArray<readonly [id: string, label: string, page: HTMLElement]>, onChange: (id: string) => void) {
    this.#onChange = onChange;
    this.#pages = new Map(entries.map(([id, , page]) => [id, page]));
    for (const [id, label] of entries)
      this.#buttons.set(
        id,
        el("button", { type: "button", role: "tab", "data-testid": `tab-${id}`, onclick: () => this.choose(id) }, label),
      );
    this.element = el("nav", { class: "window-tabs", role: "tablist" }, ...this.#buttons.values());
    this.chosen = entries[0][0];
    this.#show();
  }

  choose(id: string): void {
    this.chosen = id;
    this.#show();
    this.#onChange(id);
  }

  label(id: string, text: string): void {
    const button = this.#buttons.get(id);
    if (button) fill(button, text);
  }

  #show(): void {
    for (const [id, button] of this.#buttons) button.setAttribute("aria-selected", String(id === this.chosen));
    for (const [id, page] of this.#pages) page.classList.toggle("hidden", id !== this.chosen);
  }
}

/** How long until something, in its largest unit. @param atMs epoch */
export function untilText(atMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.round((atMs - nowMs) / 60_000));
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
