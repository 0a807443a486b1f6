import { z } from "zod";
import { CATEGORIES, School } from "./status.ts";
import { amount, id, ms } from "./common.ts";

const part = z.number().min(0).max(1);
const powerFactor = z.number().min(0).max(20);

/** Under which an effect happens at all; several hold together. Health as part of the full, looked at before the blow. */
const when = z
  .strictObject({
    /** The user has reached this level. */
    minLevel: z.int().min(1).max(60).optional(),
    /** Whom it strikes, and who uses it, have this status. */
    targetStatus: id.optional(),
    selfStatus: id.optional(),
    targetHealthBelow: part.optional(),
    targetHealthAbove: part.optional(),
  })
  .optional();

/** Fields that every effect has. */
const common = { when };

/**
 * What an ability does. Those that harm reach enemies: damage, harmful statuses, purge, interrupt, drain, taunt. The others reach friends; those of an
 * attack reach its user.
 */
export const AbilityEffect = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("damage"),
    school: School,
    base: amount,
    powerFactor,
    /** Part of the armour or resistance that does not count. */
    penetration: part.default(0),
    /** The damage grows by this part for each stack of `selfStatus` that the user has. */
    perStack: z.strictObject({ selfStatus: id, part: z.number().min(0).max(5) }).optional(),
    /** Threat of each point, as a multiple of the usual. */
    threat: z.number().min(0).max(20).default(1),
  }),
  z.strictObject({ ...common, kind: z.literal("heal"), base: amount, powerFactor, threat: z.number().min(0).max(20).default(1) }),
  z.strictObject({ ...common, kind: z.literal("status"), status: id, chance: part.default(1) }),
  /** Takes harmful statuses of these categories off friends, those that end last first. */
  z.strictObject({
    ...common,
    kind: z.literal("dispel"),
    categories: z.array(z.enum(CATEGORIES)).min(1),
    count: z.int().min(1).max(16).default(1),
  }),
  /** Takes helpful statuses of these categories off enemies. */
  z.strictObject({
    ...common,
    kind: z.literal("purge"),
    categories: z.array(z.enum(CATEGORIES)).min(1),
    count: z.int().min(1).max(16).default(1),
  }),
  /** Breaks a cast or channel off; abilities of its school are locked for so long. */
  z.strictObject({ ...common, kind: z.literal("interrupt"), lockoutMs: ms.max(30_000).default(0) }),
  /** Gives resource. */
  z.strictObject({ ...common, kind: z.literal("energize"), amount: amount.max(1000) }),
  /** Takes resource; the user gets this part of it. */
  z.strictObject({ ...common, kind: z.literal("drain"), amount: amount.max(1000), returned: part.default(0) }),
  /** NPCs turn to the user. */
  z.strictObject({ ...common, kind: z.literal("taunt") }),
  /** NPCs near forget this part of their anger at whom it helps. */
  z.strictObject({ ...common, kind: z.literal("fade"), part }),
  /**
   * Forced motion that no wall lets through. knock_back: the target away from the user or the area's middle; pull: towards it, to arm's length;
   * dash: the user to his target or aim point, else the way he looks; leap: the same through the air.
   */
  z.strictObject({
    ...common,
    kind: z.literal("impulse"),
    mode: z.enum(["knock_back", "pull", "dash", "leap"]),
    distanceM: z.number().min(0.5).max(40),
    speedMps: z.number().min(2).max(60),
  }),
  /** The user is at once this far ahead, the way he looks, or before the first thing in his way. */
  z.strictObject({ kind: z.literal("blink"), distanceM: z.number().min(1).max(40) }),
  /** A dead friend may rise where he lies, with this part of his health. */
  z.strictObject({ ...common, kind: z.literal("resurrect"), health: z.number().min(0.05).max(1) }),
  /** The user goes home, to the stone he is bound to, in whatever zone it stands; without one to where everybody begins. */
  z.strictObject({ ...common, kind: z.literal("go_home") }),
  /** Abilities are ready again, charges full; absent: all but this one. */
  z.strictObject({ ...common, kind: z.literal("reset_cooldowns"), abilities: z.array(id).min(1).max(12).optional() }),
]);
export type AbilityEffect = z.infer<typeof AbilityEffect>;
