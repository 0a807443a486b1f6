import { el } from "../../dom.ts";
import type { Belongings, Held, OwnItem, Storage } from "../../game/belongings.ts";
import { QUALITY_COLOURS } from "../../render/colour.ts";
import { itemIcon } from "../../render/icons.ts";
import type { Hands } from "./hands.ts";
import type { ItemTip } from "./item-tip.ts";

/** What is dragged, as other windows read it. */
const DRAGGED = "application/x-item-id";
/** From this part of its durability on an item shows that it wears out. */
const WORN_OUT = 0.25;

export interface CellParts {
  belongings: Belongings;
  hands: Hands;
  tip: ItemTip;
}

/** Something drawn for an item that cannot be moved from here: of a letter, a vendor, a listing. */
export function itemPicture(
  { belongings, tip }: Pick<CellParts, "belongings" | "tip">,
  item: { templateId: string; quantity?: number } & Partial<OwnItem>,
  onClick?: () => void,
): HTMLElement {
  const cell = picture(belongings, item, `shown-${item.templateId}`, onClick !== undefined);
  tip.attach(cell, item);
  if (onClick) cell.addEventListener("click", onClick);
  return cell;
}

/** A slot of the bag, the bank or the body, with what is in it: click or drag to move, right click for what it is for. */
export function itemCell(parts: CellParts, place: Storage | "equipment", slot: number, item: OwnItem | null, label = ""): HTMLElement {
  const { hands, tip } = parts;
  const cell = item
    ? picture(parts.belongings, item, `item-${item.templateId}`, true)
    : el("div", { class: "bag-slot", tabIndex: 0, "aria-label": label || `Slot ${slot + 1}` }, label ? el("small", {}, label) : null);
  cell.dataset.slot = String(slot);
  cell.addEventListener("click", (event) => {
    if (item && event.shiftKey) void hands.split({ item, place });
    else hands.click(place, slot, item);
    cell.parentElement?.querySelector(".picked")?.classList.remove("picked");
    if (hands.picked === item?.itemId) cell.classList.add("picked");
  });
  receive(cell, (itemId) => void hands.put(itemId, place, slot));
  if (!item) return cell;
  const held: Held = { item, place };
  cell.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    void hands.primary(held);
  });
  cell.addEventListener("dblclick", () => void hands.primary(held));
  cell.addEventListener("keydown", (event) => {
    if (event.key === "Enter") void hands.primary(held);
    else if (event.key === "Delete") void hands.destroy(item.itemId);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  cell.draggable = true;
  cell.addEventListener("dragstart", (event) => {
    tip.hide();
    hands.letGo();
    event.dataTransfer?.setData(DRAGGED, item.itemId);
  });
  tip.attach(cell, item, place, () => hands.hint(held));
  return cell;
}

/** Lets items be dropped on an element. */
export function receive(element: HTMLElement, take: (itemId: string) => void): void {
  element.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes(DRAGGED)) return;
    event.preventDefault();
    element.classList.add("over");
  });
  element.addEventListener("dragleave", () => element.classList.remove("over"));
  element.addEventListener("drop", (event) => {
    element.classList.remove("over");
    const itemId = event.dataTransfer?.getData(DRAGGED);
    if (!itemId) return;
    event.preventDefault();
    take(itemId);
  });
}

function picture(
  belongings: Belongings,
  item: { templateId: string; quantity?: number } & Partial<OwnItem>,
  testId: string,
  button: boolean,
): HTMLElement {
  const template = belongings.parts.lexicon.itemById(item.templateId);
  const name = template?.name ?? item.templateId;
  const { quantity = 1, durability } = item;
  const most = template?.equip?.durability;
  const worn = durability !== undefined && durability !== null && most ? durability / most : 1;
  const cell = el(
    "div",
    {
      class: `bag-slot filled${worn === 0 ? " broken" : worn <= WORN_OUT ? " worn-out" : ""}`,
      tabIndex: 0,
      role: button ? "button" : "img",
      "data-testid": testId,
      "aria-label": `${name}, ${quantity}`,
    },
    itemIcon(template, 46),
    quantity > 1 ? el("span", { class: "quantity" }, String(quantity)) : null,
  );
  cell.style.borderColor = QUALITY_COLOURS[template?.quality ?? "common"];
  return cell;
}
