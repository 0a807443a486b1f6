import { checkReference, checkReferences, checkUnique, type KnownIds } from "./references.ts";
import type { LootTable } from "./schema.ts";
import type { LootCondition } from "./schema/loot.ts";
import type { Located, Path, Problems } from "./source.ts";

/** A table may name a table that names a table …: so often, with the first. */
const MAX_DEPTH = 5;

/** What the shape of a table cannot say: names that exist, pity that is counted once, and tables that do not contain themselves. */
export function checkLoot(
  tables: readonly Located<LootTable>[],
  known: KnownIds & { zones: ReadonlySet<string> },
  problems: Problems,
): void {
  checkUnique(tables, "id", problems);
  const byId = new Map(tables.map((table) => [table.value.id, table]));
  for (const table of tables) {
    const pities = new Set<string>();
    for (const { path, entry } of allEntries(table.value)) {
      if (entry.item !== undefined) checkReference(table, [...path, "item"], entry.item, "item", known.items, problems);
      if (entry.currency !== undefined)
        checkReference(table, [...path, "currency"], entry.currency, "currency", known.currencies, problems);
      if (entry.table !== undefined) {
        checkReference(table, [...path, "table"], entry.table, "loot table", known.lootTables, problems);
        checkDepth(table, [...path, "table"], entry.table, byId, problems);
      }
      checkCondition(table, [...path, "when"], entry.when, known, problems);
      if (!entry.pity) continue;
      if (pities.has(entry.pity.id)) problems.add(table, [...path, "pity", "id"], `"${entry.pity.id}" is used twice in this table`);
      pities.add(entry.pity.id);
    }
    for (const [n, group] of table.value.groups.entries()) checkCondition(table, ["groups", n, "when"], group.when, known, problems);
  }
}

function* allEntries({ entries, groups }: LootTable) {
  for (const [n, entry] of entries.entries()) yield { path: ["entries", n], entry };
  for (const [g, group] of groups.entries())
    for (const [n, entry] of group.entries.entries()) yield { path: ["groups", g, "entries", n], entry };
}

function checkCondition(
  at: Located<LootTable>,
  path: Path,
  when: LootCondition | undefined,
  known: KnownIds & { zones: ReadonlySet<string> },
  problems: Problems,
): void {
  const within = { ...at, path: [...at.path, ...path] };
  if (when?.classes) checkReferences(within, "classes", when.classes, "class", known.classes, problems);
  if (when?.zones) checkReferences(within, "zones", when.zones, "zone", known.zones, problems);
}

/** Follows one name of a table as deep as it goes. */
function checkDepth(
  at: Located<LootTable>,
  path: Path,
  first: string,
  byId: ReadonlyMap<string, Located<LootTable>>,
  problems: Problems,
): void {
  const way = [at.value.id];
  const walk = (id: string): string | null => {
    way.push(id);
    if (id === at.value.id) return `the table contains itself: ${way.join(" → ")}`;
    if (way.length > MAX_DEPTH) return `tables are nested deeper than ${MAX_DEPTH}: ${way.join(" → ")}`;
    const table = byId.get(id);
    for (const { entry } of table ? allEntries(table.value) : []) {
      const wrong = entry.table === undefined ? null : walk(entry.table);
      if (wrong) return wrong;
    }
    way.pop();
    return null;
  };
  const wrong = walk(first);
  if (wrong) problems.add(at, path, wrong);
}
