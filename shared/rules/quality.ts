/** Of items, from the worst to the best. */
export const ITEM_QUALITIES = ["poor", "common", "uncommon", "rare", "epic"] as const;
export type ItemQuality = (typeof ITEM_QUALITIES)[number];
