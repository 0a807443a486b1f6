import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bitsAt,
  Cell,
  type CollisionMap,
  cellBits,
  clearLane,
  clearLine,
  isFree,
  LINE_STEPS_PER_M,
  lineOfSight,
  nearestFreeCell,
} from "./collision.ts";

function mapWith(cols: number, rows: number, solid: [number, number][], bits: number = Cell.SOLID | Cell.OPAQUE): CollisionMap {
  const cells = new Uint8Array(cols * rows);
  for (const [cx, cy] of solid) cells[cy * cols + cx] = bits;
  return { cols, rows, cells };
}

const SIZE = 16;
const cell = fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1));
const map = fc.array(cell, { maxLength: 60 }).map((solid) => mapWith(SIZE, SIZE, solid));
const steps = fc.integer({ min: 0, max: SIZE * LINE_STEPS_PER_M - 1 });

describe("1.3 the collision map", () => {
  it("1.3 outside of the map everything is solid and opaque", () => {
    const m = mapWith(4, 4, []);
    for (const [cx, cy] of [
      [-1, 0],
      [0, -1],
      [4, 0],
      [0, 4],
    ]) {
      assert.equal(cellBits(m, cx, cy), Cell.SOLID | Cell.OPAQUE);
    }
    assert.equal(bitsAt(m, 3.999, 0), 0);
    assert.equal(bitsAt(m, -0.001, 0), Cell.SOLID | Cell.OPAQUE);
  });

  it("1.3 a body is free only when its whole disc is", () => {
    const m = mapWith(6, 6, [[3, 3]]);
    assert.ok(isFree(m, 2.5, 3.5));
    assert.ok(!isFree(m, 2.8, 3.5));
    assert.ok(!isFree(m, 3.5, 3.5));
    assert.ok(isFree(m, 2.65, 2.65), "beside the corner, 0.49 m away from it");
    assert.ok(!isFree(m, 2.8, 2.8), "0.28 m from the corner");
    assert.ok(!isFree(m, 0.3, 2.5), "over the map's edge");
  });

  it("1.3 the nearest free cell is as near as any", () => {
    fc.assert(
      fc.property(map, fc.double({ min: 0, max: SIZE, noNaN: true }), fc.double({ min: 0, max: SIZE, noNaN: true }), (m, x, y) => {
        const found = nearestFreeCell(m, x, y);
        assert.equal(m.cells[found] & Cell.SOLID, 0);
        const ringOf = (c: number) =>
          Math.max(
            Math.abs((c % SIZE) - Math.min(SIZE - 1, Math.floor(x))),
            Math.abs(Math.floor(c / SIZE) - Math.min(SIZE - 1, Math.floor(y))),
          );
        for (let c = 0; c < m.cells.length; c++) if (m.cells[c] === 0) assert.ok(ringOf(c) >= ringOf(found));
      }),
    );
    assert.equal(
      nearestFreeCell(
        mapWith(2, 2, [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ]),
        1,
        1,
      ),
      -1,
    );
  });
});

describe("1.6 line of sight", () => {
  it("1.6 a wall hides, water does not, and nothing hides what stands before the wall", () => {
    const wall = mapWith(10, 10, [[5, 5]]);
    assert.ok(!lineOfSight(wall, 2.5, 5.5, 8.5, 5.5));
    assert.ok(lineOfSight(wall, 2.5, 5.5, 4.9, 5.5));
    assert.ok(lineOfSight(wall, 2.5, 4.5, 8.5, 4.5));
    assert.ok(!lineOfSight(wall, 2.5, 3.5, 8.5, 7.5), "slanting");
    assert.ok(lineOfSight(mapWith(10, 10, [[5, 5]], Cell.SOLID), 2.5, 5.5, 8.5, 5.5));
  });

  it("1.6 sight passes a single corner but not the touch of two", () => {
    const one = mapWith(10, 10, [[4, 5]]);
    assert.ok(lineOfSight(one, 3.5, 3.5, 6.5, 6.5));
    const two = mapWith(10, 10, [
      [4, 5],
      [5, 4],
    ]);
    assert.ok(!lineOfSight(two, 3.5, 3.5, 6.5, 6.5));
  });

  it("1.6 who sees is seen: every line is the same from both ends", () => {
    fc.assert(
      fc.property(map, steps, steps, steps, steps, (m, x0, y0, x1, y1) => {
        assert.equal(clearLine(m, x0, y0, x1, y1, Cell.OPAQUE), clearLine(m, x1, y1, x0, y0, Cell.OPAQUE));
      }),
      { numRuns: 2000 },
    );
  });

  it("1.6 a clear line has no opaque point on it, a blocked one has", () => {
    fc.assert(
      fc.property(map, steps, steps, steps, steps, (m, x0, y0, x1, y1) => {
        const samples = 4000;
        let hit = false;
        for (let n = 0; n <= samples && !hit; n++) {
          const x = (x0 + ((x1 - x0) * n) / samples) / LINE_STEPS_PER_M;
          const y = (y0 + ((y1 - y0) * n) / samples) / LINE_STEPS_PER_M;
          // points on a border belong to nobody
          if (Math.abs(x - Math.round(x)) < 1e-3 || Math.abs(y - Math.round(y)) < 1e-3) continue;
          hit = (bitsAt(m, x, y) & Cell.OPAQUE) !== 0;
        }
        if (hit) assert.equal(clearLine(m, x0, y0, x1, y1, Cell.OPAQUE), false);
      }),
      { numRuns: 300 },
    );
  });

  it("1.7 a clear lane is wide enough for a body all the way", () => {
    fc.assert(
      fc.property(map, steps, steps, steps, steps, (m, x0, y0, x1, y1) => {
        const at = (v: number) => v / LINE_STEPS_PER_M;
        fc.pre(isFree(m, at(x0), at(y0)) && isFree(m, at(x1), at(y1)));
        if (!clearLane(m, x0, y0, x1, y1, Cell.SOLID)) return;
        for (let n = 0; n <= 200; n++) {
          const x = at(x0 + ((x1 - x0) * n) / 200);
          const y = at(y0 + ((y1 - y0) * n) / 200);
          assert.equal(bitsAt(m, x, y) & Cell.SOLID, 0);
          for (const [cx, cy] of around(x, y)) {
            if (!(cellBits(m, cx, cy) & Cell.SOLID)) continue;
            const dx = x - Math.min(Math.max(x, cx), cx + 1);
            const dy = y - Math.min(Math.max(y, cy), cy + 1);
            assert.ok(Math.hypot(dx, dy) >= 0.4, `${Math.hypot(dx, dy)} m beside (${cx}, ${cy})`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

function around(x: number, y: number): [number, number][] {
  const cells: [number, number][] = [];
  for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) cells.push([Math.floor(x) + dx, Math.floor(y) + dy]);
  return cells;
}
