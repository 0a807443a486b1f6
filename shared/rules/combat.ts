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
 * Part of damage that armour (or the resistance of its school, in the same points) takes, thousandths: armour / (armour + 50 + 25 × attacker's level), at most 0.75. The form with
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

/**
 * How a blow meets its target, by two rolls, the way special attacks of MMOs have been worked out since World of Warcraft ("two-roll
 * system" of its attack table): one draw falls on a table where miss, dodge and block lie side by side, the rest is a plain hit; a second,
 * independent draw says whether it is critical. So avoidance never pushes criticals off the table, and a blocked blow can be critical.
 */
export const Outcome = { HIT: 0, MISS: 1, DODGE: 2, BLOCK: 3 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Each level the target stands above the attacker makes so much of a miss, and never more than the second, in CHANCE_STEPS. */
const MISS_PER_LEVEL = 200;
const MOST_MISS = 3000;
/** Part of a blow that a block takes, thousandths. */
const BLOCK_PART = 300;

/** Chance of a miss, in CHANCE_STEPS: none against equals and below. */
export function missChance(attackerLevel: number, targetLevel: number): number {
  return Math.min(MOST_MISS, Math.max(0, (targetLevel - attackerLevel) * MISS_PER_LEVEL)) | 0;
}

/**
 * Where one draw falls on the table. The attacker's hit takes away from miss first, then from dodge, then from block.
 * @param draw whole number below CHANCE_STEPS, drawn evenly; the chances are in CHANCE_STEPS, 0 for what is impossible now
 */
export function outcomeOf(draw: number, miss: number, dodge: number, block: number, hit: number): Outcome {
  const missEnd = Math.max(0, miss - hit);
  const dodgeEnd = missEnd + Math.max(0, dodge - Math.max(0, hit - miss));
  if (draw < missEnd) return Outcome.MISS;
  if (draw < dodgeEnd) return Outcome.DODGE;
  return draw < dodgeEnd + Math.max(0, block - Math.max(0, hit - miss - dodge)) ? Outcome.BLOCK : Outcome.HIT;
}

/** What a block takes off a blow of so many points: whole, and at least one point goes through. */
export function blockedOf(amount: number): number {
  return Math.min(amount - 1, Math.round((amount * BLOCK_PART) / 1000)) | 0;
}

/** Threat of one point of damage, and of one point of healing given to somebody the NPC fights: healing counts half. */
export const DAMAGE_THREAT = 2;
export const HEAL_THREAT = 1;
/** Another enemy draws an NPC's attention only when he is this much more threatening than the present one. */
export const TAKE_OVER_FACTOR = 1.1;
