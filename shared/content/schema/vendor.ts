import { z } from "zod";
import { id, ms, name } from "./common.ts";
import { ITEM_KINDS } from "./item.ts";

/** Something a vendor sells. */
const Goods = z.strictObject({
  item: id,
  /** Of one; absent: its value. */
  price: z.int().min(1).max(1_000_000_000).optional(),
  /** Absent: the main one. */
  currency: id.optional(),
  /** So many for all players together, and after this time one more, up to that; absent: there is no end of it. */
  limited: z.strictObject({ most: z.int().min(1).max(999), restockMs: ms.min(1000) }).optional(),
});

export const Vendor = z
  .strictObject({
    id,
    name,
    /** What one hears when coming near. */
    greeting: z.string().max(240).default(""),
    sells: z.array(Goods).max(60).default([]),
    /** Kinds of items that he buys. */
    buys: z
      .array(z.enum(ITEM_KINDS))
      .max(ITEM_KINDS.length)
      .refine((kinds) => new Set(kinds).size === kinds.length, "a kind stands here twice")
      .default([]),
    /** How much of the value he pays. */
    paysPercent: z.int().min(1).max(100).default(20),
    repairs: z.boolean().default(false),
    /** Recipes that he teaches, for the price of their lesson. */
    teaches: z.array(id).max(60).default([]),
  })
  .refine(
    (vendor) => vendor.sells.length > 0 || vendor.buys.length > 0 || vendor.repairs || vendor.teaches.length > 0,
    "does nothing for anybody",
  );
export type Vendor = z.infer<typeof Vendor>;
