import { z } from "zod";
import { SCHOOLS } from "#shared/rules/stats.ts";
import { amount, id, ms, name, smallCode } from "./common.ts";

export const School = z.enum(SCHOOLS);

/** Something that lasts on an entity. */
export const Status = z.strictObject({
  id,
  code: smallCode,
  name,
  kind: z.enum(["stun", "root", "slow", "haste", "damage_over_time", "heal_over_time"]),
  durationMs: ms.min(1),
  /** slow, haste: part of the speed taken or added, 0 … 0.9. */
  fraction: z.number().min(0).max(0.9).optional(),
  /** damage/heal over time: per pulse, before scaling. */
  amount: amount.optional(),
  periodMs: ms.min(50).optional(),
  school: School.optional(),
  maxStacks: z.int().min(1).max(20).default(1),
});
export type Status = z.infer<typeof Status>;
