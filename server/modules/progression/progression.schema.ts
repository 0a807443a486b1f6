import { z } from "zod";
import { STAT_NAMES } from "#shared/rules/stats.ts";

const contentId = z.string().min(1).max(48);
const spendable = z
  .strictObject({ earned: z.int().min(0), spent: z.int().min(0), free: z.int().min(0) })
  .meta({ example: { earned: 6, spent: 4, free: 2 } });

export const ProgressionParams = z.strictObject({ id: z.uuid("This is not an id.") });

/** How many points on what. */
const spending = (example: Record<string, number>) =>
  z
    .strictObject({
      points: z
        .record(contentId, z.int().min(1).max(1000))
        .refine((points) => Object.keys(points).length > 0, "Nothing to spend on.")
        .refine((points) => Object.keys(points).length <= 16, "Too many at once.")
        .meta({ description: "Points by id, besides those already spent.", example }),
    })
    .meta({ example: { points: example } });

export const AttributeSpending = spending({ might: 2, vitality: 1 }).meta({ id: "AttributeSpending" });
export const SkillTraining = spending({ bladework: 1 }).meta({ id: "SkillTraining" });
export type Spending = z.output<typeof AttributeSpending>;

export const TitleChoice = z
  .strictObject({ titleId: contentId.nullable().meta({ description: "null: none.", example: "newcomer" }) })
  .meta({ id: "TitleChoice" });

export const ProgressionView = z
  .strictObject({
    characterId: z.uuid(),
    level: z.int().min(1),
    experience: z.int().min(0).meta({ description: "All of it, since level 1." }),
    nextLevelAt: z.int().min(0).meta({ description: "Total experience at which the next level begins; 0: there is none." }),
    attributePoints: spendable,
    skillPoints: spendable,
    attributes: z.array(
      z.strictObject({
        id: z.string().meta({ example: "might" }),
        points: z.int().min(0).meta({ description: "What counts: origin and spent." }),
        spent: z.int().min(0),
        most: z.int().min(1).meta({ description: "Most that can be spent." }),
      }),
    ),
    skills: z.array(
      z.strictObject({
        id: z.string().meta({ example: "bladework" }),
        rank: z.int().min(0).meta({ description: "What counts: learned by use and trained." }),
        trained: z.int().min(0),
        mostTrained: z.int().min(0),
        uses: z.int().min(0),
        nextRankAt: z.int().min(1).meta({ description: "Uses that lead to the next rank." }),
        usesNow: z.int().min(0).meta({ description: "Uses beyond this teach nothing before the next level." }),
      }),
    ),
    stats: z.strictObject(Object.fromEntries(STAT_NAMES.map((name) => [name, z.number()]))).meta({
      description: "What all of it leads to. Parts are 0 … 1.",
      example: Object.fromEntries(STAT_NAMES.map((name) => [name, 0])),
    }),
    gear: z.record(z.string(), z.number()).meta({
      description: "What is worn adds so much to these stats; it is in `stats` already.",
      example: { power: 4, armour: 12 },
    }),
    titles: z.array(
      z.strictObject({
        id: z.string().meta({ example: "newcomer" }),
        text: z.string().meta({ description: "With {name} where the name stands.", example: "{name} the Newcomer" }),
        earned: z.boolean(),
      }),
    ),
    titleId: z.string().nullable().meta({ description: "The one shown.", example: "newcomer" }),
    respecs: z.int().min(0).meta({ description: "How often points were taken back." }),
    respecCost: z.int().min(0).meta({ description: "What the next time costs, in the main currency.", example: 500 }),
  })
  .meta({ id: "Progression" });
export type ProgressionView = z.output<typeof ProgressionView>;
