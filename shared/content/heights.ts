import { Cell, type CollisionMap, FENCE_HEIGHT, HEIGHT_STEPS_PER_M } from "#shared/rules/collision.ts";
import { STEP_HEIGHT } from "#shared/rules/vertical.ts";
import { eachCell, segmentDistance2 } from "./raster.ts";
import type { Terrain } from "./schema.ts";

/** No ground is higher, 1/8 m: a body on it must fit 16 bits of 1/256 m. */
const HIGHEST = 31 * HEIGHT_STEPS_PER_M;

type Point = readonly [number, number];

/**
 * The heights of a map's ground, with fences on it, and the rims of cliffs marked in its cells.
 * @returns 1/8 m per cell; null when everything is flat
 */
export function compileHeights(map: CollisionMap, terrain: readonly Terrain[]): Uint8Array | null {
  const heights = new Uint8Array(map.cells.length);
  for (const feature of terrain) raise(map, heights, feature);
  let flat = true;
  for (let cell = 0; cell < heights.length; cell++) {
    if (map.cells[cell] & Cell.LOW) heights[cell] = Math.min(HIGHEST, heights[cell] + FENCE_HEIGHT);
    if (heights[cell] !== 0) flat = false;
  }
  if (flat) return null;
  markRims(map, heights);
  return heights;
}

function raise(map: CollisionMap, heights: Uint8Array, feature: Terrain): void {
  const [left, bottom, right, top] = boundsOf(feature);
  const most = feature.heightM * HEIGHT_STEPS_PER_M;
  eachCell(map, left, bottom, right, top, (cell, cx, cy) => {
    const height = Math.min(HIGHEST, Math.round(most * partAt(feature, cx + 0.5, cy + 0.5)));
    if (height > heights[cell]) heights[cell] = height;
  });
}

/** How much of its height a feature has at a place, 0 … 1. */
function partAt(feature: Terrain, x: number, y: number): number {
  if (feature.shape === "ramp") return partOfRamp(feature.from, feature.to, feature.widthM / 2, x, y);
  const outside = distanceOutside(feature, x, y);
  if (outside <= 0) return 1;
  return feature.slopeM > 0 ? Math.max(0, 1 - outside / feature.slopeM) : 0;
}

function partOfRamp(from: Point, to: Point, halfWidthM: number, x: number, y: number): number {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length2 = dx * dx + dy * dy;
  const along = ((x - from[0]) * dx + (y - from[1]) * dy) / length2;
  const aside2 = ((x - from[0]) * dy - (y - from[1]) * dx) ** 2 / length2;
  return along >= 0 && along <= 1 && aside2 <= halfWidthM * halfWidthM ? along : 0;
}

/** Metres from the edge of a feature's top, 0 or less on it. */
function distanceOutside(feature: Exclude<Terrain, { shape: "ramp" }>, x: number, y: number): number {
  switch (feature.shape) {
    case "box": {
      const [left, bottom, width, height] = feature.box;
      const dx = Math.max(left - x, 0, x - left - width);
      const dy = Math.max(bottom - y, 0, y - bottom - height);
      return Math.sqrt(dx * dx + dy * dy);
    }
    case "disc": {
      const dx = x - feature.at[0];
      const dy = y - feature.at[1];
      return Math.sqrt(dx * dx + dy * dy) - feature.radiusM;
    }
    case "line": {
      let nearest = Number.POSITIVE_INFINITY;
      for (let n = 1; n < feature.points.length; n++)
        nearest = Math.min(nearest, segmentDistance2(x, y, feature.points[n - 1], feature.points[n]));
      return Math.sqrt(nearest) - feature.widthM / 2;
    }
  }
}

function boundsOf(feature: Terrain): [number, number, number, number] {
  switch (feature.shape) {
    case "box":
      return around(
        [feature.box.slice(0, 2) as [number, number], [feature.box[0] + feature.box[2], feature.box[1] + feature.box[3]]],
        feature.slopeM,
      );
    case "disc":
      return around([feature.at], feature.radiusM + feature.slopeM);
    case "line":
      return around(feature.points, feature.widthM / 2 + feature.slopeM);
    case "ramp":
      return around([feature.from, feature.to], feature.widthM);
  }
}

function around(points: readonly Point[], marginM: number): [number, number, number, number] {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return [Math.min(...xs) - marginM, Math.min(...ys) - marginM, Math.max(...xs) + marginM, Math.max(...ys) + marginM];
}

/** A cell more than a step above one of its four neighbours is the rim of a cliff. */
function markRims(map: CollisionMap, heights: Uint8Array): void {
  const { cols, rows, cells } = map;
  for (let cy = 0; cy < rows; cy++) {
    for (let cx = 0; cx < cols; cx++) {
      const cell = cy * cols + cx;
      const lowest = heights[cell] - STEP_HEIGHT;
      if (lowest <= 0) continue;
      if (
        (cx > 0 && heights[cell - 1] < lowest) ||
        (cx < cols - 1 && heights[cell + 1] < lowest) ||
        (cy > 0 && heights[cell - cols] < lowest) ||
        (cy < rows - 1 && heights[cell + cols] < lowest)
      )
        cells[cell] |= Cell.RIM;
    }
  }
}
