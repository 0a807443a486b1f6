import { z } from "zod";
import { id, name } from "./common.ts";

export const Currency = z.strictObject({
  id,
  name,
  description: z.string().max(240).default(""),
  /** Most that a character can have. */
  cap: z.int().min(1).max(1_000_000_000_000_000),
  /** Goes from one character to another; else only from and to the world. */
  tradable: z.boolean(),
  /** How amounts are shown: coins from the greatest to the smallest, each worth so much. The last is worth 1. */
  coins: z
    .array(z.strictObject({ name, short: z.string().min(1).max(4), worth: z.int().min(1) }))
    .min(1)
    .max(4)
    .refine((coins) => coins.every((coin, n) => n === 0 || coin.worth < coins[n - 1].worth) && coins.at(-1)?.worth === 1, {
      message: "each coin is worth less than the one before, the last 1",
    }),
});
export type Currency = z.infer<typeof Currency>;
