import type { Balances, Inventory, Item } from "#shared/api/generated.ts";
import { ApiError, type CharacterView } from "../net/api.ts";
import type { InventoryWays } from "../net/inventory-ways.ts";
import type { Lexicon } from "./lexicon.ts";

export type OwnItem = Item;
export type Storage = "bag" | "bank";
/** An item and where it is. */
export interface Held {
  item: OwnItem;
  place: Storage | "equipment";
}

/** A window that wants what is clicked on in the bag while it is open: the bank, a letter, a vendor. */
export interface Taker {
  /** What a click does, for the tooltip. */
  readonly label: string;
  readonly wants: boolean;
  take(held: Held): void;
}

export interface BelongingsParts {
  ways: InventoryWays;
  lexicon: Lexicon;
  character: CharacterView;
  say(text: string): void;
  complain(text: string): void;
}

const EMPTY: Omit<Inventory, "characterId"> = { capacity: 24, items: [], equipment: [], bank: { capacity: 0, items: [] } };
/** Several reasons to read at once are one, ms. */
const READ_AFTER_MS = 150;

/** What one's character has: as the server said last. Every change is asked of it, and its answer is how things are then. */
export class Belongings {
  readonly parts: BelongingsParts;
  /** Asked in this order who takes what is clicked on. */
  readonly takers: Taker[] = [];
  readonly #listeners = new Set<() => void>();
  #inventory: Inventory;
  #balances: Balances["balances"] = [];
  #reading = 0;
  /** Answers that come after a newer one are left alone. */
  #asked = 0;
  #shown = 0;

  constructor(parts: BelongingsParts) {
    this.parts = parts;
    this.#inventory = { characterId: parts.character.id, ...EMPTY };
  }

  get inventory(): Inventory {
    return this.#inventory;
  }

  /** Of the main currency, in its smallest coin. */
  get money(): bigint {
    const main = this.parts.lexicon.content.currencies[0]?.id;
    return BigInt(this.#balances.find(({ currency }) => currency === main)?.amount ?? 0);
  }

  get balances(): Balances["balances"] {
    return this.#balances;
  }

  get contents(): Array<{ templateId: string; quantity: number }> {
    return this.#inventory.items.map(({ templateId, quantity }) => ({ templateId, quantity }));
  }

  /** How many of a template are in the bag. */
  count(templateId: string): number {
    return this.#inventory.items.reduce((sum, item) => sum + (item.templateId === templateId ? item.quantity : 0), 0);
  }

  find(itemId: string): Held | null {
    const { items, equipment, bank } = this.#inventory;
    const lists = { bag: items, equipment, bank: bank.items };
    for (const place of ["bag", "equipment", "bank"] as const) {
      const item = lists[place].find((one) => one.itemId === itemId);
      if (item) return { item, place };
    }
    return null;
  }

  /** Who takes what is clicked on now, if anybody. */
  get taker(): Taker | undefined {
    return this.takers.find(({ wants }) => wants);
  }

  /** @returns stops that */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Something has changed outside: what is shown is read again soon. @param afterMs when the change takes a moment */
  refresh(afterMs = READ_AFTER_MS): void {
    window.clearTimeout(this.#reading);
    this.#reading = window.setTimeout(() => void this.#read(), afterMs);
  }

  dispose(): void {
    window.clearTimeout(this.#reading);
    this.#listeners.clear();
  }

  /** Asks for a change; refused, the player is told why. @returns the answer; null when it was refused */
  async ask<T>(change: () => Promise<T>): Promise<T | null> {
    try {
      return await change();
    } catch (error) {
      this.parts.complain((error as Error).message);
      // somebody else's hand was faster: what is shown is old
      if (error instanceof ApiError && (error.status === 409 || error.status === 404)) this.refresh();
      return null;
    }
  }

  /** A change of the bag, the bank or what is worn. @returns false when it was refused */
  async change(ask: (ways: InventoryWays) => Promise<Inventory>): Promise<boolean> {
    const asked = ++this.#asked;
    const answer = await this.ask(() => ask(this.parts.ways));
    if (answer) this.#take(answer, asked);
    return answer !== null;
  }

  async #read(): Promise<void> {
    const { ways, complain } = this.parts;
    const asked = ++this.#asked;
    try {
      const [inventory, balances] = await Promise.all([ways.read(), ways.balances()]);
      this.#balances = balances;
      this.#take(inventory, asked);
    } catch (error) {
      complain(`The bag could not be read: ${(error as Error).message}`);
    }
  }

  #take(inventory: Inventory, asked: number): void {
    if (asked > this.#shown) {
      this.#shown = asked;
      this.#inventory = inventory;
    }
    for (const changed of this.#listeners) changed();
  }
}
