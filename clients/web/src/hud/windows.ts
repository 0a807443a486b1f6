import { el, fill } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { InventoryView } from "../net/api.ts";
import { QUALITY_COLOURS } from "../render/colour.ts";
import { itemIcon } from "../render/icons.ts";

/** A window that can be opened and closed. */
export class Panel {
  readonly element: HTMLElement;
  readonly body = el("div", { class: "panel-body" });

  constructor(title: string, testId: string, onClose: () => void) {
    this.element = el(
      "section",
      { class: `panel panel-${testId} hidden`, role: "dialog", "aria-label": title, "data-testid": testId },
      el(
        "header",
        {},
        el("h3", {}, title),
        el("button", { type: "button", class: "close", "aria-label": `Close ${title}`, onclick: onClose }, "×"),
      ),
      this.body,
    );
  }

  get open(): boolean {
    return !this.element.classList.contains("hidden");
  }

  set open(open: boolean) {
    this.element.classList.toggle("hidden", !open);
  }
}

type BagItem = InventoryView["items"][number];

/** The bag: what the server says is in it. */
export class Inventory {
  readonly panel: Panel;
  readonly #lexicon: Lexicon;
  readonly #items = new Map<string, BagItem>();
  #capacity = 24;

  constructor(lexicon: Lexicon, onClose: () => void) {
    this.#lexicon = lexicon;
    this.panel = new Panel("Inventory", "inventory", onClose);
    this.#render();
  }

  /** Everything, as the API says. */
  replace(view: InventoryView): void {
    this.#items.clear();
    this.#capacity = Math.max(view.capacity, ...view.items.map((item) => item.slot + 1));
    for (const item of view.items) this.#items.set(item.itemId, item);
    this.#render();
  }

  get count(): number {
    return this.#items.size;
  }

  get contents(): Array<{ templateId: string; quantity: number }> {
    return [...this.#items.values()].map(({ templateId, quantity }) => ({ templateId, quantity }));
  }

  #render(): void {
    const bySlot = new Map([...this.#items.values()].map((item) => [item.slot, item]));
    const cells = Array.from({ length: this.#capacity }, (_, slot) => {
      const item = bySlot.get(slot);
      return item ? this.#cell(item) : el("div", { class: "bag-slot" });
    });
    fill(this.panel.body, el("div", { class: "bag", "data-testid": "bag" }, ...cells));
  }

  #cell(item: BagItem): HTMLElement {
    const template = this.#lexicon.itemById(item.templateId);
    const name = template?.name ?? item.templateId;
    const cell = el(
      "div",
      { class: "bag-slot filled", tabIndex: 0, "data-testid": `item-${item.templateId}`, "aria-label": `${name}, ${item.quantity}` },
      itemIcon(template, 46),
      item.quantity > 1 ? el("span", { class: "quantity" }, String(item.quantity)) : null,
      el(
        "span",
        { class: "tooltip", role: "tooltip" },
        coloured(name, template?.quality ?? "common"),
        el("em", {}, template ? `${template.quality} ${template.kind}` : ""),
        el("span", {}, template?.description ?? ""),
      ),
    );
    cell.style.borderColor = QUALITY_COLOURS[template?.quality ?? "common"];
    return cell;
  }
}

export function coloured(text: string, quality: string): HTMLElement {
  const element = el("strong", {}, text);
  element.style.color = QUALITY_COLOURS[quality] ?? QUALITY_COLOURS.common;
  return element;
}

const KEYS: ReadonlyArray<readonly [string, string]> = [
  ["W A S D", "walk; Shift walks slowly"],
  ["Mouse", "look; the wheel zooms"],
  ["Left click", "choose a target, pick up loot"],
  ["Right click", "attack"],
  ["1 – 9, 0, -, =", "abilities"],
  ["Tab", "next enemy"],
  ["Duel", "beside the name of a player who is your target: a fight until one has a single point of health left"],
  ["PvP", "beside your own name: fight players who want it too, and be fought by them"],
  ["E", "take the nearest loot, use what is near"],
  ["Space", "jump"],
  ["X", "get off the horse"],
  ["C", "character sheet"],
  ["I", "inventory"],
  ["M", "map"],
  ["Esc", "stop casting, let go of the target, close windows"],
  ["F3", "network figures and the lag switch"],
  ["H", "this help"],
];

export function makeHelp(onClose: () => void): Panel {
  const panel = new Panel("How to play", "help", onClose);
  fill(
    panel.body,
    el(
      "p",
      {},
      "Leave the town by one of its gates. Boars leave you alone until you strike; wolves do not. The farther from the walls, the worse the company: look at the level beside a name.",
    ),
    el("dl", { class: "keys" }, ...KEYS.flatMap(([key, meaning]) => [el("dt", {}, key), el("dd", {}, meaning)])),
  );
  return panel;
}
