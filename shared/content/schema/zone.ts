import { z } from "zod";
import { MAX_ZONE_SIZE_M } from "#shared/protocol/quantize.ts";
import { WorldObject } from "./object.ts";
import { id, metres, ms, name, point, rect } from "./common.ts";

/** What stands in the way. Shapes are cut into the zone's collision grid. */
export const Obstacle = z.discriminatedUnion("shape", [
  /** [x, y, width, height] */
  z.strictObject({ shape: z.literal("box"), box: rect, look: z.enum(["wall", "house", "rock", "water", "tree", "fence"]) }),
  z.strictObject({
    shape: z.literal("disc"),
    at: point,
    radiusM: metres,
    look: z.enum(["wall", "house", "rock", "water", "tree", "fence"]),
  }),
  /** A wall along points. */
  z.strictObject({
    shape: z.literal("line"),
    points: z.array(point).min(2).max(100),
    widthM: metres,
    look: z.enum(["wall", "house", "rock", "water", "tree", "fence"]),
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

/**
 * What raises the ground. Where several lie above each other the highest counts. `slopeM`: how wide the slope around it is; 0: a cliff.
 * A rise of more than half a metre per metre cannot be walked up.
 */
const height = { heightM: z.number().min(0.125).max(30), slopeM: metres.default(0) };
export const Terrain = z.discriminatedUnion("shape", [
  z.strictObject({ shape: z.literal("box"), box: rect, ...height }),
  z.strictObject({ shape: z.literal("disc"), at: point, radiusM: metres, ...height }),
  z.strictObject({ shape: z.literal("line"), points: z.array(point).min(2).max(100), widthM: metres, ...height }),
  /** Rises evenly from the first point (0) to the second (heightM). */
  z.strictObject({ shape: z.literal("ramp"), from: point, to: point, widthM: metres, heightM: height.heightM }),
]);
export type Terrain = z.infer<typeof Terrain>;

const groundKind = { kind: z.enum(["road", "mire", "water"]) };
/** What one walks on, besides plain ground. A later shape lies above the ones before. */
export const GroundArea = z.discriminatedUnion("shape", [
  z.strictObject({ shape: z.literal("box"), box: rect, ...groundKind }),
  z.strictObject({ shape: z.literal("disc"), at: point, radiusM: metres, ...groundKind }),
  z.strictObject({ shape: z.literal("line"), points: z.array(point).min(2).max(100), widthM: metres, ...groundKind }),
]);
export type GroundArea = z.infer<typeof GroundArea>;

export const SpawnGroup = z.strictObject({
  id,
  npc: id,
  at: point,
  /** NPCs stand at random (seeded) free places within this distance. */
  radiusM: metres,
  count: z.int().min(1).max(200),
  respawnMs: ms.min(1000),
  /** The first of the group is of this kind and leads: the others stay around him. */
  leader: id.optional(),
  /** All of the group fight when one does, however far. */
  linked: z.boolean().default(false),
  /** Now and then one of another kind appears instead. */
  rare: z.strictObject({ npc: id, chance: z.number().gt(0).max(1) }).optional(),
  /** Walks from place to place, the others of the group behind the first. */
  patrol: z
    .strictObject({
      points: z.array(point).min(2).max(32),
      /** How long it stands at each. */
      pauseMs: ms.default(3000),
      mode: z.enum(["loop", "ping_pong"]).default("loop"),
    })
    .optional(),
  /** Distance between those who walk together. */
  formationM: metres.min(0.5).max(10).default(1.8),
});
export type SpawnGroup = z.infer<typeof SpawnGroup>;

/**
 * What a zone may do when its ticks take too long: halve the rate of far or mid entities, save on the thinking of NPCs (twice at most),
 * shrink the view by a fifth, ask for another layer, refuse joins.
 */
export const OverloadStep = z.enum(["far", "mid", "ai", "view", "layer", "joins"]);
export type OverloadStep = z.infer<typeof OverloadStep>;

/** How a zone bends under load: the steps it takes, in this order, and undoes in the reverse one. */
export const Overload = z
  .strictObject({
    ladder: z.array(OverloadStep).max(16).default(["far", "mid", "ai", "ai", "view", "view", "view", "layer", "joins"]),
    /** Part of the time between two ticks that is needed, on average: above it a step is taken, below it one is undone. */
    raiseAt: z.number().min(0.1).max(2).default(0.85),
    lowerAt: z.number().min(0.05).max(1.5).default(0.6),
    /** Least time between a step and the next one, or its undoing. */
    raiseMs: ms.min(100).default(2000),
    lowerMs: ms.min(100).default(3000),
  })
  .refine((o) => o.lowerAt < o.raiseAt, { message: "lowerAt must be below raiseAt", path: ["lowerAt"] });
export type Overload = z.infer<typeof Overload>;

export const Zone = z.strictObject({
  id,
  name,
  /** What its ground is made of where nothing else is said, for those who draw it. In a cave boxes of rock are bedrock. */
  look: z.enum(["meadow", "coast", "cave"]).default("meadow"),
  widthM: z.int().min(50).max(MAX_ZONE_SIZE_M),
  heightM: z.int().min(50).max(MAX_ZONE_SIZE_M),
  tickRate: z.int().min(5).max(60).default(20),
  maxPlayers: z.int().min(1).max(5000).default(2000),
  /** With so many a layer counts as full for those who can choose, and another is opened; absent: three quarters of maxPlayers. */
  softPlayers: z.int().min(1).max(5000).optional(),
  /** Copies of the zone that may run at once. */
  maxLayers: z.int().min(1).max(100).default(16),
  /** Most NPCs at once, with those that others summon. */
  maxNpcs: z.int().min(0).max(12_000).default(4000),
  /** Area of interest: entities nearer than this are sent; they leave beyond radius + hysteresis. */
  interest: z.strictObject({ radiusM: z.number().min(10).max(300), hysteresisM: z.number().min(1).max(50) }),
  overload: Overload.prefault({}),
  /** Players fight each other: those who flagged themselves, all, or nobody. Duels are possible anywhere. */
  pvp: z.enum(["flagged", "always", "never"]).default("flagged"),
  entry: z.strictObject({ at: point, radiusM: metres }),
  respawnPoints: z.array(point).min(1),
  /** No fighting inside: NPCs turn back at the border. */
  safeAreas: z.array(z.strictObject({ name, box: rect })).default([]),
  /** Roads and places: drawn by clients, kept free by scatter. */
  paths: z
    .array(
      z.strictObject({
        points: z.array(point).min(2),
        widthM: metres,
        /** Walked and ridden faster: ground of the kind road. */
        paved: z.boolean().default(false),
      }),
    )
    .default([]),
  terrain: z.array(Terrain).max(500).default([]),
  grounds: z.array(GroundArea).max(500).default([]),
  /** Speed on each kind of ground, as a part of that on plain ground. Water is waded and swum. */
  groundSpeed: z
    .strictObject({
      road: z.number().min(0.1).max(2).default(1.1),
      mire: z.number().min(0.1).max(2).default(0.6),
      water: z.number().min(0.1).max(2).default(0.5),
    })
    .prefault({}),
  /** Under a roof: nobody rides here. */
  indoors: z.array(rect).default([]),
  landmarks: z.array(z.strictObject({ name, at: point })).default([]),
  obstacles: z.array(Obstacle).default([]),
  objects: z.array(WorldObject).max(1000).default([]),
  spawns: z.array(SpawnGroup).default([]),
});
export type Zone = z.infer<typeof Zone>;

/** So many players fill a layer for those who can choose another. */
export function softLimit({ softPlayers, maxPlayers }: Pick<Zone, "softPlayers" | "maxPlayers">): number {
  return softPlayers ?? Math.ceil(maxPlayers * 0.75);
}
