import { uuidv7 } from "uuidv7";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import { Problem } from "#server/http/problem.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import { type Change, slotsOf } from "#server/modules/items/changes.ts";
import { layDown } from "#server/modules/items/ground.ts";
import { type LockedCharacter, type LockedItem, stacksWith } from "#server/modules/items/item.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { Operation, Reason } from "#server/modules/items/operation.ts";
import { placeOf } from "#server/modules/zones/standing.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import * as repository from "./inventory.repository.ts";
import type { InventoryView, ItemCount, ItemHistoryView, ItemMerge, ItemMove, ItemSplit, ItemView } from "./inventory.schema.ts";
import { arrange } from "./sorting.ts";

type Storage = "bag" | "bank";
/** What a player may lay hands on without wearing it. */
const STORAGE: readonly Storage[] = ["bag", "bank"];
/** Entries of a history that are told. */
const HISTORY_LENGTH = 100;

export interface InventoryDeps {
  prisma: PrismaClient;
  items: Items;
  whereabouts: Whereabouts;
  /** Epoch ms. */
  now: () => number;
}

/** What characters carry, and what they do with it. What they wear: equipment.service.ts. */
export class InventoryService {
  readonly #prisma: PrismaClient;
  readonly #items: Items;
  readonly #whereabouts: Whereabouts;
  readonly #now: () => number;

  constructor({ prisma, items, whereabouts, now }: InventoryDeps) {
    this.#prisma = prisma;
    this.#items = items;
    this.#whereabouts = whereabouts;
    this.#now = now;
  }

  /** @throws Problem character_not_found */
  async view(db: PrismaClient | Tx, accountId: string, characterId: string): Promise<InventoryView> {
    const found = await repository.findInventory(db, accountId, characterId);
    if (!found) throw new Problem("character_not_found");
    const { bagSlots, bankSlots, items } = found;
    const at = (place: repository.StoredItem["place"]) => items.filter((item) => item.place === place).map(toView);
    return {
      characterId,
      capacity: bagSlots,
      items: at("bag"),
      equipment: at("equipment"),
      bank: { capacity: bankSlots, items: at("bank") },
    };
  }

