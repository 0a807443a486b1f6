import { z } from "zod";
import { id, metres, ms, name, smallCode } from "./common.ts";
import { AbilityEffect } from "./effect.ts";
import { School } from "./status.ts";

const maxTargets = z.int().min(1).max(40);
const part = z.number().min(0).max(1);

export const Ability = z.strictObject({
  id,
  /** 255 stands for work at an object. */
  code: smallCode.max(254),
  name,
  description: z.string().max(240),
  /** What silence and school lock-outs go by: physical abilities are never silenced. Absent: the school of its first damage, else physical. */
  school: School.optional(),
  /** Absent: instant. */
  castTimeMs: ms.default(0),
  /** Takes effect every `periodMs` while it lasts; cost and cooldown begin with it. Instead of a cast time. */
  channel: z.strictObject({ durationMs: ms.min(100).max(60_000), periodMs: ms.min(50) }).optional(),
  /** May the caster walk while casting or channelling? */
  castWhileMoving: z.boolean().default(false),
  /** May interrupt effects break it off? Stuns and silences always do. */
  interruptible: z.boolean().default(true),
  /** Each direct hit the caster takes delays the cast, or shortens the channel, by so much, twice at most. */
  pushbackMs: ms.max(2000).default(0),
  cooldownMs: ms.default(0),
  /** Can be used so often before the first use has come back; one comes back every `rechargeMs`. */
  charges: z.strictObject({ max: z.int().min(2).max(10), rechargeMs: ms.min(500) }).optional(),
  /** All abilities that name the same group wait at least so long after one of them was used: shared cooldowns, other global cooldowns. */
  cooldownGroup: z.strictObject({ id, ms: ms.min(100) }).optional(),
  /** Starts (and waits for) the global cooldown. */
  globalCooldown: z.boolean().default(true),
  /** In whole points. */
  cost: z.int().min(0).max(1000).default(0),
  /** Paid in health; who has not more than that cannot use it. */
  healthCost: z.int().min(0).max(1_000_000).default(0),
  rangeM: metres,
  /**
   * enemy/ally: an entity; self: the user; point: an aim point in range; direction: straight towards the aim point, as far as the range;
   * corpse: a dead player.
   */
  target: z.enum(["enemy", "ally", "self", "point", "direction", "corpse"]),
  lineOfSight: z.boolean().default(true),
  /** What must hold before it can be used. */
  requires: z
    .strictObject({
      selfStatus: id.optional(),
      minStacks: z.int().min(1).max(20).default(1),
      /** Uses the status up. */
      consume: z.boolean().default(false),
      targetStatus: id.optional(),
      targetHealthBelow: part.optional(),
      targetHealthAbove: part.optional(),
      outOfCombat: z.boolean().default(false),
    })
    .optional(),
  /**
   * Who is hit: the target alone (absent), all in a circle around target/user/point, in a cone before the user, on a line from him, or
   * the target and then, from each to the next, those near who were not hit yet.
   */
  area: z
    .discriminatedUnion("shape", [
      z.strictObject({ shape: z.literal("circle"), radiusM: metres.min(0.5), maxTargets: maxTargets.default(10) }),
      z.strictObject({
        shape: z.literal("cone"),
        radiusM: metres.min(0.5),
        angleDeg: z.number().min(5).max(360),
        maxTargets: maxTargets.default(10),
      }),
      z.strictObject({
        shape: z.literal("line"),
        radiusM: metres.min(0.5),
        widthM: z.number().min(0.2).max(20),
        maxTargets: maxTargets.default(10),
      }),
      z.strictObject({
        shape: z.literal("chain"),
        /** From one to the next. */
        radiusM: metres.min(0.5),
        maxTargets: maxTargets.min(2).max(10).default(3),
        /** What each jump leaves of the amounts. */
        factor: z.number().min(0.1).max(1).default(1),
      }),
    ])
    .optional(),
  /** The circle stays on the ground and takes effect every `periodMs`, at once for the first time. */
  lingers: z.strictObject({ durationMs: ms.min(100).max(120_000), periodMs: ms.min(100) }).optional(),
  /** Flies first: to the target, or straight on (target: direction) until somebody is nearer than half of `widthM` to its way. */
  projectile: z.strictObject({ speedMps: z.number().min(1).max(200), widthM: z.number().min(0.2).max(10).default(1.6) }).optional(),
  effects: z.array(AbilityEffect).min(1).max(6),
});
export type Ability = z.infer<typeof Ability>;
