import { Problem } from "#server/http/problem.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { Item } from "#shared/content/schema.ts";
import { type Change, Changes, type WorkItem } from "./changes.ts";
import { type CharacterPlace, type ItemRow, type LockedCharacter, type LockedItem, type NewStack, type Place, stacksWith } from "./item.ts";
import * as repository from "./items.repository.ts";
import type { Operation } from "./operation.ts";
import { placeInBag } from "./placing.ts";

/** Something to be put into a bag: an item, a part of one, or something new (of any quantity: it becomes as many stacks as it takes). */
export type Good = LockedItem | Part | NewStack;

/** So much of an item. */
export interface Part {
  readonly item: LockedItem;
  readonly quantity: number;
}

/** What a transaction has locked. */
interface Held {
  characters: Map<string, LockedCharacter> | null;
  /** Each row once, so that all who hold it see what became of it. */
  items: Map<string, WorkItem>;
}

/**
 * The only code that makes, moves, splits, joins, alters and ends items. Everything happens in the caller's transaction:
 *
 * 1. `lockCharacters` once, with everybody concerned; 2. `lockItems`, `lockOwn` or `held`; 3. look and decide; 4. `apply` or `deliver`;
 * 5. currency by the Ledger; 6. events.
 *
 * What a character has can be touched only while its row is locked; that, versions, slots and bindings are checked here and by the
 * database. A refusal (Problem) comes before anything was written: the transaction can go on, or be rolled back by letting it through.
 */
export class Items {
  readonly #templates: ReadonlyMap<string, Item>;
  readonly #held = new WeakMap<Tx, Held>();

  constructor({ content }: { content: { readonly items: readonly Item[] } }) {
    this.#templates = new Map(content.items.map((item) => [item.id, item]));
  }

  /** @throws Error when the content has no such item */
  template(id: string): Item {
    const template = this.#templates.get(id);
    if (!template) throw new Error(`no item "${id}" in the content`);
    return template;
  }

  /**
   * Locks characters in the order of their ids. Once per transaction, with all of them: a second call may only name some of the first.
   * @returns by id; those that do not exist are not in it, deleted ones are
   */
  async lockCharacters(tx: Tx, ids: Iterable<string>): Promise<ReadonlyMap<string, LockedCharacter>> {
    const held = this.#of(tx);
    const wanted = [...new Set(ids)];
    if (held.characters === null) {
      if (held.items.size > 0) throw new Error("characters are locked before items");
      held.characters = new Map((await repository.lockCharacters(tx, wanted)).map((character) => [character.id, character]));
    } else if (wanted.some((id) => !held.characters?.has(id))) throw new Error("all characters of a transaction are locked at once");
    const { characters } = held;
    return new Map(wanted.flatMap((id) => (characters.has(id) ? [[id, characters.get(id) as LockedCharacter]] : [])));
  }

  /** One character of an account. @throws Problem character_not_found, also when it is deleted or somebody else's */
  async lockCharacter(tx: Tx, accountId: string, id: string): Promise<LockedCharacter> {
    const character = (await this.lockCharacters(tx, [id])).get(id);
    if (!character || character.deleted || character.accountId !== accountId) throw new Problem("character_not_found");
    return character;
  }

  /** Locks items in the order of their ids. @returns by id; those that do not exist are not in it */
  async lockItems(tx: Tx, ids: Iterable<string>): Promise<ReadonlyMap<string, LockedItem>> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    return new Map(this.#keep(tx, await repository.lockItems(tx, wanted)).map((item) => [item.id, item]));
  }

  /**
   * Items of a locked character, as its player named them.
   * @returns in the order named @throws Problem item_not_found (unknown, somebody else's, not in one of these places), stale_version
   */
  async lockOwn(
    tx: Tx,
    character: LockedCharacter,
    named: ReadonlyArray<{ readonly itemId: string; readonly version: number }>,
    places: readonly CharacterPlace[] = ["bag"],
  ): Promise<LockedItem[]> {
    const found = await this.lockItems(
      tx,
      named.map(({ itemId }) => itemId),
    );
    return named.map(({ itemId, version }) => {
      const item = found.get(itemId);
      const own = item?.ownerType === "character" && item.ownerId === character.id && places.some((place) => place === item.place);
      if (!item || !own) throw new Problem("item_not_found");
      if (item.version !== version) throw new Problem("stale_version");
      return item;
    });
  }

  /** All that a locked character has in some places, in slot order. */
  async inPlaces(tx: Tx, character: LockedCharacter, places: readonly CharacterPlace[] = ["bag"]): Promise<LockedItem[]> {
    const items = this.#keep(tx, await repository.lockHeld(tx, "character", [character.id], places));
    return items.sort((a, b) => places.indexOf(a.place as CharacterPlace) - places.indexOf(b.place as CharacterPlace) || slot(a) - slot(b));
  }

