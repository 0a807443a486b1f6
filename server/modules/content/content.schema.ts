import { z } from "zod";
import { Ability, CharacterClass, Item, Npc, Progression, Status, Zone } from "#shared/content/schema.ts";

/** Shape of shared/content/public.ts. */
export const PublicContentView = z
  .strictObject({
    hash: z.string().meta({ description: "The same as in a room's `welcome`." }),
    progression: Progression,
    statuses: z.array(Status),
    abilities: z.array(Ability),
    classes: z.array(CharacterClass),
    npcs: z.array(Npc.pick({ id: true, code: true, name: true, level: true, look: true, elite: true })),
    items: z.array(Item),
    zones: z.array(Zone.omit({ spawns: true, maxPlayers: true })),
  })
  .meta({ id: "Content" });
