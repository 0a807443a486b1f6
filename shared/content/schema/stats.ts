import { z } from "zod";
import { STAT_NAMES } from "#shared/rules/stats.ts";
import { amount } from "./common.ts";

/** Attribute growth: value at level L = base + perLevel × (L − 1). */
const growth = z.strictObject({ base: amount, perLevel: amount });
/** Chances and parts 0 … 1. */
const part = z.number().min(0).max(1);

/** Stats by name, and what is added to each. */
export const StatAmounts = z.partialRecord(z.enum(STAT_NAMES), z.number().min(-10_000).max(10_000));

/** What each means: STATS in shared/rules/stats.ts. */
export const Stats = z.strictObject({
  health: growth,
  /** Scales damage and healing by `powerFactor`. */
  power: growth,
  armour: growth,
  /** Against the schools that armour does not stop, in points like armour. */
  resistance: z
    .strictObject({
      fire: growth.optional(),
      frost: growth.optional(),
      nature: growth.optional(),
      holy: growth.optional(),
      shadow: growth.optional(),
    })
    .default({}),
  crit: part.default(0.05),
  dodge: part.default(0.05),
  block: part.default(0),
  hit: part.default(0),
  haste: part.default(0),
});
export type Stats = z.infer<typeof Stats>;
