import type { ItemQuality } from "./quality.ts";

/** How long what was sold can be had back, ms; any vendor gives it. */
export const BUYBACK = { forMs: 3_600_000 } as const;

/** Thousandths of its value that a whole repair of something broken costs. */
const REPAIR_PARTS: Readonly<Record<ItemQuality, number>> = { poor: 100, common: 150, uncommon: 200, rare: 250, epic: 300 };

/** What a vendor pays for one of it, of the main currency's smallest coin; 0: he does not want it. */
export function sellingPrice(
  item: { readonly kind: string; readonly value: number },
  vendor: { readonly buys: readonly string[]; readonly paysPercent: number },
): number {
  return vendor.buys.includes(item.kind) ? Math.floor((item.value * vendor.paysPercent) / 100) : 0;
}

/** What making it whole costs: by value, quality and what is worn off; at least 1, 0 when nothing is. */
export function repairCost(
  item: { readonly value: number; readonly quality: ItemQuality; readonly equip?: { readonly durability?: number } },
  durability: number | null,
): number {
  const most = item.equip?.durability;
  if (most === undefined || durability === null || durability >= most) return 0;
  return Math.max(1, Math.ceil((item.value * (most - durability) * REPAIR_PARTS[item.quality]) / (most * 1000)));
}

/** How much there is of limited goods, and since when the next one is on its way. */
export interface Supply {
  readonly left: number;
  /** Epoch ms. */
  readonly since: number;
}

/** The supply at a later moment: one more after each restock time, until it is complete. */
export function restocked(supply: Supply, { most, restockMs }: { readonly most: number; readonly restockMs: number }, now: number): Supply {
  if (supply.left >= most) return { left: most, since: now };
  const came = Math.max(0, Math.floor((now - supply.since) / restockMs));
  if (supply.left + came >= most) return { left: most, since: now };
  return { left: supply.left + came, since: supply.since + came * restockMs };
}
