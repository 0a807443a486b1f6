import { z } from "zod";
import { id, metres, ms, name, point, rect } from "./common.ts";
import { STATIONS } from "./crafting.ts";

/** Way stones of the world: what a character has discovered of them is kept as bits. */
export const MAX_WAYSTONES = 128;

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
  /** Only a lever opens it, or its key. */
  locked: z.boolean().default(false),
  /** Item that opens it for who has it in the bag. */
  key: id.optional(),
  /** The key is gone then. */
  usesUpKey: z.boolean().default(false),
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
  /** Skill of a profession that it takes, and from which on it teaches nothing more; absent: anybody can. */
  gathering: z
    .strictObject({ profession: id, skill: z.int().min(0).max(1000).default(0), easyAt: z.int().min(1).max(1000) })
    .refine((gathering) => gathering.easyAt > gathering.skill, { path: ["easyAt"], message: "must be more than skill" })
    .optional(),
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

/**
 * Whoever has touched it can come back to it from any other of the world; `castTimeMs` is how long setting out takes, touching takes none.
 * Not out of a fight.
 */
const Waystone = z.strictObject({
  kind: z.literal("waystone"),
  ...common,
  /** Its number on the wire, unique in the world: never given to another. */
  code: z
    .int()
    .min(1)
    .max(MAX_WAYSTONES - 1),
  at: point,
  /** Where those stand who come here. */
  arrive: point,
});

/** Where a character reaches what it has in the bank. */
const Bank = z.strictObject({ kind: z.literal("bank"), ...common, at: point });

/** Where letters are sent and what is in them is taken. */
const Mailbox = z.strictObject({ kind: z.literal("mailbox"), ...common, at: point });

/** Buys and sells: somebody of vendors.yaml. */
const VendorPlace = z.strictObject({ kind: z.literal("vendor"), ...common, at: point, vendor: id });
/** Where things are offered, bid for and bought. */
const Auctioneer = z.strictObject({ kind: z.literal("auctioneer"), ...common, at: point });

/** Where things of its kind are made. */
const CraftingStation = z.strictObject({ kind: z.literal("crafting_station"), ...common, at: point, station: z.enum(STATIONS) });

/** Those of which clients may know everything. */
const OPEN = [
  Door,
  Lever,
  Shrine,
  Portal,
  Sign,
  ResurrectionStone,
  Waystone,
  Bank,
  Mailbox,
  VendorPlace,
  Auctioneer,
  CraftingStation,
] as const;

/** What stands in a zone and can be used. The order of a zone's list is on the wire: append only. */
export const WorldObject = z.discriminatedUnion("kind", [...OPEN, Chest, GatherNode]);
export type WorldObject = z.infer<typeof WorldObject>;

/** What clients may know of it: not what is in a chest. */
export const PublicObject = z.discriminatedUnion("kind", [...OPEN, Chest.omit({ lootTable: true }), GatherNode.omit({ lootTable: true })]);
export type PublicObject = z.infer<typeof PublicObject>;
