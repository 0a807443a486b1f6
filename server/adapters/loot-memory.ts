import type { Kill } from "#rooms/ports/loot.ts";
import { affected, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { LootBook } from "./loot-book.ts";
import type { Turns } from "./loot-split.ts";

/** What loot tables ask of the past of those for whom is rolled. */
export interface LootMemory {
  /** Rolls in a row without an entry, by character id and key of the entry. */
  misses: Map<string, Map<string, number>>;
  /** NPCs a character has had a part in killing, by character id: only those that tables ask for. */
  killed: Map<string, Set<string>>;
  /** Stacks members got in turns, by party id: of parties that share so. */
  turns: Map<string, Turns>;
}

/** For whom the tables of a kill are rolled, and whose turns count. */
export function concernedBy({ lootOwner, party }: Kill): string[] {
  return [...(lootOwner ? [lootOwner.characterId] : []), ...(party?.eligible ?? []).map(({ characterId }) => characterId)];
}

/**
 * Reads what the tables of these kills ask for; nothing, when none asks. The characters' rows are locked: it changes meanwhile
 * for nobody.
 */
export async function recall(tx: Tx, kills: readonly Kill[], book: LootBook): Promise<LootMemory> {
  const memory: LootMemory = { misses: new Map(), killed: new Map(), turns: new Map() };
  const asking = { characters: new Set<string>(), pities: new Set<string>(), npcs: new Set<string>() };
  for (const kill of kills) {
    const table = book.tableOf(kill);
    const sheet = table === null ? null : book.sheet(table);
    if (!sheet || (sheet.pities.length === 0 && !sheet.asksFirstKill)) continue;
    for (const characterId of concernedBy(kill)) asking.characters.add(characterId);
    for (const key of sheet.pities) asking.pities.add(key);
    if (sheet.asksFirstKill) asking.npcs.add(kill.npcId);
  }
  const characters = [...asking.characters];
  if (asking.pities.size > 0) {
    const rows = await rowsOf<{ character_id: string; entry: string; misses: number }>(tx)`
      SELECT character_id, entry, misses FROM loot_pity
      WHERE character_id = ANY(${characters}::uuid[]) AND entry = ANY(${[...asking.pities]}::text[])`;
    for (const row of rows) mapOf(memory.misses, row.character_id).set(row.entry, row.misses);
  }
  if (asking.npcs.size > 0) {
    const rows = await rowsOf<{ character_id: string; npc_id: string }>(tx)`
      SELECT character_id, npc_id FROM character_kills
      WHERE character_id = ANY(${characters}::uuid[]) AND npc_id = ANY(${[...asking.npcs]}::text[])`;
    for (const row of rows) {
      const own = memory.killed.get(row.character_id) ?? new Set<string>();
      memory.killed.set(row.character_id, own.add(row.npc_id));
    }
  }
  const parties = kills.flatMap(({ party }) => (party?.rule === "round_robin" || party?.rule === "need_greed" ? [party.partyId] : []));
  if (parties.length > 0) {
    const rows = await rowsOf<{ party_id: string; character_id: string; received: number }>(tx)`
      SELECT party_id, character_id, received FROM loot_turns WHERE party_id = ANY(${[...new Set(parties)]}::uuid[])`;
    for (const row of rows) mapOf(memory.turns, row.party_id).set(row.character_id, row.received);
  }
  return memory;
}

/** Writes who got how many in turns; of parties that are gone since, nothing. */
export async function writeTurns(tx: Tx, turns: ReadonlyMap<string, Turns>): Promise<void> {
  const rows = [...turns].flatMap(([partyId, members]) =>
    [...members].map(([characterId, received]) => ({ partyId, characterId, received })),
  );
  if (rows.length === 0) return;
  await affected(tx)`
    INSERT INTO loot_turns (party_id, character_id, received)
    SELECT t.* FROM unnest(
      ${rows.map((r) => r.partyId)}::uuid[], ${rows.map((r) => r.characterId)}::uuid[], ${rows.map((r) => r.received)}::int[]
    ) AS t (party_id, character_id, received)
    WHERE EXISTS (SELECT 1 FROM parties p WHERE p.id = t.party_id FOR KEY SHARE) AND EXISTS (SELECT 1 FROM characters c WHERE c.id = t.character_id)
    ON CONFLICT (party_id, character_id) DO UPDATE SET received = EXCLUDED.received`;
}

/** Writes new counts of misses. */
export async function writeMisses(tx: Tx, misses: LootMemory["misses"]): Promise<void> {
  const rows = [...misses].flatMap(([characterId, own]) => [...own].map(([entry, count]) => ({ characterId, entry, count })));
  if (rows.length === 0) return;
  await affected(tx)`
    INSERT INTO loot_pity (character_id, entry, misses)
    SELECT * FROM unnest(${rows.map((r) => r.characterId)}::uuid[], ${rows.map((r) => r.entry)}::text[], ${rows.map((r) => r.count)}::int[])
    ON CONFLICT (character_id, entry) DO UPDATE SET misses = EXCLUDED.misses`;
}

/** The inner map of a key, made when it is not there. */
export function mapOf<K, V>(outer: Map<string, Map<K, V>>, key: string): Map<K, V> {
  let inner = outer.get(key);
  if (!inner) {
    inner = new Map();
    outer.set(key, inner);
  }
  return inner;
}