  /** @throws Problem character_not_found */
  get(accountId: string, characterId: string): Promise<InventoryView> {
    return this.view(this.#prisma, accountId, characterId);
  }

  /** @throws Problem item_not_found */
  async history(accountId: string, characterId: string, itemId: string): Promise<ItemHistoryView> {
    const rows = await repository.findHistory(this.#prisma, { accountId, characterId, itemId }, HISTORY_LENGTH);
    if (!rows) throw new Problem("item_not_found");
    const entries = rows.map(({ at, reason, quantity, ...row }) => ({
      at: at.toISOString(),
      reason,
      quantity,
      from: toEnd(row.fromItem, row.fromPlace, characterId),
      to: toEnd(row.toItem, row.toPlace, characterId),
    }));
    return { itemId, entries };
  }

  /** Into another slot; what is there, if it is what the player saw, comes where the item was. @throws Problem stale_version … */
  async move(tx: Tx, accountId: string, characterId: string, { place, slot, swapWith, ...item }: ItemMove): Promise<InventoryView> {
    const [character, own] = await this.#lock(tx, accountId, characterId, swapWith ? [item, swapWith] : [item], [place]);
    const [moved, other = null] = own;
    const there = await this.#at(tx, character, place, slot);
    if (there?.id !== other?.id && there !== moved) throw new Problem("stale_version");
    const to = { character, place, slot };
    const changes: Change[] = there === moved ? [] : [{ move: moved, to }];
    if (other && there !== moved) changes.push({ move: other, to: { character, place: moved.place as Storage, slot: moved.slot ?? 0 } });
    await this.#items.apply(tx, operation("arranged", character), changes);
    return this.view(tx, accountId, characterId);
  }

  /** A part into a free slot. */
  async split(tx: Tx, accountId: string, characterId: string, { place, slot, quantity, ...item }: ItemSplit): Promise<InventoryView> {
    const [character, [stack]] = await this.#lock(tx, accountId, characterId, [item], [place]);
    if (quantity >= stack.quantity) throw new Problem("not_so_many");
    if (await this.#at(tx, character, place, slot)) throw new Problem("stale_version");
    await this.#items.apply(tx, operation("arranged", character), [{ move: stack, quantity, to: { character, place, slot } }]);
    return this.view(tx, accountId, characterId);
  }

  /** Into another stack of the same kind. */
  async merge(tx: Tx, accountId: string, characterId: string, { into, quantity, ...item }: ItemMerge): Promise<InventoryView> {
    const [character, [source, target]] = await this.#lock(tx, accountId, characterId, [item, into]);
    if (source === target || !stacksWith(source, target)) throw new Problem("does_not_stack");
    const room = Math.min(source.quantity, target.template.maxStack - target.quantity);
    const moved = quantity ?? room;
    if (moved > source.quantity) throw new Problem("not_so_many");
    if (moved > room || moved === 0) throw new Problem("stack_full");
    await this.#items.apply(tx, operation("arranged", character), [{ merge: source, quantity: moved, into: target }]);
    return this.view(tx, accountId, characterId);
  }

  /** Joins stacks and puts everything in order (sorting.ts). */
  async sort(tx: Tx, accountId: string, characterId: string, place: Storage): Promise<InventoryView> {
    const [character] = await this.#lock(tx, accountId, characterId, [], [place]);
    const changes = arrange(character, place, await this.#items.inPlaces(tx, character, [place]));
    await this.#items.apply(tx, operation("arranged", character), changes);
    return this.view(tx, accountId, characterId);
  }

  async destroy(tx: Tx, accountId: string, characterId: string, { quantity, ...item }: ItemCount): Promise<InventoryView> {
    const [character, [stack]] = await this.#lock(tx, accountId, characterId, [item]);
    if (quantity > stack.quantity) throw new Problem("not_so_many");
    await this.#items.apply(tx, operation("destroyed", character), [{ consume: stack, quantity }]);
    return this.view(tx, accountId, characterId);
  }

  /** Where the character stands; for `drop`, before the transaction. */
  standing(characterId: string): Promise<CharacterPlace | undefined> {
    return placeOf(this.#whereabouts, characterId);
  }

  /** Onto the ground where the character stands, for anybody to take. */
  async drop(
    tx: Tx,
    accountId: string,
    characterId: string,
    at: CharacterPlace | undefined,
    { quantity, ...named }: ItemCount,
  ): Promise<InventoryView> {
    await Economy.assertOpen(tx); // whoever takes it has been given it
    const [character, [item]] = await this.#lock(tx, accountId, characterId, [named]);
    if (!at || at.lost) throw new Problem("character_not_in_world");
    if (!at.alive) throw new Problem("character_dead");
    if (quantity > item.quantity) throw new Problem("not_so_many");
    const { zoneId, layer, x, y } = at;
    const rule = { owners: [], nowMs: this.#now() };
    const lying = await layDown(tx, this.#items, operation("dropped", character), { item, quantity }, at, rule);
    const payload = { itemId: lying.id, templateId: lying.templateId, quantity, zoneId, layer, x, y };
    await append(tx, { name: "ITEM_DROPPED", accountId, characterId, payload });
    return this.view(tx, accountId, characterId);
  }

  /** The character and the items named; at a bank, when it is about what is there. */
  async #lock(
    tx: Tx,
    accountId: string,
    characterId: string,
    named: ReadonlyArray<{ itemId: string; version: number }>,
    places: readonly Storage[] = [],
  ): Promise<[LockedCharacter, LockedItem[]]> {
    // rooms are asked before anything is locked
    const ids = named.map(({ itemId }) => itemId);
    const atBank = places.includes("bank") || (await repository.anyInBank(tx, characterId, ids));
    if (atBank) await this.#mustBeAtBank(characterId);
    const character = await this.#items.lockCharacter(tx, accountId, characterId);
    const own = await this.#items.lockOwn(tx, character, named, STORAGE);
    if (!atBank && own.some(({ place }) => place === "bank")) throw new Problem("stale_version");
    return [character, own];
  }

  async #mustBeAtBank(characterId: string): Promise<void> {
    const near = (await this.standing(characterId))?.near ?? [];
    if (!near.some(({ kind }) => kind === "bank")) throw new Problem("not_near");
  }

  async #at(tx: Tx, character: LockedCharacter, place: Storage, slot: number): Promise<LockedItem | undefined> {
    if (slot >= slotsOf(character, place)) throw new Problem("no_such_slot");
    return (await this.#items.inPlaces(tx, character, [place])).find((item) => item.slot === slot);
  }
}

export function operation(reason: Reason, { id }: LockedCharacter): Operation {
  return { id: uuidv7(), reason, actor: id };
}

function toView({ place: _place, attributes, ...item }: repository.StoredItem): ItemView {
  return { ...item, quality: attributes?.quality ?? null, stats: { ...attributes?.stats } };
}

type End = ItemHistoryView["entries"][number]["from"];

/** `type:id/place/slot` without the ids of others. */
function toEnd(itemId: string | null, text: string | null, characterId: string): End {
  if (itemId === null || text === null) return null;
  const [owner, place, slot] = text.split("/");
  const [type, ownerId] = owner.split(":");
  const holder = ownerId === characterId ? "you" : (type as NonNullable<End>["holder"]);
  return { itemId, holder, place, slot: slot === undefined ? null : Number(slot) };
}
