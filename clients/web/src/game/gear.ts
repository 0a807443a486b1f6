import type { Item } from "#shared/content/schema.ts";
import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";
import { STAT_NAMES, type StatName } from "#shared/rules/stats.ts";

/** Something that is worn, or could be. */
export interface Piece {
  readonly templateId: string;
  readonly slot: number;
  readonly durability: number | null;
  readonly stats: Readonly<Record<string, number>>;
}
type Templates = (templateId: string) => Item | undefined;

const MAIN_HAND = EQUIPMENT_SLOTS.indexOf("main_hand");
const OFF_HAND = EQUIPMENT_SLOTS.indexOf("off_hand");

/** What one piece gives, stat by stat; nothing when it is broken. */
export function statsOf(piece: Piece, templates: Templates): Array<[StatName, number]> {
  const { durability, templateId, stats } = piece;
  if (durability === 0) return [];
  const own = templates(templateId)?.equip?.stats ?? {};
  return STAT_NAMES.flatMap((name): Array<[StatName, number]> => {
    const amount = (own[name] ?? 0) + (stats[name] ?? 0);
    return amount === 0 ? [] : [[name, amount]];
  });
}

/** What would come off if this were put on, as the server decides it: a free slot of its kind first, else the first; two hands are two. */
export function replacedBy(template: Item, worn: readonly Piece[], templates: Templates): Piece[] {
  const { equip } = template;
  if (!equip) return [];
  const slots = EQUIPMENT_SLOTS.flatMap((kind, slot) => (kind === equip.kind ? [slot] : []));
  const to = slots.find((slot) => worn.every((other) => other.slot !== slot)) ?? slots[0];
  return worn.filter((other) => {
    if (other.slot === to) return true;
    if (to === MAIN_HAND && equip.twoHanded) return other.slot === OFF_HAND;
    return to === OFF_HAND && other.slot === MAIN_HAND && (templates(other.templateId)?.equip?.twoHanded ?? false);
  });
}

/** How the stats would change with it; stats that stay are left out. */
export function changeBy(piece: Piece, worn: readonly Piece[], templates: Templates): Array<[StatName, number]> {
  const template = templates(piece.templateId);
  if (!template) return [];
  const sums = new Map<StatName, number>(statsOf(piece, templates));
  for (const off of replacedBy(template, worn, templates))
    for (const [name, amount] of statsOf(off, templates)) sums.set(name, (sums.get(name) ?? 0) - amount);
  return STAT_NAMES.flatMap((name): Array<[StatName, number]> => {
    const change = sums.get(name) ?? 0;
    return Math.abs(change) < 1e-9 ? [] : [[name, change]];
  });
}
