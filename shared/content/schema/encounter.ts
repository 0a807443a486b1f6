import { z } from "zod";
import { id, metres, ms, name } from "./common.ts";

const part = z.number().gt(0).max(1);

/** Something that happens again and again while a phase lasts. Absent `everyMs`: once. */
const timed = { firstMs: ms.default(0), everyMs: ms.min(500).optional() };

export const EncounterPhase = z.strictObject({
  name,
  /** The phase begins when any of these is so (the first begins with the fight and has none). */
  healthBelow: part.optional(),
  /** Since the phase before began. */
  afterMs: ms.min(1).optional(),
  /** All it summoned are dead. */
  addsDead: z.literal(true).optional(),
  /** What it uses by priority; absent: all its abilities that no timer of this phase uses. */
  abilities: z.array(id).max(8).optional(),
  timers: z
    .array(z.strictObject({ ability: id, ...timed, on: z.enum(["target", "random", "farthest", "weakest"]).default("target") }))
    .max(6)
    .default([]),
  summons: z
    .array(
      z.strictObject({
        npc: id,
        count: z.int().min(1).max(20),
        /** How far from it they appear. */
        radiusM: metres.min(1).max(40).default(6),
        ...timed,
      }),
    )
    .max(4)
    .default([]),
  /** A status it has as long as one of those it summoned lives: immunity, a shield, a frenzy. */
  wardWhileAdds: id.optional(),
  say: id.optional(),
});
export type EncounterPhase = z.infer<typeof EncounterPhase>;

/** How a boss fights: phases one after the other; when nobody is left to fight, everything begins anew. */
export const Encounter = z.strictObject({
  id,
  /** The boss; each NPC has at most one encounter. */
  npc: id,
  phases: z.array(EncounterPhase).min(1).max(8),
  /** After this time in the fight it grows stronger, again and again: by this part of its power each time. */
  softEnrage: z.strictObject({ afterMs: ms, everyMs: ms.min(1000), power: z.number().gt(0).max(5) }).optional(),
  /** After this time its power is this many times what it was. */
  hardEnrage: z.strictObject({ afterMs: ms, power: z.number().gt(1).max(100), say: id.optional() }).optional(),
});
export type Encounter = z.infer<typeof Encounter>;
