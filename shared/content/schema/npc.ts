import { z } from "zod";
import { behaviour } from "./behaviour.ts";
import { code, id, metres, name } from "./common.ts";
import { Stats } from "./stats.ts";

export const Npc = z.strictObject({
  id,
  code,
  name,
  level: z.int().min(1).max(60),
  /** How clients draw it. */
  look: z.enum(["wolf", "boar", "spider", "bandit", "archer", "shaman", "golem", "wraith"]).optional(),
  /** Stronger than its level says: clients mark it. */
  elite: z.boolean().optional(),
  stats: Stats,
  speedMps: z.number().min(0.5).max(20),
  /** Attacks who comes closer (nearer for those above its level, farther for those below); 0 = only when attacked. */
  aggroRadiusM: metres,
  /** Friends of the same group join the fight within this distance. */
  socialRadiusM: metres.default(0),
  /** Gives up and goes home this far from its spawn point. */
  leashM: metres.min(5),
  wanderRadiusM: metres.default(0),
  /** Tried in this order whenever ready; the first one usable is used. */
  abilities: z.array(id).min(1).max(12),
  ...behaviour,
  experience: z.int().min(0).max(1_000_000),
  lootTable: id.optional(),
});
export type Npc = z.infer<typeof Npc>;
