/** Where things are worn, and what they add. */
import { STAT_NAMES, type StatAmounts } from "./stats.ts";

/** Slots of a character's equipment, by number: append only, they are stored. The text is the kind of thing that goes there. */
export const EQUIPMENT_SLOTS = [
  "head",
  "neck",
  "back",
  "chest",
  "hands",
  "legs",
  "feet",
  "finger",
  "finger",
  "main_hand",
  "off_hand",
] as const;
export const EQUIPMENT_KINDS = ["head", "neck", "back", "chest", "hands", "legs", "feet", "finger", "main_hand", "off_hand"] as const;
export type EquipmentKind = (typeof EQUIPMENT_KINDS)[number];

/** Something worn. */
export interface WornItem {
  readonly templateId: string;
  /** Uses left; 0: it is broken; null: it does not wear. */
  readonly durability: number | null;
  /** Besides those of its template; null: none. */
  readonly stats: StatAmounts | null;
}

/**
 * What all that is worn adds to each stat, in the order of STAT_NAMES. What is broken gives nothing.
 * @param statsOf of a template; undefined: the content has no such thing to be worn
 */
export function gearStats(worn: readonly WornItem[], statsOf: (templateId: string) => StatAmounts | undefined): number[] {
  const whole = worn.filter(({ durability }) => durability !== 0);
  return STAT_NAMES.map((name) =>
    whole.reduce((sum, { templateId, stats }) => sum + (statsOf(templateId)?.[name] ?? 0) + (stats?.[name] ?? 0), 0),
  );
}
