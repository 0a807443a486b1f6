import type { Item } from "#shared/content/schema.ts";
import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";
import type { Belongings, Held, OwnItem, Storage } from "../../game/belongings.ts";
import type { Question } from "./question.ts";

const ref = ({ itemId, version }: OwnItem) => ({ itemId, version });

/** What the player does to items with mouse and keyboard, as requests to the server. */
export class Hands {
  readonly #belongings: Belongings;
  readonly #question: Question;
  readonly #use: (template: Item) => void;
  /** What was clicked on, to be put where the next click goes. */
  #picked: string | null = null;

  constructor(belongings: Belongings, question: Question, use: (template: Item) => void) {
    this.#belongings = belongings;
    this.#question = question;
    this.#use = use;
  }

  get picked(): string | null {
    return this.#picked;
  }

  /** Lets go of what was picked. @returns false when there was nothing */
  letGo(): boolean {
    const had = this.#picked !== null;
    this.#picked = null;
    return had;
  }

  /** A click on a slot: takes what is there, or puts down what was taken. */
  click(place: Storage | "equipment", slot: number, there: OwnItem | null): void {
    const picked = this.#picked;
    this.#picked = null;
    if (picked === null) this.#picked = there?.itemId ?? null;
    else if (picked !== there?.itemId) void this.put(picked, place, slot);
  }

  /** Puts an item into a slot: joined with a stack of its kind there, else in its stead. */
  async put(itemId: string, place: Storage | "equipment", slot: number): Promise<void> {
    const held = this.#belongings.find(itemId);
    if (!held || (held.place === place && held.item.slot === slot)) return;
    if (place === "equipment") return void (await this.#putOn(held, slot));
    const there = this.#list(place).find((other) => other.slot === slot);
    if (held.place === "equipment") return void (await this.#putOff(held.item, place, slot, there));
    const max = this.#template(held.item)?.maxStack ?? 1;
    if (there && there.templateId === held.item.templateId && there.quantity < max && there.bound === held.item.bound)
      await this.#belongings.change((ways) => ways.merge({ ...ref(held.item), into: ref(there) }));
    else await this.#belongings.change((ways) => ways.move({ ...ref(held.item), place, slot, ...(there && { swapWith: ref(there) }) }));
  }

  /** What a right click or Enter does: hand over to the window that wants it, put on, take off, use. */
  async primary({ item, place }: Held): Promise<void> {
    const { taker } = this.#belongings;
    const template = this.#template(item);
    if (taker && place === "bag") taker.take({ item, place });
    else if (place === "bank") await this.store({ item, place }, "bag");
    else if (place === "equipment") await this.#belongings.change((ways) => ways.unequip(ref(item)));
    else if (template?.equip) await this.#belongings.change((ways) => ways.equip(ref(item)));
    else if (template?.use) this.#use(template);
  }

  /** What `primary` would do, in words. */
  hint({ item, place }: Held): string {
    const { taker } = this.#belongings;
    const template = this.#template(item);
    if (taker && place === "bag") return `Right click: ${taker.label}`;
    if (place === "bank") return "Right click: into the bag";
    if (place === "equipment") return "Right click: take off";
    if (template?.equip) return "Right click: put on";
    return template?.use ? "Right click: use" : item.quantity > 1 ? "Shift with a click: split" : "";
  }

  /** Into the bag or the bank: onto a stack that has room for all of it, else into the first free slot. */
  async store({ item, place }: Held, to: Storage): Promise<void> {
    const max = this.#template(item)?.maxStack ?? 1;
    const list = this.#list(to);
    const onto = list.find((o) => o.templateId === item.templateId && o.bound === item.bound && o.quantity + item.quantity <= max);
    if (onto) return void (await this.#belongings.change((ways) => ways.merge({ ...ref(item), into: ref(onto) })));
    const slot = this.#freeSlot(to);
    if (slot === null || place === to) return this.#complain(to === "bag" ? "Your bag is full." : "Your bank is full.");
    await this.#belongings.change((ways) => ways.move({ ...ref(item), place: to, slot }));
  }

  async split({ item, place }: Held): Promise<void> {
    if (item.quantity < 2 || place === "equipment") return;
    const slot = this.#freeSlot(place);
    if (slot === null) return this.#complain("There is no free slot for the other part.");
    const name = this.#name(item);
    const quantity = await this.#question.count(
      `How many of ${name} go into a stack of their own?`,
      item.quantity - 1,
      Math.floor(item.quantity / 2),
    );
    if (quantity !== null) await this.#belongings.change((ways) => ways.split({ ...ref(item), quantity, place, slot }));
  }

  async destroy(itemId: string): Promise<void> {
    const held = this.#belongings.find(itemId);
    if (!held || held.place === "equipment") return;
    const { item } = held;
    const name = this.#name(item);
    const what = item.quantity > 1 ? `${item.quantity} × ${name}` : name;
    if (await this.#question.sure(`Destroy ${what} for ever?`, "Destroy"))
      await this.#belongings.change((ways) => ways.destroy({ ...ref(item), quantity: item.quantity }));
  }

  /** Lays it down where the character stands: somebody else may take it. */
  async drop(itemId: string): Promise<void> {
    const held = this.#belongings.find(itemId);
    if (!held) return;
    const { item, place } = held;
    if (place === "equipment") return this.#complain("Take it off first.");
    const name = this.#name(item);
    const quantity =
      item.quantity === 1 ? 1 : await this.#question.count(`How many of ${name} do you lay down?`, item.quantity, item.quantity);
    if (quantity !== null) await this.#belongings.change((ways) => ways.drop({ ...ref(item), quantity }));
  }

  async #putOn({ item, place }: Held, slot: number): Promise<void> {
    if (place === "bank") return this.#complain("Take it into the bag first.");
    if (place === "equipment") return;
    const fits = this.#template(item)?.equip?.kind === EQUIPMENT_SLOTS[slot];
    await this.#belongings.change((ways) => ways.equip({ ...ref(item), ...(fits && { slot }) }));
  }

  async #putOff(item: OwnItem, place: Storage, slot: number, there: OwnItem | undefined): Promise<void> {
    if (place === "bank") return this.#complain("Take it into the bag first.");
    // what can be worn there goes on in its stead
    if (there && this.#template(there)?.equip) await this.#belongings.change((ways) => ways.equip({ ...ref(there), slot: item.slot }));
    else await this.#belongings.change((ways) => ways.unequip({ ...ref(item), ...(!there && { slot }) }));
  }

  #list(place: Storage): readonly OwnItem[] {
    const { items, bank } = this.#belongings.inventory;
    return place === "bag" ? items : bank.items;
  }

  #freeSlot(place: Storage): number | null {
    const { capacity, bank } = this.#belongings.inventory;
    const taken = new Set(this.#list(place).map(({ slot }) => slot));
    for (let slot = 0; slot < (place === "bag" ? capacity : bank.capacity); slot++) if (!taken.has(slot)) return slot;
    return null;
  }

  #template({ templateId }: OwnItem): Item | undefined {
    return this.#belongings.parts.lexicon.itemById(templateId);
  }

  #name(item: OwnItem): string {
    return this.#template(item)?.name ?? item.templateId;
  }

  #complain(text: string): void {
    this.#belongings.parts.complain(text);
  }
}
