import { z } from "zod";
import { code, id, name } from "./common.ts";

export const Item = z.strictObject({
  id,
  code,
  name,
  description: z.string().max(240).default(""),
  kind: z.enum(["material", "consumable", "weapon", "armour", "trophy"]),
  quality: z.enum(["poor", "common", "uncommon", "rare", "epic"]).default("common"),
  maxStack: z.int().min(1).max(999),
});
export type Item = z.infer<typeof Item>;
