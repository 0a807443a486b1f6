import { el, fill, setText } from "../dom.ts";
import type { LogKind } from "../game/narrator.ts";

const LOG_LINES = 80;
const COMPLAINT_MS = 1800;
const TOAST_MS = 4200;
const ANNOUNCEMENT_MS = 4000;

/** What happened, line by line: a tab of the chat window. */
export class CombatLog {
  readonly element = el("div", { class: "log-lines", role: "log", "aria-label": "Combat log", "data-testid": "combat-log" });
  /** Called with every line. */
  onAdd: (kind: LogKind, text: string) => void = () => {};

  add(kind: LogKind, text: string): void {
    const { element } = this;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
    element.append(el("p", { class: `log-${kind}` }, text));
    while (element.childElementCount > LOG_LINES) element.firstElementChild?.remove();
    if (atEnd) element.scrollTop = element.scrollHeight;
    this.onAdd(kind, text);
  }

  get texts(): string[] {
    return [...this.element.children].map((line) => line.textContent ?? "");
  }
}

/** Short lines in the middle: what cannot be done, what was found. */
export class Notices {
  readonly element: HTMLElement;
  readonly #complaint = el("div", { class: "complaint", role: "status", "data-testid": "complaint" });
  readonly #toasts = el("div", { class: "toasts", role: "status", "data-testid": "toasts" });
  readonly #banner = el("div", { class: "banner hidden", role: "alert", "data-testid": "banner" });
  readonly #announcement = el("div", { class: "announcement", role: "status", "data-testid": "announcement" });
  #complaintTimer = 0;
  #announcementTimer = 0;

  constructor() {
    this.element = el("div", { class: "notices" }, this.#banner, this.#complaint, this.#announcement, this.#toasts);
  }

  /** The same line is not said twice a moment. */
  complain(text: string): void {
    setText(this.#complaint, text);
    this.#complaint.classList.remove("fading");
    // a new animation begins only after the browser has seen the class go
    void this.#complaint.offsetWidth;
    this.#complaint.classList.add("fading");
    window.clearTimeout(this.#complaintTimer);
    this.#complaintTimer = window.setTimeout(() => setText(this.#complaint, ""), COMPLAINT_MS);
  }

  /** Something great, said large. */
  announce(text: string): void {
    setText(this.#announcement, text);
    window.clearTimeout(this.#announcementTimer);
    this.#announcementTimer = window.setTimeout(() => setText(this.#announcement, ""), ANNOUNCEMENT_MS);
  }

  toast(kind: "loot" | "progress" | "error", ...content: (Node | string)[]): void {
    const toast = el("div", { class: `toast toast-${kind}` }, ...content);
    this.#toasts.append(toast);
    while (this.#toasts.childElementCount > 5) this.#toasts.firstElementChild?.remove();
    window.setTimeout(() => toast.remove(), TOAST_MS);
  }

  /** A line that stays until it is taken away. */
  banner(text: string | null): void {
    this.#banner.classList.toggle("hidden", text === null);
    setText(this.#banner, text ?? "");
  }
}

/** The end of a visit: why, and a way back. */
export class FarewellScreen {
  readonly element = el("div", { class: "farewell hidden", "data-testid": "farewell" });

  show(title: string, detail: string, back: () => void): void {
    fill(
      this.element,
      el("h2", {}, title),
      el("p", {}, detail),
      el("button", { type: "button", class: "primary", onclick: back }, "Back to your characters"),
    );
    this.element.classList.remove("hidden");
  }
}
