import { hashText } from "#shared/primitives/hash.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { Cell, type CollisionMap } from "#shared/rules/collision.ts";
import type { SpawnGroup } from "./schema.ts";

/** Cells an NPC may stand in: free, outside of safe areas, and within reach of players. */
export function standingCells(map: CollisionMap, reachable: Uint8Array, group: SpawnGroup): number[] {
  const [x, y] = group.at;
  const reach = Math.max(group.radiusM, 1);
  const cells: number[] = [];
  for (let cy = Math.max(0, Math.floor(y - reach)); cy <= Math.min(map.rows - 1, Math.floor(y + reach)); cy++) {
    for (let cx = Math.max(0, Math.floor(x - reach)); cx <= Math.min(map.cols - 1, Math.floor(x + reach)); cx++) {
      const cell = cy * map.cols + cx;
      if ((cx + 0.5 - x) ** 2 + (cy + 0.5 - y) ** 2 > reach * reach) continue;
      if (reachable[cell] && !(map.cells[cell] & (Cell.SOLID | Cell.SAFE))) cells.push(cell);
    }
  }
  return cells;
}

/** Places drawn for each NPC: the one farthest from those already standing is taken, so that a group fills its ground. */
const CANDIDATES = 6;

/**
 * Where the NPCs of one group stand: middles of free cells, seeded by the zone's and the group's names, so that other groups and
 * zones do not move them. Fewer cells than NPCs: they share (the loader refuses such content). No cell: nobody stands.
 */
export function placeGroup(zoneId: string, group: SpawnGroup, cells: readonly number[], cols: number): [x: number, y: number][] {
  if (cells.length === 0) return [];
  const rng = new Rng(hashText(`${zoneId}/${group.id}`));
  const points: [number, number][] = [];
  for (let n = 0; n < group.count; n++) {
    let best: { x: number; y: number } | null = null;
    let bestDistance = -1;
    for (let c = 0; c < CANDIDATES; c++) {
      const cell = cells[rng.int(0, cells.length - 1)];
      const place = { x: (cell % cols) + 0.5, y: Math.floor(cell / cols) + 0.5 };
      const distance = points.reduce(
        (nearest, p) => Math.min(nearest, (p[0] - place.x) ** 2 + (p[1] - place.y) ** 2),
        Number.POSITIVE_INFINITY,
      );
      if (distance <= bestDistance) continue;
      best = place;
      bestDistance = distance;
    }
    if (best) points.push([best.x, best.y]);
  }
  return points;
}
