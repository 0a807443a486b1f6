import type { LootCondition, LootEntry, LootGroup, LootTable } from "#shared/content/schema/loot.ts";
import { Rng } from "#shared/primitives/rng.ts";

/** For whom is rolled; with the seed, the tables and the counts of misses it decides what falls. */
export interface LootContext {
  zoneId: string;
  /** null: for nobody. */
  roller: { level: number; classId: string; firstKill: boolean } | null;
}

export type LootTables = ReadonlyMap<string, LootTable>;

/** Rolls in a row without the entry, by `pityKey`. */
export type Misses = ReadonlyMap<string, number>;

export interface LootResult {
  /** In the order they fell; more than a stack holds is still one. */
  items: Array<{ item: string; quantity: number }>;
  coins: Array<{ currency: string; quantity: number }>;
  /** New counts of misses, of all that were asked for. */
  misses: Map<string, number>;
}

export function pityKey(tableId: string, pityId: string): string {
  return `${tableId}.${pityId}`;
}

export function meets(when: LootCondition | undefined, { zoneId, roller }: LootContext): boolean {
  if (!when) return true;
  if (when.zones && !when.zones.includes(zoneId)) return false;
  const asksRoller = (when.minLevel ?? when.maxLevel ?? when.classes ?? when.firstKill) !== undefined;
  if (!asksRoller) return true;
  if (!roller) return false;
  if (roller.level < (when.minLevel ?? 1) || roller.level > (when.maxLevel ?? roller.level)) return false;
  if (when.classes && !when.classes.includes(roller.classId)) return false;
  return when.firstKill === undefined || when.firstKill === roller.firstKill;
}

/**
 * What falls. Pure: the same arguments give the same result, for ever; each entry draws as many numbers whatever its luck, so that one
 * entry's luck does not move the others'.
 * @param tableId a table that is not there gives nothing
 * @param seed 32 bits
 */
export function rollTable(tables: LootTables, tableId: string, seed: number, context: LootContext, misses: Misses): LootResult {
  const roll = new Roll(tables, context, misses);
  roll.table(tableId, new Rng(seed));
  return roll.result;
}

type Falling = Pick<LootEntry, "item" | "currency" | "table" | "min" | "max">;

class Roll {
  readonly result: LootResult = { items: [], coins: [], misses: new Map() };
  readonly #tables: LootTables;
  readonly #context: LootContext;
  readonly #misses: Misses;

  constructor(tables: LootTables, context: LootContext, misses: Misses) {
    this.#tables = tables;
    this.#context = context;
    this.#misses = misses;
  }

  table(tableId: string, rng: Rng): void {
    const table = this.#tables.get(tableId);
    if (!table) return;
    for (const entry of table.entries) this.#entry(tableId, entry, rng);
    for (const group of table.groups) this.#group(tableId, group, new Rng(rng.u32()));
  }

  #entry(tableId: string, entry: LootEntry, rng: Rng): void {
    const lucky = rng.chance(entry.chance);
    const falls = this.#drawn(entry, rng);
    if (!meets(entry.when, this.#context)) return;
    const hit = lucky || this.#due(tableId, entry);
    if (hit) falls();
    this.#count(tableId, entry, hit);
  }

  /** Draws how many, or the other table's own sequence. @returns lets it fall */
  #drawn({ item, currency, table, min = 1, max = min }: Falling, rng: Rng): () => void {
    if (item !== undefined) {
      const quantity = rng.int(min, max);
      return () => this.result.items.push({ item, quantity });
    }
    if (currency !== undefined) {
      const quantity = rng.int(min, max);
      return () => this.result.coins.push({ currency, quantity });
    }
    const inner = rng.u32();
    return () => {
      if (table !== undefined) this.table(table, new Rng(inner));
    };
  }

  #group(tableId: string, group: LootGroup, rng: Rng): void {
    if (!meets(group.when, this.#context)) return;
    const left = group.entries.filter((entry) => meets(entry.when, this.#context));
    const waited = left.find((entry) => entry.pity);
    let due = waited !== undefined && this.#due(tableId, waited) ? waited : undefined;
    let hit = false;
    for (let n = 0; n < group.pick && left.length > 0; n++) {
      const drawn = weighted(left, rng);
      const entry = due ?? drawn;
      due = undefined;
      this.#drawn(entry, rng)();
      hit ||= entry === waited;
      if (!group.repeat && !entry.nothing) left.splice(left.indexOf(entry), 1);
    }
    if (waited) this.#count(tableId, waited, hit);
  }

  #due(tableId: string, { pity }: Pick<LootEntry, "pity">): boolean {
    if (!pity || !this.#context.roller) return false;
    return this.#missed(pityKey(tableId, pity.id)) >= pity.after;
  }

  #count(tableId: string, { pity }: Pick<LootEntry, "pity">, hit: boolean): void {
    if (!pity || !this.#context.roller) return;
    const key = pityKey(tableId, pity.id);
    this.result.misses.set(key, hit ? 0 : this.#missed(key) + 1);
  }

  /** A table may be rolled twice for one kill: the second time goes by the first. */
  #missed(key: string): number {
    return this.result.misses.get(key) ?? this.#misses.get(key) ?? 0;
  }
}

function weighted<T extends { weight: number }>(entries: readonly T[], rng: Rng): T {
  let at = rng.unit() * entries.reduce((sum, entry) => sum + entry.weight, 0);
  for (const entry of entries) {
    at -= entry.weight;
    if (at < 0) return entry;
  }
  return entries[entries.length - 1];
}
