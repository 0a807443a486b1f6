import { type LootContext, type LootResult, rollTable } from "#shared/rules/loot/roll.ts";
import type { Kill } from "#rooms/ports/loot.ts";
import type { LootBook } from "./loot-book.ts";
import { type LootMemory, mapOf } from "./loot-memory.ts";
import type { SettlementPlan, Standing } from "./settlement.ts";

/** One roll of a loot table, as `LOOT_GENERATED` tells it: with this version of the table anybody can do it again. */
export interface LootRollRecord {
  /** For whom was rolled; null: for nobody. */
  characterId: string | null;
  table: string;
  /** Of loot_table_versions. */
  version: string;
  seed: number;
  context: LootContext;
  /** Misses counted until then, by entry. */
  misses: Record<string, number>;
}

/** What loot goes by. */
export interface Past {
  standings: ReadonlyMap<string, Standing>;
  memory: LootMemory;
  book: LootBook;
}

/** Rolls the kill's table for a character. What was missed counts for the kills after it. */
export function rollFor(
  kill: Kill,
  characterId: string | null,
  seed: number,
  { standings, memory, book }: Past,
  plan: Pick<SettlementPlan, "misses" | "kills" | "gains">,
): { record: LootRollRecord } & Pick<LootResult, "items" | "coins"> {
  const table = book.tableOf(kill) as string;
  const sheet = book.sheet(table);
  const standing = characterId === null ? undefined : standings.get(characterId);
  const counted: Record<string, number> = {};
  let roller: LootContext["roller"] = null;
  if (characterId !== null && standing && sheet) {
    for (const key of sheet.pities) counted[key] = plan.misses.get(characterId)?.get(key) ?? memory.misses.get(characterId)?.get(key) ?? 0;
    const killedBefore = memory.killed.get(characterId)?.has(kill.npcId) || plan.kills.get(characterId)?.has(kill.npcId);
    const level = plan.gains.get(characterId)?.level ?? standing.level;
    // a chest is nobody's first kill
    roller = { level, classId: standing.classId, firstKill: sheet.asksFirstKill && !kill.opened && !killedBefore };
  }
  const context: LootContext = { zoneId: kill.zoneId, roller };
  const { items, coins, misses } = rollTable(book.tables, table, seed, context, new Map(Object.entries(counted)));
  if (characterId !== null) for (const [key, count] of misses) mapOf(plan.misses, characterId).set(key, count);
  const record: LootRollRecord = { characterId, table, version: sheet?.version ?? "", seed, context, misses: counted };
  return { record, items, coins };
}
