import { Rng } from "#shared/primitives/rng.ts";
import { Cell, type CollisionMap } from "#shared/rules/collision.ts";
import type { ScatteredDisc } from "./compiled.ts";
import { compileHeights } from "./heights.ts";
import { anyCellNear, cutBox, cutDisc, cutGround, cutObstacle, LOOK_BITS, segmentDistance2 } from "./raster.ts";
import type { Obstacle, Zone } from "./schema.ts";

/** The part of a zone that its ground follows from: all that a client needs to walk as the server does. */
export type ZoneGround = Pick<
  Zone,
  "widthM" | "heightM" | "entry" | "respawnPoints" | "safeAreas" | "paths" | "terrain" | "grounds" | "groundSpeed" | "indoors" | "obstacles"
>;

export interface Ground {
  readonly collision: CollisionMap;
  readonly scattered: readonly ScatteredDisc[];
}

/** Places tried for each scattered disc; when all are taken the disc is left out: the wood is full. */
const SCATTER_ATTEMPTS = 12;

/** The ground of a zone. Pure and the same on every machine: fixed shapes first, then scatter in the order it is written. */
export function compileGround(zone: ZoneGround): Ground {
  const { road, mire, water } = zone.groundSpeed;
  const collision = {
    cols: zone.widthM,
    rows: zone.heightM,
    cells: new Uint8Array(zone.widthM * zone.heightM),
    heights: null as Uint8Array | null,
    groundSpeeds: Uint16Array.of(1000, Math.round(road * 1000), Math.round(mire * 1000), Math.round(water * 1000)),
  };
  for (const area of zone.safeAreas) cutBox(collision, area.box, Cell.SAFE);
  for (const box of zone.indoors) cutBox(collision, box, Cell.INDOORS);
  for (const { points, widthM, paved } of zone.paths) if (paved) cutGround(collision, { shape: "line", kind: "road", points, widthM });
  for (const area of zone.grounds) cutGround(collision, area);
  for (const obstacle of zone.obstacles) if (obstacle.shape !== "scatter") cutObstacle(collision, obstacle);
  const scattered: ScatteredDisc[] = [];
  for (const obstacle of zone.obstacles) if (obstacle.shape === "scatter") scatter(zone, collision, obstacle, scattered);
  collision.heights = compileHeights(collision, zone.terrain);
  return { collision, scattered };
}

type Scatter = Extract<Obstacle, { shape: "scatter" }>;

function scatter(zone: ZoneGround, map: CollisionMap, obstacle: Scatter, out: ScatteredDisc[]): void {
  const rng = new Rng(obstacle.seed);
  const [left, bottom, width, height] = obstacle.box;
  const [smallest, largest] = obstacle.radiusM;
  for (let n = 0; n < obstacle.count; n++) {
    for (let attempt = 0; attempt < SCATTER_ATTEMPTS; attempt++) {
      // middles of cells: what is drawn and what is solid then agree even for the thinnest trunk
      const x = Math.floor(left + width * rng.unit()) + 0.5;
      const y = Math.floor(bottom + height * rng.unit()) + 0.5;
      const radiusM = smallest + (largest - smallest) * rng.unit();
      if (x >= map.cols || y >= map.rows || !isClear(zone, map, x, y, radiusM + obstacle.clearanceM)) continue;
      cutDisc(map, [x, y], radiusM, LOOK_BITS[obstacle.look]);
      out.push({ x, y, radiusM, look: obstacle.look });
      break;
    }
  }
}

/** Scatter stays away from obstacles, safe areas, roads, mire and water, and the places where players appear. */
function isClear(zone: ZoneGround, map: CollisionMap, x: number, y: number, distanceM: number): boolean {
  const near = (px: number, py: number, extraM: number) => (px - x) ** 2 + (py - y) ** 2 < (distanceM + extraM) ** 2;
  if (near(zone.entry.at[0], zone.entry.at[1], zone.entry.radiusM)) return false;
  if (zone.respawnPoints.some((point) => near(point[0], point[1], 1))) return false;
  for (const path of zone.paths) {
    const keepOff = (distanceM + path.widthM / 2) ** 2;
    for (let n = 1; n < path.points.length; n++) if (segmentDistance2(x, y, path.points[n - 1], path.points[n]) < keepOff) return false;
  }
  return !anyCellNear(map, x, y, distanceM, Cell.SOLID | Cell.SAFE | Cell.LOW | Cell.GROUND);
}

/**
 * Cells that can be walked to from a place, four neighbours each: 1 at [cy × cols + cx].
 * @param solid bits that stop the walker
 */
export function reachableFrom(map: CollisionMap, x: number, y: number, solid: number): Uint8Array {
  const reached = new Uint8Array(map.cells.length);
  const start = Math.floor(y) * map.cols + Math.floor(x);
  if (x < 0 || y < 0 || x >= map.cols || y >= map.rows || map.cells[start] & solid) return reached;
  const waiting = new Int32Array(map.cells.length);
  let count = 0;
  const visit = (cell: number) => {
    if (reached[cell] || map.cells[cell] & solid) return;
    reached[cell] = 1;
    waiting[count++] = cell;
  };
  visit(start);
  while (count > 0) {
    const cell = waiting[--count];
    const cx = cell % map.cols;
    if (cx > 0) visit(cell - 1);
    if (cx < map.cols - 1) visit(cell + 1);
    if (cell >= map.cols) visit(cell - map.cols);
    if (cell < map.cells.length - map.cols) visit(cell + map.cols);
  }
  return reached;
}