  /** Everything that locked characters have, wherever they keep it. */
  async everythingOf(tx: Tx, characters: Iterable<LockedCharacter>): Promise<LockedItem[]> {
    const ids = [...characters].map(({ id }) => id);
    return this.#keep(tx, await repository.lockHeld(tx, "character", ids, null));
  }

  /** Ends what lies on the ground, of the items named: what somebody has taken stays his. @returns how many */
  async clearGround(tx: Tx, op: Operation, ids: Iterable<string>): Promise<number> {
    const lying = [...(await this.lockItems(tx, ids)).values()].filter(({ ownerType }) => ownerType === "zone");
    await this.apply(
      tx,
      op,
      lying.map((item) => ({ consume: item })),
    );
    return lying.length;
  }

  /** All that is in the keeping of a letter, listing, order, work or roll, locked, in slot order. Lock the keeper's own row before. */
  async kept(tx: Tx, keeper: "mail" | "auction" | "market" | "crafting" | "loot_roll", id: string): Promise<LockedItem[]> {
    const place = { mail: "attachment", auction: "listing", market: "order", crafting: "work", loot_roll: "roll" }[keeper];
    return this.#keep(tx, await repository.lockHeld(tx, keeper, [id], [place])).sort((a, b) => slot(a) - slot(b));
  }

  /**
   * Does all changes, in order, in one statement, with their history.
   * @returns for each change the item that came of it: the new one, the moved one, the stack joined, what is left
   * @throws Problem item_bound
   */
  async apply(tx: Tx, op: Operation, changes: readonly Change[]): Promise<LockedItem[]> {
    return (await this.applyAll(tx, [{ op, changes }]))[0];
  }

