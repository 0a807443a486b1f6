import { type LootTableVersion, versionOf } from "#shared/content/loot-tables.ts";
import type { Content, Item, LootTable } from "#shared/content/schema.ts";
import { pityKey } from "#shared/rules/loot/roll.ts";

/** What one table, with all it names, goes by. */
export interface LootSheet extends LootTableVersion {
  /** Counts of misses it asks for. */
  pities: readonly string[];
  asksFirstKill: boolean;
}

/** What settling goes by: the content, and the loot tables as the database has them. */
export class LootBook {
  readonly content: Content;
  readonly tables: ReadonlyMap<string, LootTable>;
  readonly items: ReadonlyMap<string, Item>;
  readonly #sheets = new Map<string, LootSheet | null>();

  constructor(content: Content, tables: readonly LootTable[]) {
    this.content = content;
    this.tables = new Map(tables.map((table) => [table.id, table]));
    this.items = new Map(content.items.map((item) => [item.id, item]));
  }

  /** @returns null when there is no such table */
  sheet(tableId: string): LootSheet | null {
    let sheet = this.#sheets.get(tableId);
    if (sheet === undefined) {
      const version = versionOf(this.tables, tableId);
      sheet = version && { ...version, ...asked(version.tables) };
      this.#sheets.set(tableId, sheet);
    }
    return sheet;
  }

  /** The table of what was killed or opened; null: it leaves nothing. */
  tableOf({ npcId, opened }: { npcId: string; opened?: { lootTable: string } }): string | null {
    return opened ? opened.lootTable : (this.content.npcs.find((npc) => npc.id === npcId)?.lootTable ?? null);
  }
}

function asked(tables: readonly LootTable[]): Pick<LootSheet, "pities" | "asksFirstKill"> {
  const pities: string[] = [];
  let asksFirstKill = false;
  for (const { id, entries, groups } of tables) {
    const all = [...entries, ...groups.flatMap((group) => group.entries)];
    for (const { pity } of all) if (pity) pities.push(pityKey(id, pity.id));
    asksFirstKill ||= [...all, ...groups].some(({ when }) => when?.firstKill !== undefined);
  }
  return { pities, asksFirstKill };
}
