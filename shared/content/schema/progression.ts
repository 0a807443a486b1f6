import { z } from "zod";
import { ms } from "./common.ts";

export const Progression = z.strictObject({
  maxLevel: z.int().min(2).max(60),
  /** Total experience at which level 2, 3, … begins: maxLevel − 1 numbers, rising. */
  experienceForLevel: z.array(z.int().min(1).max(4_000_000_000)),
  globalCooldownMs: ms.min(100),
  /** Points that each level after the first brings. */
  attributePointsPerLevel: z.int().min(0).max(20).default(2),
  skillPointsPerLevel: z.int().min(0).max(20).default(1),
  powerPerPrimaryPoint: z.number().min(0).max(100).default(0.5),
  /** How skills grow: SkillCurve in shared/rules/progress.ts. */
  skills: z
    .strictObject({
      ranksPerLevel: z.int().min(1).max(20),
      usesForFirst: z.int().min(1).max(10_000),
      usesMorePerRank: z.int().min(0).max(1000),
    })
    .default({ ranksPerLevel: 5, usesForFirst: 6, usesMorePerRank: 2 }),
  /** Hours that must pass since the last respec before the first, second, … is possible; the last number stays. */
  respecWaitHours: z.array(z.number().min(0).max(8760)).min(1).max(20).default([0]),
});
export type Progression = z.infer<typeof Progression>;
