import { z } from "zod";
import { amount, id, metres, ms, name, smallCode } from "./common.ts";
import { School } from "./status.ts";

export const AbilityEffect = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("damage"), school: School, base: amount, powerFactor: z.number().min(0).max(20) }),
  z.strictObject({ kind: z.literal("heal"), base: amount, powerFactor: z.number().min(0).max(20) }),
  z.strictObject({ kind: z.literal("status"), status: id }),
  /**
   * Forced motion that no wall lets through. knock_back: the target away from the user or the area's middle; pull: towards it, to arm's length;
   * dash: the user to his target or aim point, else the way he looks; leap: the same through the air.
   */
  z.strictObject({
    kind: z.literal("impulse"),
    mode: z.enum(["knock_back", "pull", "dash", "leap"]),
    distanceM: z.number().min(0.5).max(40),
    speedMps: z.number().min(2).max(60),
  }),
  /** The user is at once this far ahead, the way he looks, or before the first thing in his way. */
  z.strictObject({ kind: z.literal("blink"), distanceM: z.number().min(1).max(40) }),
]);
export type AbilityEffect = z.infer<typeof AbilityEffect>;

export const Ability = z.strictObject({
  id,
  code: smallCode,
  name,
  description: z.string().max(240),
  /** Absent: instant. */
  castTimeMs: ms.default(0),
  /** May the caster walk while casting? */
  castWhileMoving: z.boolean().default(false),
  cooldownMs: ms.default(0),
  /** Starts (and waits for) the global cooldown. */
  globalCooldown: z.boolean().default(true),
  cost: amount.default(0),
  rangeM: metres,
  /** enemy/ally: an entity; self: the caster; point: an aim point in range. */
  target: z.enum(["enemy", "ally", "self", "point"]),
  lineOfSight: z.boolean().default(true),
  /** Who is hit: the target alone (absent), all in a circle around target/caster/point, or in a cone before the caster. */
  area: z
    .discriminatedUnion("shape", [
      z.strictObject({ shape: z.literal("circle"), radiusM: metres.min(0.5), maxTargets: z.int().min(1).max(40).default(10) }),
      z.strictObject({
        shape: z.literal("cone"),
        radiusM: metres.min(0.5),
        angleDeg: z.number().min(5).max(360),
        maxTargets: z.int().min(1).max(40).default(10),
      }),
    ])
    .optional(),
  /** Flies to the target first. */
  projectile: z.strictObject({ speedMps: z.number().min(1).max(200) }).optional(),
  effects: z.array(AbilityEffect).min(1).max(6),
});
export type Ability = z.infer<typeof Ability>;
