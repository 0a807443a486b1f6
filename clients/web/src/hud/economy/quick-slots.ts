import type { Item } from "#shared/content/schema.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import { el, fill, setText } from "../../dom.ts";
import { itemIcon } from "../../render/icons.ts";
import { type CellParts, receive } from "./item-cell.ts";

const KEYS = ["Q", "R", "T"];
/** Refusals after which nothing was used up. */
const UNUSED: readonly ErrorCode[] = ["gone", "busy", "dead", "incapacitated", "bad_target"];
/** A refusal belongs to what was used so shortly before, ms. */
const ANSWER_MS = 3000;
/** The bag is read again when the server has surely taken it out, ms. */
const TAKEN_MS = 700;

interface Shown {
  item: Item | undefined;
  sweep: HTMLElement;
  left: HTMLElement;
}

/** Things of the bag that are used up by a key. Which ones is remembered by this browser; slots nobody chose take what the bag has. */
export class QuickSlots {
  readonly element = el("div", { class: "quick-slots", role: "toolbar", "aria-label": "Things to use", "data-testid": "quick-slots" });
  readonly #parts: CellParts;
  readonly #send: (item: number) => void;
  readonly #storageKey: string;
  readonly #chosen: Array<string | null>;
  /** By group: when it has rested, and how long that takes, ms. */
  readonly #rests = new Map<string, { until: number; whole: number }>();
  #shown: Shown[] = [];
  #last = { group: "", at: 0 };

  constructor(parts: CellParts, send: (item: number) => void) {
    this.#parts = parts;
    this.#send = send;
    this.#storageKey = `necp.quick.${parts.belongings.parts.character.id}`;
    this.#chosen = read(this.#storageKey);
    parts.belongings.listen(() => this.#render());
    this.#render();
  }

  press(n: number): void {
    const { item } = this.#shown[n] ?? {};
    if (item) this.use(item);
    else this.#parts.belongings.parts.complain("Drag a draught from your bag onto this slot.");
  }

  use(item: Item): void {
    if (!item.use) return;
    const { belongings } = this.#parts;
    const now = performance.now();
    if ((this.#rests.get(item.use.group)?.until ?? 0) > now) return belongings.parts.complain("That is not ready yet.");
    if (belongings.count(item.id) === 0) return belongings.parts.complain(`You have no ${item.name} left.`);
    this.#send(item.code);
    this.#rests.set(item.use.group, { until: now + item.use.cooldownMs, whole: item.use.cooldownMs });
    this.#last = { group: item.use.group, at: now };
    belongings.refresh(TAKEN_MS);
  }

  /** The room refused something: was it this, it rests no more. */
  refused(code: ErrorCode): void {
    if (UNUSED.includes(code) && performance.now() - this.#last.at < ANSWER_MS) this.#rests.delete(this.#last.group);
  }

  update(nowMs: number): void {
    for (const { item, sweep, left } of this.#shown) {
      const rest = item?.use && this.#rests.get(item.use.group);
      const ms = rest ? Math.max(0, rest.until - nowMs) : 0;
      sweep.style.setProperty("--part", String(rest ? ms / rest.whole : 0));
      setText(left, ms > 0 ? String(Math.ceil(ms / 1000)) : "");
    }
  }

  #render(): void {
    const { belongings } = this.#parts;
    const { itemById } = belongings.parts.lexicon;
    const usable = [...new Set(belongings.contents.map(({ templateId }) => templateId))].filter((id) => itemById(id)?.use);
    const others = usable.filter((id) => !this.#chosen.includes(id));
    const filled = this.#chosen.map((id) => itemById(id ?? others.shift() ?? ""));
    this.#shown = filled.map((item) => ({ item, sweep: el("span", { class: "sweep" }), left: el("span", { class: "cooldown-left" }) }));
    fill(this.element, ...this.#shown.map((slot, n) => this.#slot(n, slot)));
  }

  #slot(n: number, { item, sweep, left }: Shown): HTMLElement {
    const count = item ? this.#parts.belongings.count(item.id) : 0;
    const button = el(
      "button",
      {
        type: "button",
        class: `slot quick${item && count > 0 ? "" : " unusable"}`,
        "data-testid": `quick-${n + 1}`,
        "aria-label": `${KEYS[n]}: ${item?.name ?? "empty"}`,
        onclick: () => this.press(n),
      },
      item ? itemIcon(item, 44) : null,
      sweep,
      left,
      item ? el("span", { class: "charges" }, String(count)) : null,
      el("kbd", {}, KEYS[n]),
    );
    receive(button, (itemId) => this.#choose(n, itemId));
    if (item) this.#parts.tip.attach(button, { templateId: item.id });
    return button;
  }

  #choose(n: number, itemId: string): void {
    const { belongings } = this.#parts;
    const templateId = belongings.find(itemId)?.item.templateId ?? "";
    if (!belongings.parts.lexicon.itemById(templateId)?.use) return belongings.parts.complain("Only what can be used up goes there.");
    for (const [at, id] of this.#chosen.entries()) if (id === templateId) this.#chosen[at] = null;
    this.#chosen[n] = templateId;
    localStorage.setItem(this.#storageKey, JSON.stringify(this.#chosen));
    this.#render();
  }
}

function read(key: string): Array<string | null> {
  const nothing = KEYS.map(() => null);
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? nothing.map((_, n) => (typeof kept[n] === "string" ? kept[n] : null)) : nothing;
  } catch {
    return nothing;
  }
}
