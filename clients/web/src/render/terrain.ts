import { segmentDistance2 } from "#shared/content/raster.ts";
import type { ScatteredDisc } from "#shared/content/compiled.ts";
import {
  Cell,
  type CollisionMap,
  cellBits,
  FENCE_HEIGHT,
  GROUND_SHIFT,
  groundHeight,
  HEIGHT_STEPS_PER_M,
} from "#shared/rules/collision.ts";
import type { PublicZone } from "#shared/content/public.ts";

type Point = readonly [number, number];

interface Segment {
  a: Point;
  b: Point;
  half: number;
}

interface Disc {
  x: number;
  y: number;
  radius: number;
}

/** Cells of the maps that say how wild the ground is, m. */
const CELL_M = 6;

/** What kind of ground is where: distances to roads and water, how thick the wood is, how stony the hills. */
export class Terrain {
  readonly zone: PublicZone;
  readonly roads: readonly Segment[];
  readonly waterDiscs: readonly Disc[];
  readonly waterLines: readonly Segment[];
  readonly #cols: number;
  readonly #rows: number;
  readonly #trees: Float32Array;
  readonly #stones: Float32Array;

  readonly #map: CollisionMap | null;

  constructor(zone: PublicZone, scattered: readonly ScatteredDisc[], map: CollisionMap | null = null) {
    this.zone = zone;
    this.#map = map;
    this.roads = zone.paths.flatMap((path) => segmentsOf(path.points, path.widthM));
    const water = zone.obstacles.filter((obstacle) => obstacle.look === "water");
    this.waterDiscs = water.flatMap((o) =>
      o.shape === "disc" && !this.inTown(o.at[0], o.at[1]) ? [{ x: o.at[0], y: o.at[1], radius: o.radiusM }] : [],
    );
    this.waterLines = water.flatMap((o) => (o.shape === "line" ? segmentsOf(o.points, o.widthM) : []));
    this.#cols = Math.ceil(zone.widthM / CELL_M) + 1;
    this.#rows = Math.ceil(zone.heightM / CELL_M) + 1;
    this.#trees = new Float32Array(this.#cols * this.#rows);
    this.#stones = new Float32Array(this.#cols * this.#rows);
    for (const disc of scattered)
      this.#spread(disc.look === "tree" ? this.#trees : this.#stones, disc.x, disc.y, disc.look === "tree" ? 1 : disc.radiusM);
    for (const o of zone.obstacles) {
      if (o.look !== "rock") continue;
      if (o.shape === "disc") this.#spread(this.#stones, o.at[0], o.at[1], o.radiusM * 1.5);
      if (o.shape === "line")
        for (const s of segmentsOf(o.points, o.widthM))
          for (let t = 0; t <= 1; t += 0.1) this.#spread(this.#stones, s.a[0] + (s.b[0] - s.a[0]) * t, s.a[1] + (s.b[1] - s.a[1]) * t, 2);
    }
  }

  inTown(x: number, y: number): boolean {
    return this.zone.safeAreas.some(({ box }) => x >= box[0] && y >= box[1] && x < box[0] + box[2] && y < box[1] + box[3]);
  }

  /** Metres from the border of the town, inside; 0 outside. */
  townDepth(x: number, y: number): number {
    let depth = 0;
    for (const { box } of this.zone.safeAreas)
      depth = Math.max(depth, Math.min(x - box[0], y - box[1], box[0] + box[2] - x, box[1] + box[3] - y));
    return depth;
  }

  /** Metres from the nearest road's edge; negative on the road. Only roads that come near `reach` count. */
  roadDistance(x: number, y: number, roads: readonly Segment[] = this.roads): number {
    let nearest = 99;
    for (const road of roads) nearest = Math.min(nearest, Math.sqrt(segmentDistance2(x, y, road.a, road.b)) - road.half);
    return nearest;
  }

  /** Metres from the shore; negative in the water. */
  waterDistance(x: number, y: number): number {
    let nearest = 99;
    for (const disc of this.waterDiscs) nearest = Math.min(nearest, Math.hypot(x - disc.x, y - disc.y) - disc.radius);
    for (const line of this.waterLines) nearest = Math.min(nearest, Math.sqrt(segmentDistance2(x, y, line.a, line.b)) - line.half);
    return nearest;
  }

  /** Is any of the ground higher than the rest? */
  get hilly(): boolean {
    return !!this.#map?.heights;
  }

  /** Height of the ground, m, smooth between the middles of cells; cliffs stay a metre wide. Fences do not count. */
  height(x: number, y: number): number {
    const left = Math.floor(x - 0.5);
    const low = Math.floor(y - 0.5);
    const fx = x - 0.5 - left;
    const fy = y - 0.5 - low;
    const south = this.#cellHeight(left, low) * (1 - fx) + this.#cellHeight(left + 1, low) * fx;
    const north = this.#cellHeight(left, low + 1) * (1 - fx) + this.#cellHeight(left + 1, low + 1) * fx;
    return south * (1 - fy) + north * fy;
  }

  #cellHeight(cx: number, cy: number): number {
    if (!this.#map) return 0;
    const fence = cellBits(this.#map, cx, cy) & Cell.LOW ? FENCE_HEIGHT : 0;
    return (groundHeight(this.#map, cx, cy) - fence) / HEIGHT_STEPS_PER_M;
  }

  /** GroundKind at a place. */
  groundKind(x: number, y: number): number {
    return this.#map ? (cellBits(this.#map, Math.floor(x), Math.floor(y)) & Cell.GROUND) >> GROUND_SHIFT : 0;
  }

  /** In a cave: where nobody has ever been. */
  bedrock(x: number, y: number): boolean {
    return this.zone.look === "cave" && this.#map !== null && (cellBits(this.#map, Math.floor(x), Math.floor(y)) & Cell.SOLID) !== 0;
  }

  /** 0 … 1: how much of a wood this is. */
  wood(x: number, y: number): number {
    return Math.min(1, this.#at(this.#trees, x, y) * 0.55);
  }

  /** 0 … 1: how stony it is here. */
  stony(x: number, y: number): number {
    if (this.zone.look === "cave") return 1;
    return Math.min(1, this.#at(this.#stones, x, y) * 0.5);
  }

  #spread(field: Float32Array, x: number, y: number, amount: number): void {
    const cx = x / CELL_M;
    const cy = y / CELL_M;
    for (let row = Math.floor(cy) - 1; row <= Math.floor(cy) + 2; row++) {
      for (let col = Math.floor(cx) - 1; col <= Math.floor(cx) + 2; col++) {
        if (row < 0 || col < 0 || row >= this.#rows || col >= this.#cols) continue;
        const near = Math.max(0, 1 - Math.hypot(col - cx, row - cy) / 2);
        field[row * this.#cols + col] += amount * near;
      }
    }
  }

  #at(field: Float32Array, x: number, y: number): number {
    const cx = Math.min(this.#cols - 1.001, Math.max(0, x / CELL_M));
    const cy = Math.min(this.#rows - 1.001, Math.max(0, y / CELL_M));
    const col = Math.floor(cx);
    const row = Math.floor(cy);
    const fx = cx - col;
    const fy = cy - row;
    const at = row * this.#cols + col;
    const low = field[at] * (1 - fx) + field[at + 1] * fx;
    const high = (field[at + this.#cols] ?? 0) * (1 - fx) + (field[at + this.#cols + 1] ?? 0) * fx;
    return low * (1 - fy) + high * fy;
  }
}

function segmentsOf(points: readonly Point[], widthM: number): Segment[] {
  return points.slice(1).map((b, n) => ({ a: points[n], b, half: widthM / 2 }));
}
