import { z } from "zod";
import { id, metres, ms } from "./common.ts";

const part = z.number().gt(0).max(1);

/** When an NPC uses one of its abilities, besides being ready and in range. All that is written must hold. */
export const UseCondition = z.strictObject({
  /** Its own health is below, or above, this part. */
  healthBelow: part.optional(),
  healthAbove: part.optional(),
  /** Heals: a friend is below this part of his health. */
  allyHealthBelow: part.optional(),
  /** So many enemies it knows are within this distance. */
  enemiesNear: z.strictObject({ count: z.int().min(1).max(32), withinM: metres.min(1) }).optional(),
  /** How far its enemy is. */
  distanceMinM: metres.optional(),
  distanceMaxM: metres.optional(),
  /** Up to so much is added to the cooldown by chance. */
  jitterMs: ms.optional(),
  /** Whom it is used on; target: whom it fights. */
  on: z.enum(["target", "random", "farthest", "weakest"]).default("target"),
});
export type UseCondition = z.infer<typeof UseCondition>;

/** How an NPC behaves in a fight; everything may be left out. */
export const behaviour = {
  /** Whom it fights: the most threatening, or one by another rule, for `fixateMs` each. */
  targeting: z.enum(["threat", "random", "farthest", "weakest"]).default("threat"),
  fixateMs: ms.min(500).default(8000),
  /** Steps back from an enemy that comes nearer than this. */
  keepDistanceM: metres.default(0),
  /** Once in a fight, hurt that much: runs for a while, away or to its friends, whom it calls. */
  flee: z
    .strictObject({ healthBelow: part, forMs: ms.min(1000).max(30_000).default(6000), to: z.enum(["away", "friends"]).default("away") })
    .optional(),
  /** Once in a fight, hurt that much or after that time: friends within the radius join, whatever their group. */
  callForHelp: z.strictObject({ radiusM: metres.min(1), healthBelow: part.default(1), afterMs: ms.default(0) }).optional(),
  /** Conditions of its abilities, by their names. */
  when: z.record(id, UseCondition).default({}),
  /** What it says. */
  says: z.strictObject({ aggro: id.optional(), flee: id.optional(), help: id.optional(), death: id.optional() }).default({}),
};
