import type { Item } from "#shared/content/schema.ts";
import type { StatAmounts } from "#shared/rules/stats.ts";

/** What one item has besides its template. Items with any of it do not stack. */
export interface ItemAttributes {
  /** How well it was made, from 1. */
  quality?: number;
  /** Added to the template's. */
  stats?: StatAmounts;
}

/** A character whose row is locked until the transaction ends, with all it carries: nobody else changes its bags meanwhile. */
export interface LockedCharacter {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly classId: string;
  readonly level: number;
  readonly bagSlots: number;
  readonly bankSlots: number;
  /** Room that has it in the world; null: none. */
  readonly leaseOwner: string | null;
  readonly leaseEpoch: bigint;
  readonly deleted: boolean;
}

/** Where a character keeps things. Slots of each are numbered from 0. */
export type CharacterPlace = "bag" | "bank" | "equipment" | "buyback";
export const BUYBACK_SLOTS = 12;
/** Slots of a letter. */
export const ATTACHMENT_SLOTS = 16;

/** Where an item goes: to a locked character, to the ground of a zone, or into the keeping of a letter, listing, order, work under way or roll. */
export type Place =
  | { readonly character: LockedCharacter; readonly place: CharacterPlace; readonly slot: number }
  | { readonly zone: string }
  | { readonly mail: string; readonly slot: number }
  | { readonly auction: string }
  | { readonly market: string }
  | { readonly crafting: string }
  | { readonly lootRoll: string };

/** An item row as the database has it. */
export interface ItemRow {
  id: string;
  templateId: string;
  ownerType: "character" | "zone" | "mail" | "auction" | "market" | "crafting" | "loot_roll";
  ownerId: string;
  place: string;
  slot: number | null;
  /** 0: it is no more. */
  quantity: number;
  version: number;
  boundTo: string | null;
  durability: number | null;
  attributes: ItemAttributes | null;
  madeBy: string | null;
}

/** An item whose row is locked until the transaction ends. After `Items.apply` it shows what became of it. */
export interface LockedItem extends Readonly<ItemRow> {
  readonly template: Item;
}

/** Items that do not exist yet. */
export interface NewStack {
  readonly templateId: string;
  readonly quantity: number;
  readonly boundTo?: string | null;
  readonly attributes?: ItemAttributes | null;
  /** Character id. */
  readonly madeBy?: string | null;
  /** UUID; absent: a new one. */
  readonly id?: string;
}

/** Do these go into one stack? Something unbound may join what is bound. */
export function stacksWith(
  what: Pick<ItemRow, "templateId" | "boundTo" | "attributes" | "madeBy">,
  onto: Pick<LockedItem, "templateId" | "template" | "boundTo" | "attributes" | "madeBy">,
): boolean {
  return (
    onto.template.maxStack > 1 &&
    what.templateId === onto.templateId &&
    what.attributes === null &&
    onto.attributes === null &&
    what.madeBy === onto.madeBy &&
    (what.boundTo ?? onto.boundTo) === onto.boundTo
  );
}