  /** The same for several operations, still in one statement: for batches. @throws Problem item_bound: then none of it is done */
  async applyAll(tx: Tx, batch: ReadonlyArray<{ readonly op: Operation; readonly changes: readonly Change[] }>): Promise<LockedItem[][]> {
    if (batch.every(({ changes }) => changes.length === 0)) return batch.map(() => []);
    return this.#perform(tx, batch[0].op, (plan) =>
      batch.map(({ op, changes }) => {
        plan.begin(op);
        return changes.map((change) => plan.add(change));
      }),
    );
  }

  /**
   * Puts goods into a character's bag: stacks are filled up in slot order, the rest takes the first free slots. What binds when picked
   * up is bound then. All of it or nothing.
   * @returns for each good the items it is in now, in slot order of what was filled, then of what is new; null: no room, nothing was changed
   * @throws Problem item_bound
   */
  async tryDeliver(tx: Tx, op: Operation, character: LockedCharacter, goods: readonly Good[]): Promise<LockedItem[][] | null> {
    const steps = this.#place(await this.#bagOf(tx, character), character, goods);
    if (!steps) return null;
    return this.#perform(tx, op, (plan) => {
      const into: LockedItem[][] = goods.map(() => []);
      for (const step of steps) into[step.index].push(carryOut(plan, step, character));
      return into;
    });
  }

  /** The same. @throws Problem bag_full (nothing was changed), item_bound */
  async deliver(tx: Tx, op: Operation, character: LockedCharacter, goods: readonly Good[]): Promise<LockedItem[][]> {
    const delivered = await this.tryDeliver(tx, op, character, goods);
    if (!delivered) throw new Problem("bag_full");
    return delivered;
  }

  /**
   * Characters give each other goods of their bags, all at once: what one gives makes room for what it gets. A stack of which a part
   * goes is not filled up again. All of it or nothing.
   * @throws Problem bag_full (its detail says whose; nothing was changed), item_bound
   */
  async exchange(tx: Tx, op: Operation, gifts: ReadonlyArray<{ to: LockedCharacter; goods: readonly Part[] }>): Promise<void> {
    const going = new Map(gifts.flatMap(({ goods }) => goods.map(({ item, quantity }) => [item, quantity])));
    const steps: Array<{ to: LockedCharacter; step: Step }> = [];
    for (const { to, goods } of gifts) {
      const bag = (await this.#bagOf(tx, to)).filter(({ item, quantity }) => item === null || (going.get(item) ?? 0) < quantity);
      for (const spot of bag) spot.closed = spot.item !== null && going.has(spot.item);
      const placed = this.#place(bag, to, goods);
      if (!placed) throw new Problem("bag_full", { detail: `There is no room in the bag of ${to.name}.` });
      steps.push(...placed.map((step) => ({ to, step })));
    }
    await this.#perform(tx, op, (plan) => {
      for (const { to, step } of steps) carryOut(plan, step, to);
    });
  }

  async #bagOf(tx: Tx, character: LockedCharacter): Promise<Spot[]> {
    const items = await this.inPlaces(tx, character);
    return items.map((item) => ({ slot: slot(item), quantity: item.quantity, kind: item, item, closed: false }));
  }

  /** Where goods go in a bag, which is filled on the way. Null: no room for all of them. */
  #place(bag: Spot[], character: LockedCharacter, goods: readonly Good[]): Step[] | null {
    const steps: Step[] = [];
    for (const [index, good] of goods.entries()) {
      const { kind, quantity } = this.#describe(good, character);
      const joins = (spot: Spot) => !spot.closed && stacksWith(kind, spot.kind);
      const placing = placeInBag(bag, character.bagSlots, { quantity, maxStack: kind.template.maxStack, joins });
      if (!placing) return null;
      for (const { stack: spot, quantity: part } of placing.added) {
        spot.quantity += part;
        steps.push({ index, good, part, spot, joins: true });
      }
      for (const { slot: at, quantity: part } of placing.rest) {
        const spot: Spot = { slot: at, quantity: part, kind, item: null, closed: false };
        bag.push(spot);
        steps.push({ index, good, part, spot, joins: false });
      }
    }
    return steps;
  }

  async #perform<T>(tx: Tx, op: Operation, work: (plan: Changes) => T): Promise<T> {
    const held = this.#of(tx);
    const holds = (characterId: string) => held.characters?.has(characterId) ?? false;
    const plan = new Changes(op, (id) => this.template(id), holds);
    let result: T;
    try {
      result = work(plan);
    } catch (error) {
      plan.undo();
      throw error;
    }
    const writing = plan.writing();
    const { updated, deleted } = await repository.write(tx, writing);
    if (updated !== writing.updates.length || deleted !== writing.deletes.length) throw new Error("an item is not what it was when locked");
    for (const item of plan.made) held.items.set(item.id, item);
    // what is worn counts in the running fight: rooms learn of it by the version
    if (plan.worn.size > 0) await repository.raiseBuildVersion(tx, [...plan.worn]);
    return result;
  }

  #describe(good: Good, character: LockedCharacter): { kind: Kind; quantity: number } {
    const item = "template" in good ? good : "item" in good ? good.item : null;
    if (item?.ownerId === character.id && item.place === "bag") throw new Error(`item ${item.id} is in this bag already`);
    const { templateId, boundTo = null, attributes = null, madeBy = null } = item ?? (good as NewStack);
    const template = this.template(templateId);
    const bound = boundTo ?? (template.bind === "pickup" ? character.id : null);
    return { kind: { templateId, template, boundTo: bound, attributes, madeBy }, quantity: good.quantity };
  }

  #of(tx: Tx): Held {
    let held = this.#held.get(tx);
    if (!held) this.#held.set(tx, (held = { characters: null, items: new Map() }));
    return held;
  }

  #keep(tx: Tx, rows: readonly ItemRow[]): WorkItem[] {
    const { items } = this.#of(tx);
    return rows.map((row) => {
      // locked before: nobody but this transaction can have changed it
      const item = items.get(row.id) ?? { ...row, template: this.template(row.templateId) };
      items.set(row.id, item);
      return item;
    });
  }
}

/** What decides which stacks something joins. */
type Kind = Pick<LockedItem, "templateId" | "template" | "boundTo" | "attributes" | "madeBy">;

/** A slot of a bag that is being filled. */
interface Spot {
  slot: number;
  quantity: number;
  kind: Kind;
  /** null: nothing is there yet. */
  item: LockedItem | null;
  /** Nothing is added to it. */
  closed: boolean;
}

/** Part of a good goes to a spot. */
interface Step {
  index: number;
  good: Good;
  part: number;
  spot: Spot;
  joins: boolean;
}

function carryOut(plan: Changes, { good, part, spot, joins }: Step, character: LockedCharacter): LockedItem {
  const item = "template" in good ? good : "item" in good ? good.item : null;
  const to: Place = { character, place: "bag", slot: spot.slot };
  if (joins) {
    const into = spot.item as LockedItem;
    return plan.add(item ? { merge: item, quantity: part, into } : { create: { ...(good as NewStack), quantity: part }, into });
  }
  const placed = plan.add(item ? { move: item, quantity: part, to } : { create: { ...(good as NewStack), quantity: part }, to });
  if (placed.template.bind === "pickup" && placed.boundTo === null) plan.add({ alter: placed, boundTo: character.id });
  spot.item = placed;
  return placed;
}

function slot(item: LockedItem): number {
  return item.slot ?? 0;
}
