/**
 * The zone's ground as a grid of square cells of 1 m. Walking, sight and path finding all ask this one map,
 * on the server and in a predicting client. Everything outside the map is solid.
 */
export interface CollisionMap {
  /** Cells along x and y: the zone's size in metres. */
  readonly cols: number;
  readonly rows: number;
  /** Cell bits of the cell (cx, cy) at [cy × cols + cx]. */
  readonly cells: Uint8Array;
  /** Height of the ground of each cell, 1/8 m; absent or null: flat everywhere. */
  readonly heights?: Uint8Array | null;
  /** Thousandths of the walking speed on each kind of ground (GroundKind); absent: 1000 everywhere. */
  readonly groundSpeeds?: Uint16Array;
}

/** Bits of a cell. */
export const Cell = {
  /** Nobody walks here. */
  SOLID: 1,
  /** Nobody sees through: walls, not water. */
  OPAQUE: 2,
  /** Part of a safe area. */
  SAFE: 4,
  /** A fence: raises the ground by FENCE_HEIGHT, which players jump over and NPCs walk around. */
  LOW: 8,
  /** The rim of a cliff, above: players may fall, NPCs keep away. */
  RIM: 16,
  /** Two bits that say what kind of ground it is (GroundKind). */
  GROUND: 96,
  /** Under a roof: nobody rides here. */
  INDOORS: 128,
} as const;

/** Place of the GROUND bits. */
export const GROUND_SHIFT = 5;
/** What one walks on, besides plain ground. */
export const GroundKind = { PLAIN: 0, ROAD: 1, MIRE: 2, WATER: 3 } as const;

/** Cells that those who can neither jump nor climb do not enter. */
export const ON_FOOT = Cell.SOLID | Cell.LOW | Cell.RIM;

export const HEIGHT_STEPS_PER_M = 8;
/** A fence's height, 1/8 m. */
export const FENCE_HEIGHT = 8;
/** Whoever stands somewhere sees over what is at most this much higher than he and whom he looks at, 1/8 m. */
export const EYE_HEIGHT = 12;
/** No ground is as high. */
const TALLEST = 255;

/** Radius of everybody who walks, m: 0.4 rounded to 1/32, so that positions beside a wall are exact in float32. */
export const BODY_RADIUS_M = 13 / 32;

/** A body that slid along a corner may, rounded to float32, stand this much too near. */
const TOUCH_M = 1 / 4096;

const OUTSIDE = Cell.SOLID | Cell.OPAQUE;

/** Bits of the cell at whole-number coordinates; outside the map: solid and opaque. */
export function cellBits(map: CollisionMap, cx: number, cy: number): number {
  return cx < 0 || cy < 0 || cx >= map.cols || cy >= map.rows ? OUTSIDE : map.cells[cy * map.cols + cx];
}

/** Height of the ground of a cell, 1/8 m; outside the map: 0. */
export function groundHeight(map: CollisionMap, cx: number, cy: number): number {
  const heights = map.heights;
  return !heights || cx < 0 || cy < 0 || cx >= map.cols || cy >= map.rows ? 0 : heights[cy * map.cols + cx];
}

/** Bits of the cell that a point (m) lies in. */
export function bitsAt(map: CollisionMap, x: number, y: number): number {
  return cellBits(map, Math.floor(x), Math.floor(y));
}

/** May a body stand here without touching anything solid? */
export function isFree(map: CollisionMap, x: number, y: number): boolean {
  const cx = Math.floor(x);
  const cy = Math.floor(y);
  if (cellBits(map, cx, cy) & Cell.SOLID) return false;
  const left = x - cx;
  const down = y - cy;
  const sideX = left < BODY_RADIUS_M ? -1 : 1 - left < BODY_RADIUS_M ? 1 : 0;
  const sideY = down < BODY_RADIUS_M ? -1 : 1 - down < BODY_RADIUS_M ? 1 : 0;
  if (sideX && cellBits(map, cx + sideX, cy) & Cell.SOLID) return false;
  if (sideY && cellBits(map, cx, cy + sideY) & Cell.SOLID) return false;
  if (!sideX || !sideY || !(cellBits(map, cx + sideX, cy + sideY) & Cell.SOLID)) return true;
  const dx = sideX < 0 ? left : 1 - left;
  const dy = sideY < 0 ? down : 1 - down;
  return dx * dx + dy * dy >= (BODY_RADIUS_M - TOUCH_M) ** 2;
}

/**
 * The cell nearest to the one a point lies in whose middle a body may stand on, looking outward in square rings.
 * @returns cy × cols + cx, or -1 when nothing within `maxRings` metres is free
 */
