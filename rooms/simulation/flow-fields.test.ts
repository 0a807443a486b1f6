import assert from "node:assert/strict";
import fc from "fast-check";
import { Cell, type CollisionMap, clearLane, LINE_STEPS_PER_M } from "#shared/rules/collision.ts";
import { FlowFields } from "./flow-fields.ts";
import { Pathfinder } from "./pathfinder.ts";
import { World } from "./world.ts";

const SIZE = 40;

function scene(solid: readonly number[]): { map: CollisionMap; fields: FlowFields; finder: Pathfinder } {
  const map = { cols: SIZE, rows: SIZE, cells: new Uint8Array(SIZE * SIZE) };
  for (const cell of solid) map.cells[cell] = Cell.SOLID;
  return { map, fields: new FlowFields(new World(16, 1), map), finder: new Pathfinder(map, 64) };
}

const middle = (cell: number) => [(cell % SIZE) + 0.5, Math.floor(cell / SIZE) + 0.5].map((m) => m * LINE_STEPS_PER_M);

describe("1.7 ways that many share", () => {
  const cell = fc.nat(SIZE * SIZE - 1);

  it("1.7 a field knows a way exactly when there is one, and it is as clear as one searched alone", () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 700 }), cell, fc.array(cell, { minLength: 1, maxLength: 5 }), (walls, goal, starts) => {
        const solid = walls.filter((c) => c !== goal && !starts.includes(c));
        const { map, fields, finder } = scene(solid);
        const field = fields.build(goal, Uint32Array.from(starts), starts.length, Cell.SOLID, 1);
        for (const start of starts) {
          let [x, y] = middle(start);
          finder.find(x, y, goal, Cell.SOLID);
          assert.equal(fields.stepFrom(field, start) >= 0, finder.reached);
          if (!finder.reached) continue;
          finder.follow(fields, field, x, y, Cell.SOLID);
          assert.ok(finder.reached);
          for (let n = 0; n < finder.cornerCount; n++) {
            const [toX, toY] = middle(finder.corners[n]);
            assert.ok(clearLane(map, x, y, toX, toY, Cell.SOLID), `leg ${n}`);
            [x, y] = [toX, toY];
          }
          if (start !== goal) assert.deepEqual([x, y], middle(goal));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("1.7 a field serves goals a little beside its own, not others, and the oldest makes room for one more", () => {
    const { fields } = scene([]);
    const wanted = Uint32Array.of(5 * SIZE + 5);
    const goal = 20 * SIZE + 20;
    fields.build(goal, wanted, 1, Cell.SOLID, 1);
    assert.equal(fields.find(wanted[0], goal + 2, 2, 2), 0);
    assert.equal(fields.find(wanted[0], goal + 3, 2, 2), -1);
    for (let n = 0; n < fields.count; n++) fields.build(goal + 5 * (n + 1), wanted, 1, Cell.SOLID, 3 + n);
    assert.equal(fields.find(wanted[0], goal, 2, 9), -1, "asked longest ago");
    fields.forget();
    assert.equal(fields.find(wanted[0], goal + 5, 2, 9), -1);
  });

  it("1.7 a search ends when all who want the way are reached", () => {
    const { fields } = scene([]);
    fields.build(20 * SIZE + 20, Uint32Array.of(20 * SIZE + 23, 20 * SIZE + 24), 2, Cell.SOLID, 1);
    assert.ok(fields.expansions < 100, `${fields.expansions} cells`);
  });
});
