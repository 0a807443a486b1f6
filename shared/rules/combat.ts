/**
 * How hard a blow lands. Pure: chances are drawn by the caller. All in whole numbers: amounts and power in hundredths of a point,
 * parts in thousandths, so that every machine agrees on the last point of health.
 *
 *   amount = (base + powerFactor × power) × spread × (critical ? 1.5 : 1) × (1 − armour reduction), rounded, at least 1 point
 *
 * `spread` is even over 0.95 … 1.05: enough that two blows differ, too little to decide a fight.
 */

export const HUNDREDTHS = 100;
/** Chances are drawn as whole numbers below this. */
export const CHANCE_STEPS = 10_000;
/** The spread is drawn as a whole number below this: 0.95, 0.951, … 1.05. */
export const SPREAD_STEPS = 101;
const SPREAD_LEAST = 950;
/** A critical hit or heal is this much stronger, hundredths. */
const CRITICAL_HUNDREDTHS = 150;

/** No armour takes more than this part, thousandths. */
const MOST_REDUCTION = 750;
const ARMOUR_BASE = 50;
const ARMOUR_PER_LEVEL = 25;

/**
 * Part of physical damage that armour takes, thousandths: armour / (armour + 50 + 25 × attacker's level), at most 0.75. The form with
 * diminishing returns that MMOs share (each point of armour adds the same to how long one lives); the constant grows with the
 * attacker's level so that old armour protects less against stronger enemies. Armour equal to the constant takes half.
 */
export function armourReduction(armour: number, attackerLevel: number): number {
  return Math.min(MOST_REDUCTION, Math.round((1000 * armour) / (armour + ARMOUR_BASE + ARMOUR_PER_LEVEL * attackerLevel))) | 0;
}

/** What an effect does before spread, criticals and armour; all in hundredths. */
export function rawAmount(base: number, powerFactor: number, power: number): number {
  return Math.round(base + (powerFactor * power) / HUNDREDTHS) | 0;
}

/**
 * @param raw hundredths
 * @param spreadDraw whole number below SPREAD_STEPS, drawn evenly
 * @param reduction part taken by armour, thousandths
 * @returns points of health, whole, at least 1
 */
export function finalAmount(raw: number, spreadDraw: number, critical: boolean, reduction: number): number {
  const parts = (SPREAD_LEAST + spreadDraw) * (critical ? CRITICAL_HUNDREDTHS : HUNDREDTHS) * (1000 - reduction);
  return Math.max(1, Math.round((raw * parts) / (1000 * HUNDREDTHS * 1000 * HUNDREDTHS))) | 0;
}

/**
 * One pulse of damage or healing over time: amount × (1 + power / 100) × stacks, in points. Pulses neither crit nor miss and ignore
 * armour: what they do is foreseeable.
 * @param amount,power hundredths
 */
export function pulseAmount(amount: number, power: number, stacks: number): number {
  return Math.max(1, Math.round((amount * (1 + power / (100 * HUNDREDTHS)) * stacks) / HUNDREDTHS)) | 0;
}

/** Threat of one point of damage, and of one point of healing given to somebody the NPC fights: healing counts half. */
export const DAMAGE_THREAT = 2;
export const HEAL_THREAT = 1;
/** Another enemy draws an NPC's attention only when he is this much more threatening than the present one. */
export const TAKE_OVER_FACTOR = 1.1;
