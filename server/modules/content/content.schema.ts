import { z } from "zod";
import type { PublicContent } from "#shared/content/public.ts";
import {
  Ability,
  AppearanceChoices,
  Attribute,
  CharacterClass,
  Currency,
  Item,
  Npc,
  Origin,
  Profession,
  Progression,
  PublicObject,
  Recipe,
  Saying,
  Skill,
  Status,
  Title,
  Zone,
} from "#shared/content/schema.ts";

export const PublicContentView: z.ZodType<PublicContent> = z
  .strictObject({
    hash: z.string().meta({ description: "The same as in a room's `welcome`." }),
    progression: Progression,
    attributes: z.array(Attribute),
    skills: z.array(Skill),
    origins: z.array(Origin),
    titles: z.array(Title),
    appearance: AppearanceChoices,
    statuses: z.array(Status),
    abilities: z.array(Ability),
    classes: z.array(CharacterClass),
    npcs: z.array(Npc.pick({ id: true, code: true, name: true, level: true, look: true, elite: true }).extend({ neutral: z.boolean() })),
    currencies: z.array(Currency),
    items: z.array(Item),
    professions: z.array(Profession),
    recipes: z.array(Recipe),
    sayings: z.array(Saying),
    bosses: z.array(z.strictObject({ npc: z.string(), phases: z.array(z.string()) })),
    zones: z.array(
      Zone.omit({ spawns: true, maxPlayers: true, softPlayers: true, maxLayers: true, maxNpcs: true, overload: true }).extend({
        objects: z.array(PublicObject),
      }),
    ),
  })
  .meta({ id: "Content" });
