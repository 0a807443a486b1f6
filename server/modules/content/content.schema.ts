import { z } from "zod";
import type { PublicContent } from "#shared/content/public.ts";
import { Ability, CharacterClass, Item, Npc, Progression, Status, Zone } from "#shared/content/schema.ts";

export const PublicContentView: z.ZodType<PublicContent> = z
  .strictObject({
    hash: z.string().meta({ description: "The same as in a room's `welcome`." }),
    progression: Progression,
    statuses: z.array(Status),
    abilities: z.array(Ability),
    classes: z.array(CharacterClass),
    npcs: z.array(Npc.pick({ id: true, code: true, name: true, level: true, look: true, elite: true }).extend({ neutral: z.boolean() })),
    items: z.array(Item),
    zones: z.array(Zone.omit({ spawns: true, maxPlayers: true })),
  })
  .meta({ id: "Content" });