export function nearestFreeCell(map: CollisionMap, x: number, y: number, maxRings = 64): number {
  const cx = Math.min(map.cols - 1, Math.max(0, Math.floor(x)));
  const cy = Math.min(map.rows - 1, Math.max(0, Math.floor(y)));
  for (let ring = 0; ring <= maxRings; ring++) {
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (let row = cy - ring; row <= cy + ring; row++) {
      const onEdge = row === cy - ring || row === cy + ring;
      for (let col = cx - ring; col <= cx + ring; col += onEdge || ring === 0 ? 1 : 2 * ring) {
        if (cellBits(map, col, row) & (Cell.SOLID | Cell.LOW)) continue;
        const distance = (col - cx) ** 2 + (row - cy) ** 2;
        if (distance < bestDistance) {
          bestDistance = distance;
          best = row * map.cols + col;
        }
      }
    }
    if (best >= 0) return best;
  }
  return -1;
}

/** Lines are traced in whole steps of 1/256 m: exact, and the same seen from both ends. */
export const LINE_STEPS_PER_M = 256;
const CELL_SHIFT = 8;

/** A length or coordinate (m) in line steps. */
export function toLineSteps(metres: number): number {
  return Math.floor(metres * LINE_STEPS_PER_M) | 0;
}

/**
 * Does the straight line between two points (line steps) touch no cell that has one of the bits of `mask`?
 * A line through the exact corner of four cells passes unless both cells beside the corner have the bit.
 * @param tallest ground higher than this is in the way as well, 1/8 m
 */
export function clearLine(
  map: CollisionMap,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  mask: number,
  tallest: number = TALLEST,
): boolean {
  let cx = x0 >> CELL_SHIFT;
  let cy = y0 >> CELL_SHIFT;
  const endX = x1 >> CELL_SHIFT;
  const endY = y1 >> CELL_SHIFT;
  if (cellBits(map, cx, cy) & mask) return false;
  const stepX = x1 > x0 ? 1 : -1;
  const stepY = y1 > y0 ? 1 : -1;
  const lengthX = stepX * (x1 - x0);
  const lengthY = stepY * (y1 - y0);
  // way to the next cell border along each axis, times the length of the other axis: comparable without a division
  let nextX = (stepX > 0 ? ((cx + 1) << CELL_SHIFT) - x0 : x0 - (cx << CELL_SHIFT)) * lengthY;
  let nextY = (stepY > 0 ? ((cy + 1) << CELL_SHIFT) - y0 : y0 - (cy << CELL_SHIFT)) * lengthX;
  const perCellX = lengthY << CELL_SHIFT;
  const perCellY = lengthX << CELL_SHIFT;
  while (cx !== endX || cy !== endY) {
    if (cy === endY || (cx !== endX && nextX < nextY)) {
      cx += stepX;
      nextX += perCellX;
    } else if (cx === endX || nextY < nextX) {
      cy += stepY;
      nextY += perCellY;
    } else {
      if (cellBits(map, cx + stepX, cy) & cellBits(map, cx, cy + stepY) & mask) return false;
      cx += stepX;
      cy += stepY;
      nextX += perCellX;
      nextY += perCellY;
    }
    if (cellBits(map, cx, cy) & mask) return false;
    if (tallest < TALLEST && groundHeight(map, cx, cy) > tallest) return false;
  }
  return true;
}

/**
 * Can two points (line steps) see each other? Nothing opaque is between them, and no ground that rises more than EYE_HEIGHT above
 * the higher of the two: who stands on a cliff sees down and is seen, who stands behind a hill is not.
 */
export function clearSight(map: CollisionMap, x0: number, y0: number, x1: number, y1: number): boolean {
  if (!map.heights) return clearLine(map, x0, y0, x1, y1, Cell.OPAQUE);
  const from = groundHeight(map, x0 >> CELL_SHIFT, y0 >> CELL_SHIFT);
  const to = groundHeight(map, x1 >> CELL_SHIFT, y1 >> CELL_SHIFT);
  return clearLine(map, x0, y0, x1, y1, Cell.OPAQUE, (from > to ? from : to) + EYE_HEIGHT);
}

/** The same for points in metres. */
export function lineOfSight(map: CollisionMap, x0: number, y0: number, x1: number, y1: number): boolean {
  return clearSight(map, toLineSteps(x0), toLineSteps(y0), toLineSteps(x1), toLineSteps(y1));
}

/**
 * Can a body walk straight from one free place to another (line steps) without touching a cell of `mask`?
 * Both edges of its lane are traced: a cell is wider than a body, so none hides between them.
 */
export function clearLane(map: CollisionMap, x0: number, y0: number, x1: number, y1: number, mask: number): boolean {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return true;
  const perLength = (BODY_RADIUS_M * LINE_STEPS_PER_M) / length;
  const sideX = Math.trunc(-dy * perLength);
  const sideY = Math.trunc(dx * perLength);
  return (
    clearLine(map, x0 + sideX, y0 + sideY, x1 + sideX, y1 + sideY, mask) &&
    clearLine(map, x0 - sideX, y0 - sideY, x1 - sideX, y1 - sideY, mask)
  );
}
