import { z } from "zod";
import { MAX_ZONE_SIZE_M } from "#shared/protocol/quantize.ts";

/**
 * Shapes of everything in content/. Times are ms, lengths m, angles degrees, chances 0 … 1.
 * `id` is the name other content uses; `code` is the number on the wire and in recordings: append only, never reused.
 */

const id = z.string().regex(/^[a-z][a-z0-9_]{1,47}$/, "lower-case letters, digits and _, 2 to 48 characters, a letter first");
const code = z.int().min(1).max(65535);
const smallCode = z.int().min(1).max(255);
const name = z.string().min(1).max(48);
const ms = z.int().min(0).max(86_400_000);
const metres = z.number().min(0).max(MAX_ZONE_SIZE_M);
const amount = z.number().min(0).max(1_000_000);
const point = z.tuple([metres, metres]);

export const School = z.enum(["physical", "fire", "frost", "nature", "holy", "shadow"]);

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

export const AbilityEffect = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("damage"), school: School, base: amount, powerFactor: z.number().min(0).max(20) }),
  z.strictObject({ kind: z.literal("heal"), base: amount, powerFactor: z.number().min(0).max(20) }),
  z.strictObject({ kind: z.literal("status"), status: id }),
]);
export type AbilityEffect = z.infer<typeof AbilityEffect>;

export const Ability = z.strictObject({
  id,
  code: smallCode,
  name,
  description: z.string().max(240),
  /** Absent: instant. */
  castTimeMs: ms.default(0),
  /** May the caster walk while casting? */
  castWhileMoving: z.boolean().default(false),
  cooldownMs: ms.default(0),
  /** Starts (and waits for) the global cooldown. */
  globalCooldown: z.boolean().default(true),
  cost: amount.default(0),
  rangeM: metres,
  /** enemy/ally: an entity; self: the caster; point: an aim point in range. */
  target: z.enum(["enemy", "ally", "self", "point"]),
  lineOfSight: z.boolean().default(true),
  /** Who is hit: the target alone (absent), all in a circle around target/caster/point, or in a cone before the caster. */
  area: z
    .discriminatedUnion("shape", [
      z.strictObject({ shape: z.literal("circle"), radiusM: metres.min(0.5), maxTargets: z.int().min(1).max(40).default(10) }),
      z.strictObject({
        shape: z.literal("cone"),
        radiusM: metres.min(0.5),
        angleDeg: z.number().min(5).max(360),
        maxTargets: z.int().min(1).max(40).default(10),
      }),
    ])
    .optional(),
  /** Flies to the target first. */
  projectile: z.strictObject({ speedMps: z.number().min(1).max(200) }).optional(),
  effects: z.array(AbilityEffect).min(1).max(6),
});
export type Ability = z.infer<typeof Ability>;

/** Attribute growth: value at level L = base + perLevel × (L − 1). */
const growth = z.strictObject({ base: amount, perLevel: amount });
export const Stats = z.strictObject({
  health: growth,
  /** Scales damage and healing by `powerFactor`. */
  power: growth,
  armour: growth,
  /** Chances 0 … 1. */
  crit: z.number().min(0).max(1).default(0.05),
  dodge: z.number().min(0).max(1).default(0.05),
});
export type Stats = z.infer<typeof Stats>;

export const CharacterClass = z.strictObject({
  id,
  code: smallCode,
  name,
  description: z.string().max(400),
  stats: Stats,
  resource: z.strictObject({ name, max: z.int().min(1).max(1000), regenPerSecond: amount, start: z.number().min(0).max(1) }),
  speedMps: z.number().min(1).max(20),
  /** In slot order; the first is the basic attack. */
  abilities: z.array(id).min(4).max(8),
});
export type CharacterClass = z.infer<typeof CharacterClass>;

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
  /** Attacks who comes closer; 0 = only when attacked. */
  aggroRadiusM: metres,
  /** Friends of the same group join the fight within this distance. */
  socialRadiusM: metres.default(0),
  /** Gives up and goes home this far from its spawn point. */
  leashM: metres.min(5),
  wanderRadiusM: metres.default(0),
  /** Tried in this order whenever ready; the first one usable is used. */
  abilities: z.array(id).min(1).max(8),
  experience: z.int().min(0).max(1_000_000),
  lootTable: id.optional(),
});
export type Npc = z.infer<typeof Npc>;

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

