import type { LootGroup, LootTable } from "#shared/content/schema/loot.ts";
import { type LootContext, type LootTables, meets } from "./roll.ts";

/** What a kill brings of one item (or currency) in the long run. */
export interface ItemOdds {
  /** That at least one falls, 0 … 1. */
  chance: number;
  /** How many fall on average. */
  mean: number;
}

/**
 * What a table gives, worked out from it (nothing is rolled): by item or currency, in the order of the tables. Pity counts as it does for somebody
 * who kills for ever. Means are exact; chances are too, unless a table with pity can be rolled twice for one kill.
 */
export function oddsOf(tables: LootTables, tableId: string, context: LootContext): Map<string, ItemOdds> {
  const odds = new Map<string, ItemOdds>();
  for (const item of itemsOf(tables, tableId)) {
    const { none, mean } = oddsOfItem(tables, tableId, context, item);
    odds.set(item, { chance: 1 - none, mean });
  }
  return odds;
}

/** Every item and currency that can be in a table or those it names. */
function itemsOf(tables: LootTables, tableId: string, found = new Set<string>()): Set<string> {
  const table = tables.get(tableId);
  for (const { item, currency, table: inner } of table ? [...table.entries, ...table.groups.flatMap((group) => group.entries)] : []) {
    const what = item ?? currency;
    if (what !== undefined) found.add(what);
    if (inner !== undefined) itemsOf(tables, inner, found);
  }
  return found;
}

/** Of one item: the chance that none falls, and the mean number. */
interface Share {
  none: number;
  mean: number;
}

function oddsOfItem(tables: LootTables, tableId: string, context: LootContext, item: string): Share {
  const table: LootTable = tables.get(tableId) ?? { id: tableId, entries: [], groups: [] };
  const shareOf = (entry: { item?: string; currency?: string; table?: string; min?: number; max?: number }): Share => {
    if (entry.table !== undefined) return oddsOfItem(tables, entry.table, context, item);
    const { min = 1, max = min } = entry;
    return (entry.item ?? entry.currency) === item ? { none: 0, mean: (min + max) / 2 } : { none: 1, mean: 0 };
  };
  let none = 1;
  let mean = 0;
  for (const entry of table.entries) {
    if (!meets(entry.when, context)) continue;
    const { hits } = withPity(entry.chance, context.roller ? entry.pity?.after : undefined);
    const share = shareOf(entry);
    none *= 1 - hits * (1 - share.none);
    mean += hits * share.mean;
  }
  for (const group of table.groups) {
    if (!meets(group.when, context)) continue;
    const share = oddsOfGroup(group, context, shareOf);
    none *= share.none;
    mean += share.mean;
  }
  return { none, mean };
}

/**
 * In the long run, of an entry that has `chance` when nothing is due: how often it falls, and how often because it was due. From one hit
 * to the next it takes Σ (1 − chance)^k rolls, k = 0 … after; the last of them is forced when all others missed.
 */
function withPity(chance: number, after: number | undefined): { hits: number; forced: number } {
  if (after === undefined || chance >= 1) return { hits: Math.min(1, chance), forced: 0 };
  let rolls = 0;
  for (let k = 0; k <= after; k++) rolls += (1 - chance) ** k;
  return { hits: 1 / rolls, forced: (1 - chance) ** after / rolls };
}

type Weighted = LootGroup["entries"][number];

function oddsOfGroup(group: LootGroup, context: LootContext, shareOf: (entry: Weighted) => Share): Share {
  const entries = group.entries.filter((entry) => meets(entry.when, context));
  const shares = entries.map(shareOf);
  const free = draw(group, entries, shares, -1);
  const waited = context.roller ? entries.findIndex((entry) => entry.pity) : -1;
  if (waited < 0) return free;
  const misses = entries.map((_, n) => ({ none: n === waited ? 0 : 1, mean: 0 }));
  const chance = 1 - draw(group, entries, misses, -1).none;
  const { forced } = withPity(chance, entries[waited].pity?.after);
  const due = draw(group, entries, shares, waited);
  return { none: (1 - forced) * free.none + forced * due.none, mean: (1 - forced) * free.mean + forced * due.mean };
}

/**
 * All ways a group can be drawn, by the set of what is left (bits: at most 30 entries, 5 draws).
 * @param first what is drawn first; −1: by weight
 */
function draw(group: LootGroup, entries: readonly Weighted[], shares: readonly Share[], first: number): Share {
  let mean = 0;
  /** By the bits of those that are gone: how likely, and how likely without the item. */
  let states = new Map<number, { chance: number; none: number }>([[0, { chance: 1, none: 1 }]]);
  for (let n = 0; n < group.pick; n++) {
    const next: typeof states = new Map();
    const reach = (gone: number, chance: number, none: number) => {
      const state = next.get(gone) ?? { chance: 0, none: 0 };
      next.set(gone, { chance: state.chance + chance, none: state.none + none });
    };
    for (const [gone, state] of states) {
      const isLeft = (m: number) => (gone & (1 << m)) === 0;
      const total = entries.reduce((sum, entry, m) => sum + (isLeft(m) ? entry.weight : 0), 0);
      if (total === 0) reach(gone, state.chance, state.none);
      for (const [m, entry] of entries.entries()) {
        if (!isLeft(m) || (n === 0 && first >= 0 && m !== first)) continue;
        const p = n === 0 && first >= 0 ? 1 : entry.weight / total;
        mean += state.chance * p * shares[m].mean;
        reach(group.repeat || entry.nothing ? gone : gone | (1 << m), state.chance * p, state.none * p * shares[m].none);
      }
    }
    states = next;
  }
  let none = 0;
  for (const state of states.values()) none += state.none;
  return { none, mean };
}
