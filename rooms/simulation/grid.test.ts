import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { SpatialGrid } from "./grid.ts";
import { World } from "./world.ts";

const metres = fc.double({ min: -20, max: 140, noNaN: true });

describe("1.4 the spatial grid", () => {
  it("1.4 it finds exactly those within the radius, each once, in the same order every time", () => {
    const places = fc.array(fc.tuple(metres, metres, fc.boolean()), { maxLength: 120 });
    fc.assert(
      fc.property(places, metres, metres, fc.double({ min: 0, max: 80, noNaN: true }), (all, x, y, radius) => {
        const world = new World(200, 1);
        const grid = new SpatialGrid(120, 90, 200);
        for (const [px, py, stays] of all) {
          const id = world.spawn(EntityKind.NPC);
          world.x[indexOf(id)] = px;
          world.y[indexOf(id)] = py;
          if (!stays) world.despawn(id);
        }
        grid.rebuild(world);
        const out = new Uint16Array(200);
        const found = [...out.subarray(0, grid.query(world, x, y, radius, out))];
        const expected: number[] = [];
        for (let i = 1; i < world.end; i++) {
          if (world.id[i] && (world.x[i] - x) ** 2 + (world.y[i] - y) ** 2 <= radius * radius) expected.push(i);
        }
        // who stands outside of the zone counts to the border's cells, which a disc over the border also covers
        const inside = expected.filter((i) => world.x[i] >= 0 && world.x[i] < 120 && world.y[i] >= 0 && world.y[i] < 90);
        for (const i of inside) assert.ok(found.includes(i));
        for (const i of found) assert.ok(expected.includes(i));
        assert.equal(new Set(found).size, found.length);
        assert.deepEqual([...out.subarray(0, grid.query(world, x, y, radius, out))], found);
      }),
    );
  });

  it("1.4 what does not fit the caller's buffer is left out", () => {
    const world = new World(20, 1);
    const grid = new SpatialGrid(50, 50, 20);
    for (let n = 0; n < 10; n++) world.spawn(EntityKind.NPC);
    grid.rebuild(world);
    const out = new Uint16Array(4);
    assert.equal(grid.query(world, 0, 0, 5, out), 4);
    assert.deepEqual([...out], [1, 2, 3, 4]);
  });

  it("1.4 every living entity lies in the cell of its place", () => {
    const world = new World(50, 1);
    const grid = new SpatialGrid(100, 100, 50);
    for (let n = 0; n < 30; n++) {
      const i = indexOf(world.spawn(EntityKind.PLAYER));
      world.x[i] = world.rng.range(0, 100);
      world.y[i] = world.rng.range(0, 100);
    }
    grid.rebuild(world);
    let seen = 0;
    for (let cell = 0; cell < grid.cols * grid.rows; cell++) {
      for (let k = grid.cellStart[cell]; k < grid.cellStart[cell + 1]; k++) {
        const i = grid.cellItems[k];
        assert.equal(grid.rowOf(world.y[i]) * grid.cols + grid.colOf(world.x[i]), cell);
        seen++;
      }
    }
    assert.equal(seen, 30);
  });
});
