/**
 * How hard a blow lands. Pure: chances are drawn by the caller.
 *
 *   amount = (base + powerFactor × power) × spread × (critical ? 1.5 : 1) × (1 − armour reduction), whole, at least 1
 *
 * `spread` is even over 0.95 … 1.05: enough that two blows differ, too little to decide a fight.
 */

/** A critical hit or heal is this much stronger. */
export const CRITICAL_FACTOR = 1.5;
const SPREAD = 0.05;
/** Parts that the spread is drawn in: the caller draws a whole number 0 … SPREAD_STEPS. */
export const SPREAD_STEPS = 1000;

/** No armour takes more than this part. */
const MOST_REDUCTION = 0.75;
const ARMOUR_BASE = 50;
const ARMOUR_PER_LEVEL = 25;

/**
 * Part of physical damage that armour takes: armour / (armour + 50 + 25 × attacker's level), at most 0.75. The form with
 * diminishing returns that MMOs share (each point of armour adds the same to how long one lives); the constant grows with the
 * attacker's level so that old armour protects less against stronger enemies. Equal armour and constant: half.
 */
export function armourReduction(armour: number, attackerLevel: number): number {
  return Math.min(MOST_REDUCTION, armour / (armour + ARMOUR_BASE + ARMOUR_PER_LEVEL * attackerLevel));
}

/** What an effect does before spread, criticals and armour. */
export function rawAmount(base: number, powerFactor: number, power: number): number {
  return base + powerFactor * power;
}

/**
 * @param spreadDraw whole number 0 … SPREAD_STEPS, drawn evenly
 * @param reduction part taken by armour, 0 … 1
 * @returns points of health, whole, at least 1
 */
export function finalAmount(raw: number, spreadDraw: number, critical: boolean, reduction: number): number {
  const spread = 1 - SPREAD + (2 * SPREAD * spreadDraw) / SPREAD_STEPS;
  return Math.max(1, Math.round(raw * spread * (critical ? CRITICAL_FACTOR : 1) * (1 - reduction)));
}

/**
 * One pulse of damage or healing over time: amount × (1 + power / 100) × stacks. Pulses neither crit nor miss and ignore armour: what
 * they do is foreseeable.
 */
export function pulseAmount(amount: number, power: number, stacks: number): number {
  return Math.max(1, Math.round(amount * (1 + power / 100) * stacks));
}

/** Threat of a point of healing; a point of damage counts 1. */
export const HEAL_THREAT = 0.5;
/** Another enemy draws an NPC's attention only when it is this much more threatening than the present one. */
export const TAKE_OVER_FACTOR = 1.1;
