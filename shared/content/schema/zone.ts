import { z } from "zod";
import { MAX_ZONE_SIZE_M } from "#shared/protocol/quantize.ts";
import { id, metres, ms, name, point, rect } from "./common.ts";

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
