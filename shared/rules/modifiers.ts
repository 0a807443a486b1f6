/** Multipliers that statuses put on what somebody does and suffers, besides his stats. */
export const FACTOR_NAMES = ["damageDealt", "damageTaken", "healingDone", "healingTaken", "threat"] as const;
export type FactorName = (typeof FACTOR_NAMES)[number];

/** A factor of 1, in thousandths. */
export const FULL_FACTOR = 1000;
/** No factor goes below a tenth or above ten, thousandths. */
const LEAST_FACTOR = 100;
const MOST_FACTOR = 10_000;

/** A factor within its bounds, thousandths. */
export function boundedFactor(factor: number): number {
  return Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, Math.round(factor))) | 0;
}

/** @param amount hundredths @param factor thousandths @returns hundredths, rounded */
export function scaled(amount: number, factor: number): number {
  return factor === FULL_FACTOR ? amount : Math.round((amount * factor) / FULL_FACTOR) | 0;
}
