import { z } from "zod";
import { id } from "./common.ts";

/** Whom a table gives something: all of it must hold. Asked of the character for whom is rolled; what falls for nobody meets only zones. */
export const LootCondition = z
  .strictObject({
    minLevel: z.int().min(1).max(60),
    maxLevel: z.int().min(1).max(60),
    classes: z.array(id).min(1),
    zones: z.array(id).min(1),
    /** true: only what he has never had a part in killing before; false: only what he has. */
    firstKill: z.boolean(),
  })
  .partial()
  .refine((c) => (c.minLevel ?? 1) <= (c.maxLevel ?? 60), "maxLevel is below minLevel");

/** After `after` rolls without it in a row the next has it. Counted for each character; `id` names the count in the database: never reused. */
export const LootPity = z.strictObject({ id, after: z.int().min(1).max(10_000) });

/** Of items at most MOST_ITEMS. */
const quantity = z.int().min(1).max(1_000_000);
const MOST_ITEMS = 999;
/** What falls: exactly one of them. */
const what = {
  item: id.optional(),
  /** Coins of this currency, in its smallest: not laid down, but paid to whom it is rolled for. */
  currency: id.optional(),
  /** Another table, rolled in its place. */
  table: id.optional(),
  /** How many of the item or coins; max absent: as min; both absent: one. */
  min: quantity.optional(),
  max: quantity.optional(),
  when: LootCondition.optional(),
  pity: LootPity.optional(),
};

type What = { item?: string; currency?: string; table?: string; nothing?: true; min?: number; max?: number; pity?: unknown };

/** Says what is wrong with an entry that has a right shape but makes no sense. */
function checkWhat(entry: What, ctx: z.RefinementCtx): void {
  const add = (path: string[], message: string) => ctx.addIssue({ code: "custom", path, message });
  const kinds = [entry.item, entry.currency, entry.table, entry.nothing].filter((kind) => kind !== undefined).length;
  if (kinds !== 1) add([], "must have exactly one of item, currency, table (and, in a group, nothing)");
  const counted = entry.item !== undefined || entry.currency !== undefined;
  const bound = entry.max === undefined ? "min" : "max";
  if (!counted && (entry.min ?? entry.max) !== undefined) add([bound], "is for items and coins only");
  if (entry.item !== undefined && Math.max(entry.min ?? 1, entry.max ?? 1) > MOST_ITEMS) add([bound], `at most ${MOST_ITEMS} of an item`);
  if (entry.max !== undefined && entry.max < (entry.min ?? 1)) add(["max"], "max is below min");
  if (entry.nothing && entry.pity) add(["pity"], "nobody waits for nothing");
}

/** Rolled on its own; without a chance it always falls. */
const LootEntry = z.strictObject({ ...what, chance: z.number().gt(0).max(1).default(1) }).superRefine((entry, ctx) => {
  checkWhat(entry, ctx);
  if (entry.pity && entry.chance === 1) ctx.addIssue({ code: "custom", path: ["pity"], message: "it always falls anyway" });
});

/** One of a group; `nothing` is never used up. */
const WeightedEntry = z
  .strictObject({ ...what, nothing: z.literal(true).optional(), weight: z.number().gt(0).max(1_000_000) })
  .superRefine(checkWhat);

const LootGroup = z.strictObject({
  /** How many of its entries fall. */
  pick: z.int().min(1).max(5).default(1),
  /** Whether the same one may fall again. */
  repeat: z.boolean().default(false),
  when: LootCondition.optional(),
  entries: z
    .array(WeightedEntry)
    .min(1)
    .max(30)
    .refine((entries) => entries.filter((entry) => entry.pity).length <= 1, "only one entry of a group may have pity"),
});

export const LootTable = z
  .strictObject({
    id,
    /** Each is rolled on its own. */
    entries: z.array(LootEntry).max(30).default([]),
    /** Of each, some fall, by their weights. */
    groups: z.array(LootGroup).max(10).default([]),
  })
  .refine((table) => table.entries.length + table.groups.length > 0, "has neither entries nor groups");

export type LootTable = z.infer<typeof LootTable>;
export type LootEntry = z.infer<typeof LootEntry>;
export type LootGroup = z.infer<typeof LootGroup>;
export type LootCondition = z.infer<typeof LootCondition>;
