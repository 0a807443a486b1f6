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
}

/** Bits of a cell. */
export const Cell = {
  /** Nobody walks here. */
  SOLID: 1,
  /** Nobody sees through: walls, not water. */
  OPAQUE: 2,
  /** Part of a safe area. */
  SAFE: 4,
} as const;

/** Radius of everybody who walks, m: 0.4 rounded to 1/32, so that positions beside a wall are exact in float32. */
export const BODY_RADIUS_M = 13 / 32;

const OUTSIDE = Cell.SOLID | Cell.OPAQUE;

/** Bits of the cell at whole-number coordinates; outside the map: solid and opaque. */
export function cellBits(map: CollisionMap, cx: number, cy: number): number {
  return cx < 0 || cy < 0 || cx >= map.cols || cy >= map.rows ? OUTSIDE : map.cells[cy * map.cols + cx];
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
  return dx * dx + dy * dy >= BODY_RADIUS_M * BODY_RADIUS_M;
}

/**
 * The cell nearest to a point whose middle a body may stand on, looking outward in square rings.
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
        if (cellBits(map, col, row) & Cell.SOLID) continue;
        const distance = (col + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2;
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

/**
 * Does the straight line between two points touch no cell that has one of the bits of `mask`?
 * A line through the exact corner of four cells passes unless both cells beside the corner have the bit:
 * the answer is the same from both ends.
 */
export function clearLine(map: CollisionMap, x0: number, y0: number, x1: number, y1: number, mask: number): boolean {
  let cx = Math.floor(x0);
  let cy = Math.floor(y0);
  const endX = Math.floor(x1);
  const endY = Math.floor(y1);
  if (cellBits(map, cx, cy) & mask) return false;
  const dx = x1 - x0;
  const dy = y1 - y0;
  const stepX = dx > 0 ? 1 : -1;
  const stepY = dy > 0 ? 1 : -1;
  const perCellX = dx === 0 ? Number.POSITIVE_INFINITY : Math.abs(1 / dx);
  const perCellY = dy === 0 ? Number.POSITIVE_INFINITY : Math.abs(1 / dy);
  let nextX = dx === 0 ? Number.POSITIVE_INFINITY : (dx > 0 ? cx + 1 - x0 : x0 - cx) * perCellX;
  let nextY = dy === 0 ? Number.POSITIVE_INFINITY : (dy > 0 ? cy + 1 - y0 : y0 - cy) * perCellY;
  while (cx !== endX || cy !== endY) {
    // a coordinate that has arrived does not step again, whatever rounding says
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
  }
  return true;
}

/** Can two points see each other? */
export function lineOfSight(map: CollisionMap, x0: number, y0: number, x1: number, y1: number): boolean {
  return clearLine(map, x0, y0, x1, y1, Cell.OPAQUE);
}

/**
 * Can a body walk straight from one free place to another without touching a cell of `mask`?
 * Both edges of its lane are tested: a cell is wider than a body, so none hides between them.
 */
export function lineOfWalk(map: CollisionMap, x0: number, y0: number, x1: number, y1: number, mask: number): boolean {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return true;
  const sideX = (-dy / length) * BODY_RADIUS_M;
  const sideY = (dx / length) * BODY_RADIUS_M;
  return (
    clearLine(map, x0 + sideX, y0 + sideY, x1 + sideX, y1 + sideY, mask) && clearLine(map, x0 - sideX, y0 - sideY, x1 - sideX, y1 - sideY, mask)
  );
}
