import type { Item } from "#shared/content/schema.ts";
import { ITEM_QUALITIES, type ItemQuality } from "#shared/rules/quality.ts";
import type { LootRule } from "#shared/rules/party.ts";

/** Whose a stack is. */
export type Fate =
  /** Those alone may take it at first; nobody named: anybody. `kept`: for as long as it lies there. */
  | { owners: readonly string[]; kept: boolean }
  /** It was his turn. */
  | { turn: string }
  | "roll";

/** How many stacks each member got in turns, by character id. */
export type Turns = Map<string, number>;

/**
 * What becomes of the stacks of a party's kill that was rolled once for all. Counts turns.
 * @param eligible not empty; among those who got the same, the first is next
 */
export function shareOut(
  stacks: ReadonlyArray<{ item: Pick<Item, "quality"> }>,
  { rule, threshold, eligible }: { rule: Exclude<LootRule, "personal">; threshold: ItemQuality; eligible: readonly string[] },
  turns: Turns,
): Fate[] {
  return stacks.map(({ item }) => {
    if (rule === "free_for_all") return { owners: eligible, kept: false };
    if (rule === "need_greed" && atLeast(item.quality, threshold)) return "roll";
    return { turn: nextInTurn(eligible, turns) };
  });
}

function atLeast(quality: ItemQuality, threshold: ItemQuality): boolean {
  return ITEM_QUALITIES.indexOf(quality) >= ITEM_QUALITIES.indexOf(threshold);
}

/** Who got least; who is new begins where the one with the least stands, so that he neither waits for the others nor they for him. */
function nextInTurn(eligible: readonly string[], turns: Turns): string {
  const known = eligible.flatMap((id) => turns.get(id) ?? []);
  const start = known.length > 0 ? Math.min(...known) : 0;
  for (const id of eligible) if (!turns.has(id)) turns.set(id, start);
  let next = eligible[0];
  for (const id of eligible) if ((turns.get(id) as number) < (turns.get(next) as number)) next = id;
  turns.set(next, (turns.get(next) as number) + 1);
  return next;
}

/** Who can put it on may need it; what nobody puts on everybody may need. */
export function mayNeed({ equip }: Pick<Item, "equip">, classId: string): boolean {
  return equip?.classes === undefined || equip.classes.includes(classId);
}
