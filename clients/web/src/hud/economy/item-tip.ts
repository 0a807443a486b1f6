import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";
import type { Item } from "#shared/content/schema.ts";
import { el, fill } from "../../dom.ts";
import type { Belongings, Held } from "../../game/belongings.ts";
import { changeBy, replacedBy, statsOf } from "../../game/gear.ts";
import { changeText, STAT_LABELS } from "../stat-text.ts";
import { coloured } from "../windows.ts";

/** Names of the slots, by their number. */
export const SLOT_NAMES: readonly string[] = EQUIPMENT_SLOTS.map((kind) => kind[0].toUpperCase() + kind.slice(1).replace("_", " "));
const AWAY_PX = 12;

type Shown = Pick<Held, "place"> & { item: Partial<Held["item"]> & { templateId: string } };

/** What there is to know of an item, beside the mouse. */
export class ItemTip {
  readonly element = el("div", { class: "item-tip hidden", role: "tooltip", "data-testid": "item-tip" });
  readonly #belongings: Belongings;
  readonly #level: () => number;

  constructor(belongings: Belongings, level: () => number) {
    this.#belongings = belongings;
    this.#level = level;
  }

  /** Shows it whenever the mouse or the keyboard's focus is on an element. @param hint what a click does */
  attach(element: HTMLElement, item: Shown["item"], place: Held["place"] | "elsewhere" = "elsewhere", hint: () => string = () => ""): void {
    const show = () => this.#show(element, item, place, hint());
    element.addEventListener("mouseenter", show);
    element.addEventListener("focus", show);
    element.addEventListener("mouseleave", () => this.hide());
    element.addEventListener("blur", () => this.hide());
  }

  hide(): void {
    this.element.classList.add("hidden");
  }

  #show(anchor: HTMLElement, item: Shown["item"], place: Held["place"] | "elsewhere", hint: string): void {
    const { lexicon } = this.#belongings.parts;
    const template = lexicon.itemById(item.templateId);
    if (!template) return;
    fill(this.element, ...this.#lines(template, item, place), hint ? el("small", { class: "tip-hint" }, hint) : null);
    this.element.classList.remove("hidden");
    const box = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = box.left - width - AWAY_PX > 0 ? box.left - width - AWAY_PX : Math.min(window.innerWidth - width, box.right + AWAY_PX);
    const top = Math.max(4, Math.min(window.innerHeight - height - 4, box.top - 8));
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
  }

  #lines(template: Item, item: Shown["item"], place: Held["place"] | "elsewhere"): Array<HTMLElement | null> {
    const { equip, use, bind } = template;
    const whole = { slot: 0, durability: null, stats: {}, ...item };
    const what = [template.quality, equip ? equip.kind.replace("_", " ") : template.kind, equip?.twoHanded ? "both hands" : ""];
    return [
      coloured(template.name, template.quality),
      el("em", {}, what.filter(Boolean).join(" · ")),
      item.bound
        ? el("span", { class: "tip-bound" }, "Yours alone")
        : bind
          ? el("span", { class: "tip-bound" }, bind === "equip" ? "Yours alone once it is worn" : "Yours alone once it is picked up")
          : null,
      ...(equip
        ? statsOf({ ...whole, durability: null }, this.#belongings.parts.lexicon.itemById).map(([name, amount]) =>
            el("span", { class: "tip-stat" }, `${changeText(name, amount)} ${STAT_LABELS[name]}`),
          )
        : []),
      item.quality !== undefined && item.quality !== null ? el("span", {}, `Workmanship ${item.quality}`) : null,
      ...(use ? this.#use(use) : []),
      ...this.#requirements(template),
      item.durability !== undefined && item.durability !== null && equip?.durability
        ? el(
            "span",
            { class: item.durability === 0 ? "tip-bad" : "" },
            `Durability ${item.durability} of ${equip.durability}${item.durability === 0 ? ": broken" : ""}`,
          )
        : null,
      template.description ? el("q", {}, template.description) : null,
      ...(equip && place !== "equipment" ? this.#comparison(template, whole) : []),
    ];
  }

  #use({ heal, resource, status, cooldownMs }: NonNullable<Item["use"]>): HTMLElement[] {
    const effect = this.#belongings.parts.lexicon.content.statuses.find(({ id }) => id === status);
    const does = [
      heal ? `heals ${heal}` : "",
      resource ? `gives ${resource} of what abilities cost` : "",
      effect ? `${effect.name} for ${Math.round(effect.durationMs / 1000)} s` : "",
    ];
    return [el("span", { class: "tip-stat" }, `Use: ${does.filter(Boolean).join(", ")}; again after ${Math.round(cooldownMs / 1000)} s`)];
  }

  #requirements({ equip }: Item): HTMLElement[] {
    if (!equip) return [];
    const { character, lexicon } = this.#belongings.parts;
    const lines: HTMLElement[] = [];
    if (equip.level > 1) lines.push(el("span", { class: this.#level() < equip.level ? "tip-bad" : "" }, `From level ${equip.level}`));
    if (equip.classes) {
      const names = equip.classes.map((id) => lexicon.classById(id)?.name ?? id).join(", ");
      lines.push(el("span", { class: equip.classes.includes(character.classId) ? "" : "tip-bad" }, `Only ${names}`));
    }
    return lines;
  }

  /** What would be other than now if it were worn. */
  #comparison(template: Item, item: Parameters<typeof changeBy>[0]): HTMLElement[] {
    const { equipment } = this.#belongings.inventory;
    const { itemById } = this.#belongings.parts.lexicon;
    const off = replacedBy(template, equipment, itemById).map(({ templateId }) => itemById(templateId)?.name ?? templateId);
    const changes = changeBy(item, equipment, itemById);
    return [
      el("strong", { class: "tip-compare" }, off.length > 0 ? `Instead of ${off.join(" and ")}` : "Put on"),
      ...(changes.length === 0 ? [el("span", {}, "Nothing changes")] : []),
      ...changes.map(([name, change]) =>
        el("span", { class: change > 0 ? "tip-good" : "tip-bad" }, `${changeText(name, change)} ${STAT_LABELS[name]}`),
      ),
    ];
  }
}
