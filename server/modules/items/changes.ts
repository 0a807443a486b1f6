import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Item } from "#shared/content/schema.ts";
import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";
import {
  ATTACHMENT_SLOTS,
  BUYBACK_SLOTS,
  type ItemRow,
  type LockedCharacter,
  type LockedItem,
  type NewStack,
  type Place,
  stacksWith,
} from "./item.ts";
import type { Movement, Writing } from "./items.repository.ts";
import type { Operation } from "./operation.ts";

/** What can be done with items. A quantity that is not given is all of it. */
export type Change =
  /** A faucet: something that was not there. At most a full stack. */
  | { readonly create: NewStack; readonly to: Place }
  /** The same, straight into a stack that is there. */
  | { readonly create: Omit<NewStack, "id">; readonly into: LockedItem }
  /** Elsewhere, as it is; a part of it becomes an item of its own. What is bound goes to no other character and out of no character's keeping. */
  | { readonly move: LockedItem; readonly quantity?: number; readonly to: Place }
  /** Into another stack (see `stacksWith`); what is joined whole is no more, and what became of it is in the history of both. */
  | { readonly merge: LockedItem; readonly quantity?: number; readonly into: LockedItem }
  /** A sink: it is no more. */
  | { readonly consume: LockedItem; readonly quantity?: number }
  /** Wear and binding. Whose it is and how much there is does not change. */
  | { readonly alter: LockedItem; readonly durability?: number; readonly boundTo?: string };

/** An item of a running transaction; written to only in here. */
export type WorkItem = ItemRow & { template: Item };

/** A row as text, for the history. */
const placeText = (row: ItemRow): string => `${row.ownerType}:${row.ownerId}/${row.place}${row.slot === null ? "" : `/${row.slot}`}`;

/**
 * Plans changes, one after the other: each sees what the ones before it did. Refusals come before anything is
 * written; then what was planned is taken back by `undo`.
 */
export class Changes {
  readonly #template: (id: string) => Item;
  readonly #holds: (characterId: string) => boolean;
  readonly #before = new Map<WorkItem, ItemRow>();
  readonly #made = new Set<WorkItem>();
  readonly #movements: Movement[] = [];
  #op: Operation;

  /** @param holds is this character's row locked? What a character has changes only then. */
  constructor(op: Operation, template: (id: string) => Item, holds: (characterId: string) => boolean) {
    this.#op = op;
    this.#template = template;
    this.#holds = holds;
  }

  /** What is added from here on belongs to another operation. */
  begin(op: Operation): void {
    this.#op = op;
  }

  /** @returns the item that came of it @throws Problem item_bound; Error when it could never be right */
  add(change: Change): WorkItem {
    if ("create" in change)
      return "to" in change ? this.#create(change.create, change.to) : this.#grow(change.create, this.#own(change.into));
    if ("move" in change) return this.#move(this.#own(change.move), change.quantity, change.to);
    if ("merge" in change) return this.#merge(this.#own(change.merge), change.quantity, this.#own(change.into));
    if ("consume" in change) return this.#consume(this.#own(change.consume), change.quantity);
    return this.#alter(this.#own(change.alter), change.durability, change.boundTo);
  }

  /** Items that were made. */
  get made(): Iterable<WorkItem> {
    return this.#made;
  }

  /** Characters of whom something worn came, went or changed. */
  get worn(): ReadonlySet<string> {
    const of = (row: ItemRow) => (row.ownerType === "character" && row.place === "equipment" ? [row.ownerId] : []);
    return new Set([
      ...[...this.#before].flatMap(([item, before]) => [...of(before), ...(item.quantity > 0 ? of(item) : [])]),
      ...[...this.#made].flatMap(of),
    ]);
  }

  undo(): void {
    for (const [item, before] of this.#before) Object.assign(item, before);
  }

  writing(): Writing {
    const changed = [...this.#before];
    const left = changed.filter(([item]) => item.quantity > 0);
    for (const [item, before] of left) item.version = before.version + 1;
    return {
      inserts: [...this.#made].filter((item) => item.quantity > 0),
      updates: left.map(([row, before]) => ({ row, was: before.version })),
      deletes: changed.filter(([item]) => item.quantity === 0).map(([{ id }, before]) => ({ id, was: before.version })),
      movements: this.#movements,
    };
  }

  #create({ templateId, quantity, boundTo, attributes, madeBy, id }: NewStack, to: Place): WorkItem {
    const template = this.#template(templateId);
    wanted(quantity, template.maxStack);
    const item: WorkItem = {
      id: id ?? uuidv7(),
      templateId,
      template,
      ...rowOf(to),
      quantity,
      version: 0,
      boundTo: boundTo ?? null,
      durability: template.equip?.durability ?? null,
      attributes: attributes ?? null,
      madeBy: madeBy ?? null,
    };
    this.#mayTouch(item);
    this.#made.add(item);
    this.#note(item, quantity, null, item);
    return item;
  }

  #grow({ templateId, quantity, boundTo = null, attributes = null, madeBy = null }: NewStack, into: WorkItem): WorkItem {
    if (!stacksWith({ templateId, boundTo, attributes, madeBy }, into)) throw new Error(`new ${templateId} does not stack with ${into.id}`);
    wanted(quantity, into.template.maxStack - into.quantity);
    this.#note(into, quantity, null, into);
    into.quantity += quantity;
    return into;
  }

  #move(item: WorkItem, quantity: number | undefined, to: Place): WorkItem {
    const moved = wanted(quantity ?? item.quantity, item.quantity);
    const target = rowOf(to);
    if (item.boundTo !== null && !mayHoldBound(item.boundTo, target)) throw new Problem("item_bound");
    if (moved === item.quantity) {
      const from = placeText(item);
      Object.assign(item, target);
      this.#mayTouch(item);
      this.#movements.push({
        op: this.#op,
        templateId: item.templateId,
        quantity: moved,
        from: { item: item.id, place: from },
        to: end(item),
      });
      return item;
    }
    const { version: _version, ...like } = item;
    const part: WorkItem = { ...like, ...target, id: uuidv7(), quantity: moved, version: 0 };
    this.#mayTouch(part);
    this.#made.add(part);
    item.quantity -= moved;
    this.#note(item, moved, item, part);
    return part;
  }

