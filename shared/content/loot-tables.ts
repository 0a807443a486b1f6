import { createHash } from "node:crypto";
import type { LootTable } from "./schema.ts";

/** A table with all it names: whoever has it and a roll's seed can roll again. */
export interface LootTableVersion {
  /** Another for every change of it. */
  version: string;
  tables: LootTable[];
}

/** The table and all that it names, directly or not, by id; names that are not there are left out. */
function reachable(tables: ReadonlyMap<string, LootTable>, tableId: string, found = new Map<string, LootTable>()): Map<string, LootTable> {
  const table = tables.get(tableId);
  if (!table || found.has(tableId)) return found;
  found.set(tableId, table);
  for (const entry of [...table.entries, ...table.groups.flatMap((group) => group.entries)])
    if (entry.table !== undefined) reachable(tables, entry.table, found);
  return found;
}

/** @returns null when there is no such table */
export function versionOf(tables: ReadonlyMap<string, LootTable>, tableId: string): LootTableVersion | null {
  const found = [...reachable(tables, tableId).values()].map(inOrder);
  if (found.length === 0) return null;
  return { version: createHash("sha256").update(JSON.stringify(found)).digest("hex").slice(0, 16), tables: found };
}

/** The same keys in the same order, wherever the table was read from: a database keeps no order. */
function inOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inOrder) as T;
  if (value === null || typeof value !== "object") return value;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(pairs.map(([key, inner]) => [key, inOrder(inner)])) as T;
}
