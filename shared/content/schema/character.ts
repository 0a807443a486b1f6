import { z } from "zod";
import { MOST_CHOICES } from "#shared/rules/appearance.ts";
import { SCHOOLS } from "#shared/rules/stats.ts";
import { id, name, smallCode } from "./common.ts";
import { StatAmounts } from "./stats.ts";

/** Most attributes and skills there can be: what the simulation has room for. */
export const MAX_ATTRIBUTES = 8;
export const MAX_SKILLS = 8;

const description = z.string().max(240).default("");

export const Attribute = z.strictObject({
  id,
  code: smallCode,
  name,
  description,
  /** Most points that can be spent on it. */
  most: z.int().min(1).max(200).default(100),
  perPoint: StatAmounts,
});
export type Attribute = z.infer<typeof Attribute>;

export const Skill = z.strictObject({
  id,
  code: smallCode,
  name,
  description,
  /** What counts as a use: damage of a school that lands, a heal that mends. */
  practisedBy: z.enum([...SCHOOLS, "healing"]),
  /** Most skill points that can be spent on training it, a rank each. */
  mostTrained: z.int().min(0).max(100).default(10),
  perRank: StatAmounts,
});
export type Skill = z.infer<typeof Skill>;

export const Origin = z.strictObject({
  id,
  code: smallCode,
  name,
  description,
  /** What a new character is told of how it came to the world. */
  start: z.string().max(240).default(""),
  /** Points by attribute id. */
  attributes: z.record(id, z.int().min(0).max(20)).default({}),
  stats: StatAmounts.default({}),
});
export type Origin = z.infer<typeof Origin>;

export const Title = z.strictObject({
  id,
  code: smallCode,
  /** With `{name}` where the name stands. */
  text: z
    .string()
    .max(48)
    .refine((text) => text.includes("{name}"), "needs {name} where the name stands"),
  /** All of it together; what is true once stays true. */
  when: z
    .strictObject({
      level: z.int().min(1).max(60).optional(),
      kills: z.strictObject({ npcs: z.array(id).min(1).max(20).optional(), count: z.int().min(1).max(1_000_000) }).optional(),
      skill: z.strictObject({ id, rank: z.int().min(1).max(1000) }).optional(),
    })
    .refine((when) => Object.keys(when).length > 0, "needs at least one condition"),
});
export type Title = z.infer<typeof Title>;

const colour = z.string().regex(/^#[0-9a-f]{6}$/, "a colour such as #a0522d, lower case");
const choices = <T extends z.ZodType>(choice: T) => z.array(choice).min(1).max(MOST_CHOICES);

/** Choices for each part of rules/appearance.ts; characters keep the place in the list. */
export const AppearanceChoices = z.strictObject({
  bodies: choices(z.strictObject({ name, width: z.number().min(0.7).max(1.4), height: z.number().min(0.7).max(1.4) })),
  skins: choices(z.strictObject({ name, colour })),
  hairStyles: choices(name),
  hairColours: choices(z.strictObject({ name, colour })),
  /** Without a colour: that of the class. */
  outfits: choices(z.strictObject({ name, colour: colour.optional() })),
});
export type AppearanceChoices = z.infer<typeof AppearanceChoices>;

const word = z.string().regex(/^\p{Ll}{2,16}$/u, "2 to 16 lower-case letters");
/** Names that nobody may have. */
export const Names = z.strictObject({
  reserved: z.strictObject({ whole: z.array(word).max(1000), anywhere: z.array(word).max(1000) }),
});
export type Names = z.infer<typeof Names>;