  #merge(item: WorkItem, quantity: number | undefined, into: WorkItem): WorkItem {
    const moved = wanted(quantity ?? item.quantity, item.quantity);
    if (item === into || !stacksWith(item, into)) throw new Error(`item ${item.id} does not stack with ${into.id}`);
    if (into.quantity + moved > into.template.maxStack) throw new Error(`item ${into.id} has no room for ${moved}`);
    if (item.boundTo !== null && !mayHoldBound(item.boundTo, into)) throw new Problem("item_bound");
    this.#note(item, moved, item, into);
    item.quantity -= moved;
    into.quantity += moved;
    return into;
  }

  #consume(item: WorkItem, quantity: number | undefined): WorkItem {
    const gone = wanted(quantity ?? item.quantity, item.quantity);
    this.#note(item, gone, item, null);
    item.quantity -= gone;
    return item;
  }

  #alter(item: WorkItem, durability: number | undefined, boundTo: string | undefined): WorkItem {
    if (durability !== undefined) {
      if (item.template.equip?.durability === undefined) throw new Error(`item ${item.id} does not wear`);
      item.durability = wanted(durability, item.template.equip.durability, 0);
    }
    if (boundTo !== undefined) {
      if (item.boundTo !== null && item.boundTo !== boundTo) throw new Problem("item_bound");
      item.boundTo = boundTo;
    }
    return item;
  }

  /** An item that may be written to, with how it was before. */
  #own(locked: LockedItem): WorkItem {
    const item = locked as WorkItem;
    this.#mayTouch(item);
    if (item.quantity === 0) throw new Error(`item ${item.id} is no more`);
    if (!this.#made.has(item) && !this.#before.has(item)) this.#before.set(item, { ...item });
    return item;
  }

  #mayTouch({ id, ownerType, ownerId }: ItemRow): void {
    if (ownerType === "character" && !this.#holds(ownerId)) throw new Error(`item ${id}: its character ${ownerId} is not locked`);
  }

  #note(item: WorkItem, quantity: number, from: WorkItem | null, to: WorkItem | null): void {
    this.#movements.push({ op: this.#op, templateId: item.templateId, quantity, from: from && end(from), to: to && end(to) });
  }
}

function end(row: ItemRow): { item: string; place: string } {
  return { item: row.id, place: placeText(row) };
}

/** Guards what code asks for: requests are checked before. */
function wanted(quantity: number, most: number, least = 1): number {
  if (!Number.isInteger(quantity) || quantity < least || quantity > most) throw new Error(`${least} … ${most} wanted, not ${quantity}`);
  return quantity;
}

function mayHoldBound(boundTo: string, { ownerType, ownerId }: Pick<ItemRow, "ownerType" | "ownerId">): boolean {
  return ownerType === "crafting" || (ownerType === "character" && ownerId === boundTo);
}

type RowPlace = Pick<ItemRow, "ownerType" | "ownerId" | "place" | "slot">;

function rowOf(to: Place): RowPlace {
  if ("character" in to) {
    wanted(to.slot, slotsOf(to.character, to.place) - 1, 0);
    return { ownerType: "character", ownerId: to.character.id, place: to.place, slot: to.slot };
  }
  if ("zone" in to) return { ownerType: "zone", ownerId: to.zone, place: "ground", slot: null };
  if ("mail" in to) {
    wanted(to.slot, ATTACHMENT_SLOTS - 1, 0);
    return { ownerType: "mail", ownerId: to.mail, place: "attachment", slot: to.slot };
  }
  if ("auction" in to) return { ownerType: "auction", ownerId: to.auction, place: "listing", slot: null };
  if ("market" in to) return { ownerType: "market", ownerId: to.market, place: "order", slot: null };
  if ("lootRoll" in to) return { ownerType: "loot_roll", ownerId: to.lootRoll, place: "roll", slot: null };
  return { ownerType: "crafting", ownerId: to.crafting, place: "work", slot: null };
}

/** How many slots a place of a character has. */
export function slotsOf(character: LockedCharacter, place: "bag" | "bank" | "equipment" | "buyback"): number {
  switch (place) {
    case "bag":
      return character.bagSlots;
    case "bank":
      return character.bankSlots;
    case "equipment":
      return EQUIPMENT_SLOTS.length;
    case "buyback":
      return BUYBACK_SLOTS;
  }
}
