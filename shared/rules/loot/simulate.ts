import { Rng } from "#shared/primitives/rng.ts";
import { type LootContext, type LootTables, rollTable } from "./roll.ts";

/** How often an item or currency fell. */
export interface ItemTally {
  /** Kills that brought at least one. */
  kills: number;
  quantity: number;
}

/** Rolls a table again and again for one character, whose misses are counted on. */
export function simulateTable(
  tables: LootTables,
  tableId: string,
  context: LootContext,
  options: { kills: number; seed: number },
): Map<string, ItemTally> {
  const seeds = new Rng(options.seed);
  const misses = new Map<string, number>();
  const tallies = new Map<string, ItemTally>();
  for (let n = 0; n < options.kills; n++) {
    const result = rollTable(tables, tableId, seeds.u32(), context, misses);
    for (const [key, count] of result.misses) misses.set(key, count);
    const seen = new Set<string>();
    const coins = result.coins.map(({ currency, quantity }) => ({ item: currency, quantity }));
    for (const { item, quantity } of [...result.items, ...coins]) {
      const tally = tallies.get(item) ?? { kills: 0, quantity: 0 };
      tally.quantity += quantity;
      if (!seen.has(item)) tally.kills++;
      seen.add(item);
      tallies.set(item, tally);
    }
  }
  return tallies;
}

/**
 * Wilson's score interval: where the true rate lies when `hits` of `tries` succeeded.
 * @param z how sure, in standard deviations: 1.96 for 95 %
 * @returns low and high end, 0 … 1
 */
export function wilson(hits: number, tries: number, z = 1.959964): [number, number] {
  if (tries === 0) return [0, 1];
  const rate = hits / tries;
  const spread = (z * z) / tries;
  const middle = (rate + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((rate * (1 - rate)) / tries + spread / (4 * tries))) / (1 + spread);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
