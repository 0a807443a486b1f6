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
  /** Main currency that the first, second, … respec costs; the last number stays. */
  respecCosts: z.array(z.int().min(0).max(1_000_000_000)).min(1).max(20).default([0]),
  /** Durability that all that is worn loses with a death, and with a fight. */
  wear: z.strictObject({ death: z.int().min(0).max(1000), fight: z.int().min(0).max(1000) }).default({ death: 0, fight: 0 }),
  /** How a party shares the experience of what it kills: PartySharing in shared/rules/experience.ts. */
  party: z
    .strictObject({
      shareRangeM: z.number().min(1).max(500),
      groupBonus: z.array(z.number().min(1).max(10)).min(1).max(40),
      raidPart: z.number().min(0).max(1),
    })
    .default({ shareRangeM: 60, groupBonus: [1], raidPart: 1 }),
});
export type Progression = z.infer<typeof Progression>;
