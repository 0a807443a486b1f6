import assert from "node:assert/strict";
import fc from "fast-check";
import { Cell, type CollisionMap, clearLane, LINE_STEPS_PER_M } from "#shared/rules/collision.ts";
import { MAX_EXPANSIONS, Pathfinder } from "./pathfinder.ts";

const SIZE = 24;

function mapWith(solid: readonly number[], size = SIZE): CollisionMap {
  const cells = new Uint8Array(size * size);
  for (const cell of solid) cells[cell] = Cell.SOLID;
  return { cols: size, rows: size, cells };
}

const middle = (cell: number, size = SIZE): [number, number] => [
  ((cell % size) + 0.5) * LINE_STEPS_PER_M,
  (Math.floor(cell / size) + 0.5) * LINE_STEPS_PER_M,
];

/** Cells that can be reached, with the least number of straight (10) and diagonal (14) steps' cost. */
function costs(map: CollisionMap, start: number): Map<number, number> {
  const best = new Map([[start, 0]]);
  const waiting = [start];
  for (const cell of waiting) {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, 1],
      [1, -1],
      [-1, -1],
    ]) {
      const [x, y] = [(cell % map.cols) + dx, Math.floor(cell / map.cols) + dy];
      const free = (cx: number, cy: number) => cx >= 0 && cy >= 0 && cx < map.cols && cy < map.rows && !map.cells[cy * map.cols + cx];
      if (!free(x, y) || (dx && dy && (!free(x - dx, y) || !free(x, y - dy)))) continue;
      const cost = (best.get(cell) ?? 0) + (dx && dy ? 14 : 10);
      const next = y * map.cols + x;
      if (cost >= (best.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      best.set(next, cost);
      waiting.push(next);
    }
  }
  return best;
}

describe("1.7 the path finder", () => {
  it("1.7 it finds a way exactly when there is one, with a clear lane from corner to corner", () => {
    const cell = fc.nat(SIZE * SIZE - 1);
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 250 }), cell, cell, (solid, start, goal) => {
        const map = mapWith(solid.filter((c) => c !== start && c !== goal));
        const finder = new Pathfinder(map, 64);
        let [x, y] = middle(start);
        finder.find(x, y, goal, Cell.SOLID);
        assert.equal(finder.reached, costs(map, start).has(goal));
        for (let n = 0; n < finder.cornerCount; n++) {
          const [toX, toY] = middle(finder.corners[n]);
          assert.ok(clearLane(map, x, y, toX, toY, Cell.SOLID), `leg ${n}`);
          [x, y] = [toX, toY];
        }
        if (finder.reached && start !== goal) assert.equal(finder.corners[finder.cornerCount - 1], goal);
      }),
      { numRuns: 400 },
    );
  });

  it("1.7 the way is at most a few percent longer than the shortest over the grid", () => {
    const cell = fc.nat(SIZE * SIZE - 1);
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 200 }), cell, cell, (solid, start, goal) => {
        const map = mapWith(solid.filter((c) => c !== start && c !== goal));
        const finder = new Pathfinder(map, 64);
        let [x, y] = middle(start);
        finder.find(x, y, goal, Cell.SOLID);
        if (!finder.reached) return;
        let length = 0;
        for (let n = 0; n < finder.cornerCount; n++) {
          const [toX, toY] = middle(finder.corners[n]);
          length += Math.hypot(toX - x, toY - y) / LINE_STEPS_PER_M;
          [x, y] = [toX, toY];
        }
        const shortest = (costs(map, start).get(goal) ?? 0) / 10;
        assert.ok(length <= shortest * 1.05 + 1.5, `${length} m for ${shortest} m`);
      }),
      { numRuns: 300 },
    );
  });

  it("1.7 without a way it leads to the nearest place", () => {
    const ring = [];
    for (let n = 8; n <= 16; n++) ring.push(8 * SIZE + n, 16 * SIZE + n, n * SIZE + 8, n * SIZE + 16);
    const finder = new Pathfinder(mapWith(ring), 16);
    finder.find(...middle(12 * SIZE + 2), 12 * SIZE + 12, Cell.SOLID);
    assert.equal(finder.reached, false);
    const end = finder.corners[finder.cornerCount - 1];
    assert.equal(end % SIZE, 7, "before the ring");
  });

  it("1.7 a search ends at its limit, however large the map", () => {
    const size = 300;
    const wall = Array.from({ length: size - 1 }, (_, cy) => cy * size + 150);
    const finder = new Pathfinder(mapWith(wall, size), 16);
    finder.find(...middle(10 * size + 100, size), 10 * size + 200, Cell.SOLID);
    assert.equal(finder.expansions, MAX_EXPANSIONS);
    assert.equal(finder.reached, false);
    finder.find(...middle(10 * size + 100, size), 20 * size + 110, Cell.SOLID);
    assert.ok(finder.reached && finder.expansions < 30, "an open way costs about its length");
  });

  it("1.7 more corners than fit are cut off: the walker plans anew at the last", () => {
    const solid: number[] = [];
    for (let wall = 0; wall < 5; wall++) for (let cy = 0; cy < SIZE - 1; cy++) solid.push((wall % 2 ? cy + 1 : cy) * SIZE + 3 + wall * 4);
    const finder = new Pathfinder(mapWith(solid), 3);
    finder.find(...middle(0), SIZE - 1, Cell.SOLID);
    assert.ok(finder.reached);
    assert.equal(finder.cornerCount, 3);
    assert.notEqual(finder.corners[2], SIZE - 1);
  });
});
