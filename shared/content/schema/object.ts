import { z } from "zod";
import { id, metres, ms, name, point, rect } from "./common.ts";

const common = {
  id,
  name,
  /** How near a player must be. */
  rangeM: metres.min(1).max(20).default(3),
  minLevel: z.int().min(1).max(60).default(1),
  /** How long it takes; moving, harm and stuns break it off. */
  castTimeMs: ms.max(60_000).default(0),
};

/** A wall of cells that opens. Whoever stands in it when it closes is moved to the nearest free place. */
const Door = z.strictObject({
  kind: z.literal("door"),
  ...common,
  box: rect,
  /** Closes by itself after this time; 0: stays open until somebody closes it. */
  closesAfterMs: ms.default(20_000),
  /** Only a lever opens it. */
  locked: z.boolean().default(false),
});

const Lever = z.strictObject({ kind: z.literal("lever"), ...common, at: point, /** Id of a door of this zone. */ opens: id });

/** Once per respawn, for whoever opens it first. */
const Chest = z.strictObject({ kind: z.literal("chest"), ...common, at: point, lootTable: id, respawnMs: ms.min(1000) });

/** Grows again or is found again. */
const GatherNode = z.strictObject({
  kind: z.literal("gather_node"),
  ...common,
  at: point,
  lootTable: id,
  respawnMs: ms.min(1000),
  look: z.enum(["herb", "ore", "wood"]),
});

/** Heals (part of the full health) or gives a status; then it rests. */
const Shrine = z.strictObject({
  kind: z.literal("shrine"),
  ...common,
  at: point,
  status: id.optional(),
  heals: z.number().min(0).max(1).default(0),
  cooldownMs: ms.min(1000),
});

/** Not out of a fight. */
const Portal = z.strictObject({ kind: z.literal("portal"), ...common, at: point, to: z.strictObject({ zone: id.optional(), at: point }) });

const Sign = z.strictObject({ kind: z.literal("sign"), ...common, at: point, text: z.string().min(1).max(500) });

/** Whoever touches it comes back here from death, as long as he stays in the zone. */
const ResurrectionStone = z.strictObject({ kind: z.literal("resurrection_stone"), ...common, at: point });

/** What stands in a zone and can be used. The order of a zone's list is on the wire: append only. */
export const WorldObject = z.discriminatedUnion("kind", [Door, Lever, Chest, GatherNode, Shrine, Portal, Sign, ResurrectionStone]);
export type WorldObject = z.infer<typeof WorldObject>;

/** What clients may know of it: not what is in a chest. */
export const PublicObject = z.discriminatedUnion("kind", [
  Door,
  Lever,
  Chest.omit({ lootTable: true }),
  GatherNode.omit({ lootTable: true }),
  Shrine,
  Portal,
  Sign,
  ResurrectionStone,
]);
export type PublicObject = z.infer<typeof PublicObject>;
