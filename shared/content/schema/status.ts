import { z } from "zod";
import { FACTOR_NAMES } from "#shared/rules/modifiers.ts";
import { CONTROLS } from "#shared/rules/control.ts";
import { SCHOOLS, STAT_NAMES } from "#shared/rules/stats.ts";
import { amount, id, metres, ms, name, smallCode } from "./common.ts";

export const School = z.enum(SCHOOLS);
/** What dispels go by. */
export const CATEGORIES = ["magic", "poison", "bleed", "curse"] as const;

const change = z.strictObject({
  /** In the stat's own unit (STATS in shared/rules/stats.ts), per stack. */
  add: z.number().min(-1_000_000).max(1_000_000).default(0),
  /** Part added after that, per stack: 0.1 makes 10 % more, −0.5 half. */
  part: z.number().min(-1).max(10).default(0),
});

/** Something that lasts on an entity. */
export const Status = z.strictObject({
  id,
  code: smallCode,
  name,
  /**
   * stun: no moving, no acting; silence: only physical abilities; shield: takes damage first, the one that ends first before the others;
   * immune: nothing of `schools` harms (absent: nothing at all); stealth: unseen until one acts or is hit; aura: gives `aura.status` to
   * those around; mark: does nothing by itself, other content asks for it (combo points, stances); mount: rides, `fraction` faster, until damage (`breaksOnDamage`),
   * a roof or the rider himself ends it.
   */
  kind: z.enum([
    "stun",
    "root",
    "slow",
    "haste",
    "damage_over_time",
    "heal_over_time",
    "silence",
    "shield",
    "immune",
    "stealth",
    "aura",
    "modifier",
    "mark",
    "mount",
  ]),
  /** Whether enemies or friends are given it; absent: as its kind says, and for modifiers and marks helpful. */
  harmful: z.boolean().optional(),
  durationMs: ms.min(1),
  /** slow, haste: part of the speed taken or added, 0 … 0.9. */
  fraction: z.number().min(0).max(0.9).optional(),
  /** damage/heal over time: per pulse, before scaling. shield: how much it takes, before the same scaling. */
  amount: amount.optional(),
  periodMs: ms.min(50).optional(),
  school: School.optional(),
  maxStacks: z.int().min(1).max(20).default(1),
  /** Given again while it is there: renew: the full time; extend: what is left and the full time, twice the full time at most; ignore: nothing. */
  refresh: z.enum(["renew", "extend", "ignore"]).default("renew"),
  /** What it is dispelled as; absent: it cannot be dispelled. */
  category: z.enum(CATEGORIES).optional(),
  /** Crowd control of the same name works shorter each time on players and elites (shared/rules/control.ts). */
  control: z.enum(CONTROLS).optional(),
  /** Any damage ends it. */
  breaksOnDamage: z.boolean().default(false),
  /** Statuses of the same group take each other's place: stances. */
  group: id.optional(),
  /** Changes of stats, by their names. */
  stats: z.partialRecord(z.enum(STAT_NAMES), change).optional(),
  /** Parts added to what one deals, takes, heals, is healed for, and to the threat of it, per stack. */
  factors: z.partialRecord(z.enum(FACTOR_NAMES), z.number().min(-1).max(10)).optional(),
  /** immune: against what; absent: everything. */
  schools: z.array(School).min(1).optional(),
  /** mount: the rider's abilities throw him off first (true), or are refused with `mounted`. */
  actingDismounts: z.boolean().default(true),
  /** It stays on somebody who goes to another zone. */
  crossesZones: z.boolean().default(true),
  /** While its bearer is not in the world: its time runs, waits for him, or it ends. */
  offline: z.enum(["runs", "waits", "ends"]).default("runs"),
  aura: z.strictObject({ status: id, radiusM: metres.min(0.5).max(40) }).optional(),
});
export type Status = z.infer<typeof Status>;
