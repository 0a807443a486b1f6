import { z } from "zod";
import { MAX_SKILLS } from "./character.ts";
import { amount, id, name, smallCode } from "./common.ts";
import { Stats } from "./stats.ts";

export const CharacterClass = z.strictObject({
  id,
  code: smallCode,
  name,
  description: z.string().max(400),
  stats: Stats,
  resource: z.strictObject({
    name,
    max: z.int().min(1).max(1000),
    /** Comes back with time, in and outside of combat. */
    regenPerSecond: amount,
    /** Part of the full one begins a new life with. */
    start: z.number().min(0).max(1),
    /** For each direct hit one deals or takes: rage. */
    perHitDealt: amount.max(1000).default(0),
    perHitTaken: amount.max(1000).default(0),
    /** Goes with time outside of combat. */
    decayPerSecond: amount.max(1000).default(0),
  }),
  speedMps: z.number().min(1).max(20),
  /** Attribute whose points give power. */
  primary: id.optional(),
  /** Skills it learns. */
  skills: z.array(id).max(MAX_SKILLS).default([]),
  /** In slot order; the first is the basic attack. */
  abilities: z.array(id).min(4).max(12),
  /** Threat of all it does, as a multiple of the usual. */
  threat: z.number().min(0.1).max(10).default(1),
});
export type CharacterClass = z.infer<typeof CharacterClass>;
