import { z } from "zod";
import { ms } from "./common.ts";

export const Progression = z.strictObject({
  maxLevel: z.int().min(2).max(60),
  /** Total experience at which level 2, 3, … begins: maxLevel − 1 numbers, rising. */
  experienceForLevel: z.array(z.int().min(1).max(4_000_000_000)),
  globalCooldownMs: ms.min(100),
});
export type Progression = z.infer<typeof Progression>;
