import { z } from "zod";
import { id } from "./common.ts";

export const LootTable = z.strictObject({
  id,
  /** Each entry is rolled on its own. */
  entries: z
    .array(
      z
        .strictObject({
          item: id,
          chance: z.number().gt(0).max(1),
          min: z.int().min(1).max(999).default(1),
          max: z.int().min(1).max(999).default(1),
        })
        .refine((e) => e.max >= e.min, "max is below min"),
    )
    .min(1)
    .max(30),
});
export type LootTable = z.infer<typeof LootTable>;
