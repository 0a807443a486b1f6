import { z } from "zod";
import { amount } from "./common.ts";

/** Attribute growth: value at level L = base + perLevel × (L − 1). */
const growth = z.strictObject({ base: amount, perLevel: amount });
export const Stats = z.strictObject({
  health: growth,
  /** Scales damage and healing by `powerFactor`. */
  power: growth,
  armour: growth,
  /** Chances 0 … 1. */
  crit: z.number().min(0).max(1).default(0.05),
  dodge: z.number().min(0).max(1).default(0.05),
});
export type Stats = z.infer<typeof Stats>;
