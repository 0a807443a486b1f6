import { z } from "zod";
import { id, name } from "./common.ts";
import { StatAmounts } from "./stats.ts";

/** What stands in the world to be crafted at. */
export const STATIONS = ["forge", "tanning_rack", "alchemy_table"] as const;

/** Something one can be skilled in besides fighting. Everybody can do a little of everything. */
export const Profession = z.strictObject({
  id,
  name,
  description: z.string().max(240).default(""),
  /** Nobody knows more. */
  mostSkill: z.int().min(1).max(1000).default(100),
});
export type Profession = z.infer<typeof Profession>;

const Amount = z.strictObject({ item: id, quantity: z.int().min(1).max(99).default(1) });

export const Recipe = z
  .strictObject({
    id,
    name,
    profession: id,
    station: z.enum(STATIONS),
    /** Skill it takes. */
    skill: z.int().min(0).max(1000).default(0),
    /** With this skill it never fails and teaches nothing more; in between both chances fall evenly. */
    easyAt: z.int().min(1).max(1000),
    level: z.int().min(1).max(60).default(1),
    ingredients: z.array(Amount).min(1).max(8),
    makes: Amount,
    /** Main currency for each try. */
    fee: z.int().min(0).max(1_000_000_000).default(0),
    /** Who is taught it by a vendor pays so much; absent: everybody knows it. */
    lesson: z.int().min(1).max(1_000_000_000).optional(),
    /** Chance of a failure with the least skill, and what is lost then; absent: it never fails. */
    failure: z.strictObject({ chance: z.number().min(0).max(1), loses: z.array(Amount).max(8).default([]) }).optional(),
    /** How it may turn out better than usual (quality 1): 2, 3, …; each with what is added to the stats. Only of what is worn. */
    better: z
      .array(z.strictObject({ chance: z.number().min(0).max(1), stats: StatAmounts }))
      .max(4)
      .default([]),
  })
  .refine((recipe) => recipe.easyAt > recipe.skill, { path: ["easyAt"], message: "must be more than skill" })
  .refine((recipe) => recipe.better.reduce((sum, { chance }) => sum + chance, 0) <= 1, {
    path: ["better"],
    message: "the chances come to more than 1",
  });
export type Recipe = z.infer<typeof Recipe>;
