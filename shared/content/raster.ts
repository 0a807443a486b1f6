import { Cell, type CollisionMap, GROUND_SHIFT, GroundKind } from "#shared/rules/collision.ts";
import type { GroundArea, Obstacle } from "./schema.ts";

/** Cuts shapes into the cells of a collision map: a cell belongs to a shape when its middle does. */

type Look = Obstacle["look"];
type Point = readonly [number, number];

/** What each look means to bodies and to sight: nobody walks over the water of an obstacle, but everybody sees across it, and between trees. */
export const LOOK_BITS: Readonly<Record<Look, number>> = {
  wall: Cell.SOLID | Cell.OPAQUE,
  house: Cell.SOLID | Cell.OPAQUE,
  rock: Cell.SOLID | Cell.OPAQUE,
  tree: Cell.SOLID,
  water: Cell.SOLID,
  fence: Cell.LOW,
};

const GROUND_KINDS: Readonly<Record<GroundArea["kind"], number>> = {
  road: GroundKind.ROAD,
  mire: GroundKind.MIRE,
  water: GroundKind.WATER,
};

/** Calls `visit` with the index of every cell of the map within the inclusive cell box. */
export function eachCell(
  map: CollisionMap,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  visit: (cell: number, cx: number, cy: number) => void,
): void {
  const fromX = Math.max(0, Math.floor(x0));
  const toX = Math.min(map.cols - 1, Math.floor(x1));
  const toY = Math.min(map.rows - 1, Math.floor(y1));
  for (let cy = Math.max(0, Math.floor(y0)); cy <= toY; cy++) {
    for (let cx = fromX; cx <= toX; cx++) visit(cy * map.cols + cx, cx, cy);
  }
}

/**
 * @param box [x, y, width, height], m
 * @param clear bits that are taken away first
 */
export function cutBox(map: CollisionMap, [x, y, width, height]: readonly [number, number, number, number], bits: number, clear = 0): void {
  eachCell(map, x, y, x + width, y + height, (cell, cx, cy) => {
    const midX = cx + 0.5;
    const midY = cy + 0.5;
    if (midX >= x && midX < x + width && midY >= y && midY < y + height) map.cells[cell] = (map.cells[cell] & ~clear) | bits;
  });
}

/** However small the disc, the cell its middle lies in is cut. */
export function cutDisc(map: CollisionMap, [x, y]: Point, radiusM: number, bits: number, clear = 0): void {
  eachCell(map, x - radiusM, y - radiusM, x + radiusM, y + radiusM, (cell, cx, cy) => {
    const inside = (cx + 0.5 - x) ** 2 + (cy + 0.5 - y) ** 2 <= radiusM * radiusM;
    if (inside || (cx === Math.floor(x) && cy === Math.floor(y))) map.cells[cell] = (map.cells[cell] & ~clear) | bits;
  });
}

/** Thickness below which a slanting line of cells would have gaps that a body fits through, m. */
const THINNEST_LINE_M = Math.SQRT2;

/** A wall along points; thinner than 1.42 m counts as 1.42 m, so that it has no gaps. */
export function cutLine(map: CollisionMap, points: readonly Point[], widthM: number, bits: number, clear = 0): void {
  const half = Math.max(widthM, THINNEST_LINE_M) / 2;
  for (let n = 1; n < points.length; n++) {
    const a = points[n - 1];
    const b = points[n];
    eachCell(
      map,
      Math.min(a[0], b[0]) - half,
      Math.min(a[1], b[1]) - half,
      Math.max(a[0], b[0]) + half,
      Math.max(a[1], b[1]) + half,
      (cell, cx, cy) => {
        if (segmentDistance2(cx + 0.5, cy + 0.5, a, b) <= half * half) map.cells[cell] = (map.cells[cell] & ~clear) | bits;
      },
    );
  }
}

/** Cuts everything but scatter, which needs the finished rest of the map. */
export function cutObstacle(map: CollisionMap, obstacle: Exclude<Obstacle, { shape: "scatter" }>): void {
  const bits = LOOK_BITS[obstacle.look];
  switch (obstacle.shape) {
    case "box":
      return cutBox(map, obstacle.box, bits);
    case "disc":
      return cutDisc(map, obstacle.at, obstacle.radiusM, bits);
    case "line":
      return cutLine(map, obstacle.points, obstacle.widthM, bits);
  }
}

/** Says what kind of ground a shape is, whatever it was before. */
export function cutGround(map: CollisionMap, area: GroundArea): void {
  const bits = GROUND_KINDS[area.kind] << GROUND_SHIFT;
  switch (area.shape) {
    case "box":
      return cutBox(map, area.box, bits, Cell.GROUND);
    case "disc":
      return cutDisc(map, area.at, area.radiusM, bits, Cell.GROUND);
    case "line":
      return cutLine(map, area.points, area.widthM, bits, Cell.GROUND);
  }
}

/** Is there a cell with one of the bits whose middle is nearer than `distanceM`? */
export function anyCellNear(map: CollisionMap, x: number, y: number, distanceM: number, bits: number): boolean {
  let found = false;
  eachCell(map, x - distanceM, y - distanceM, x + distanceM, y + distanceM, (cell, cx, cy) => {
    if (map.cells[cell] & bits && (cx + 0.5 - x) ** 2 + (cy + 0.5 - y) ** 2 < distanceM * distanceM) found = true;
  });
  return found;
}

/** Squared distance of a point from the piece of line between two others, m². */
export function segmentDistance2(x: number, y: number, a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length2));
  return (x - a[0] - t * dx) ** 2 + (y - a[1] - t * dy) ** 2;
}