export const LootTable = z.strictObject({
  id,
  /** Each entry is rolled on its own. */
  entries: z
    .array(
      z
        .strictObject({
          item: id,
          chance: z.number().gt(0).max(1),
          min: z.int().min(1).max(999).default(1),
          max: z.int().min(1).max(999).default(1),
        })
        .refine((e) => e.max >= e.min, "max is below min"),
    )
    .min(1)
    .max(30),
});
export type LootTable = z.infer<typeof LootTable>;

export const Progression = z.strictObject({
  maxLevel: z.int().min(2).max(60),
  /** Total experience at which level 2, 3, … begins: maxLevel − 1 numbers, rising. */
  experienceForLevel: z.array(z.int().min(1).max(4_000_000_000)),
  globalCooldownMs: ms.min(100),
});
export type Progression = z.infer<typeof Progression>;

const rect = z.tuple([metres, metres, metres, metres]);
/** What stands in the way. Shapes are cut into the zone's collision grid. */
export const Obstacle = z.discriminatedUnion("shape", [
  /** [x, y, width, height] */
  z.strictObject({ shape: z.literal("box"), box: rect, look: z.enum(["wall", "house", "rock", "water", "tree"]) }),
  z.strictObject({ shape: z.literal("disc"), at: point, radiusM: metres, look: z.enum(["wall", "house", "rock", "water", "tree"]) }),
  /** A wall along points. */
  z.strictObject({
    shape: z.literal("line"),
    points: z.array(point).min(2).max(100),
    widthM: metres,
    look: z.enum(["wall", "house", "rock", "water", "tree"]),
  }),
  /** `count` discs at random (seeded) places in the box, never nearer than `clearanceM` to another obstacle, a road, a safe area or a place where players appear. */
  z.strictObject({
    shape: z.literal("scatter"),
    box: rect,
    count: z.int().min(1).max(2000),
    radiusM: z.tuple([metres, metres]),
    seed: z.int(),
    clearanceM: metres.default(1),
    look: z.enum(["rock", "tree"]),
  }),
]);
export type Obstacle = z.infer<typeof Obstacle>;

export const SpawnGroup = z.strictObject({
  id,
  npc: id,
  at: point,
  /** NPCs stand at random (seeded) free places within this distance. */
  radiusM: metres,
  count: z.int().min(1).max(200),
  respawnMs: ms.min(1000),
});
export type SpawnGroup = z.infer<typeof SpawnGroup>;

export const Zone = z.strictObject({
  id,
  name,
  widthM: z.int().min(50).max(MAX_ZONE_SIZE_M),
  heightM: z.int().min(50).max(MAX_ZONE_SIZE_M),
  tickRate: z.int().min(5).max(60).default(20),
  maxPlayers: z.int().min(1).max(5000).default(2000),
  /** Area of interest: entities nearer than this are sent; they leave beyond radius + hysteresis. */
  interest: z.strictObject({ radiusM: z.number().min(10).max(300), hysteresisM: z.number().min(1).max(50) }),
  entry: z.strictObject({ at: point, radiusM: metres }),
  respawnPoints: z.array(point).min(1),
  /** No fighting inside: NPCs turn back at the border. */
  safeAreas: z.array(z.strictObject({ name, box: rect })).default([]),
  /** Roads and places: drawn by clients, kept free by scatter. */
  paths: z.array(z.strictObject({ points: z.array(point).min(2), widthM: metres })).default([]),
  landmarks: z.array(z.strictObject({ name, at: point })).default([]),
  obstacles: z.array(Obstacle).default([]),
  spawns: z.array(SpawnGroup).default([]),
});
export type Zone = z.infer<typeof Zone>;

/** All content, checked and cross-checked. What clients may see of it is `GET /api/v1/content`. */
export interface Content {
  hash: string;
  progression: Progression;
  statuses: Status[];
  abilities: Ability[];
  classes: CharacterClass[];
  npcs: Npc[];
  items: Item[];
  lootTables: LootTable[];
  zones: Zone[];
}
