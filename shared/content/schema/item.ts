import { z } from "zod";
import { ITEM_QUALITIES } from "#shared/rules/quality.ts";
import { EQUIPMENT_KINDS } from "#shared/rules/equipment.ts";
import { code, id, ms, name } from "./common.ts";
import { StatAmounts } from "./stats.ts";

/** How an item is worn. */
const Equip = z.strictObject({
  /** Slots it goes into: EQUIPMENT_SLOTS of that kind. */
  kind: z.enum(EQUIPMENT_KINDS),
  /** Leaves no hand free for another. */
  twoHanded: z.boolean().default(false),
  level: z.int().min(1).max(60).default(1),
  /** Class ids; absent: everybody. */
  classes: z.array(id).min(1).max(20).optional(),
  stats: StatAmounts.default({}),
  /** Uses and deaths until it is broken and gives nothing; absent: it does not wear. */
  durability: z.int().min(1).max(1000).optional(),
});

/** Groups of items that rest together, at most: what the simulation has room for. */
export const MAX_ITEM_GROUPS = 8;

/** What using it up does, at once. */
const Use = z
  .strictObject({
    /** After any of the group all of it rests. */
    group: id,
    cooldownMs: ms.min(1000),
    heal: z.int().min(0).max(100_000).default(0),
    resource: z.int().min(0).max(1000).default(0),
    status: id.optional(),
  })
  .refine((use) => use.heal > 0 || use.resource > 0 || use.status !== undefined, "does nothing");

export const ITEM_KINDS = ["material", "consumable", "weapon", "armour", "trophy"] as const;

export const Item = z
  .strictObject({
    id,
    code,
    name,
    description: z.string().max(240).default(""),
    kind: z.enum(ITEM_KINDS),
    quality: z.enum(ITEM_QUALITIES).default("common"),
    maxStack: z.int().min(1).max(999),
    /** What vendors reckon with, of the main currency; 0: none of them buys it. */
    value: z.int().min(0).max(1_000_000_000).default(0),
    /** Dealt in by orders at the market: one is like the other. */
    commodity: z.boolean().default(false),
    /** Belongs to one character for ever, from when it is picked up or put on; absent: it can always change hands. */
    bind: z.enum(["pickup", "equip"]).optional(),
    equip: Equip.optional(),
    use: Use.optional(),
  })
  .refine((item) => !item.equip || item.maxStack === 1, { path: ["maxStack"], message: "what is worn does not stack: 1" })
  .refine((item) => !item.commodity || (item.maxStack > 1 && !item.bind), {
    path: ["commodity"],
    message: "a commodity stacks and belongs to nobody for ever",
  })
  .refine((item) => item.bind !== "equip" || item.equip, { path: ["bind"], message: "only what is worn is bound by wearing it" })
  .refine((item) => !item.equip?.twoHanded || item.equip.kind === "main_hand", {
    path: ["equip", "twoHanded"],
    message: "only a main_hand can take both hands",
  });
export type Item = z.infer<typeof Item>;
