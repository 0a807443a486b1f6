import assert from "node:assert/strict";
import { Rng } from "#shared/primitives/rng.ts";
import { Cell, type CollisionMap } from "#shared/rules/collision.ts";
import { createMoveBodies, stepMovement } from "#shared/rules/movement.ts";
import { Navigator } from "./navigator.ts";

function mapOf(rows: string[]): CollisionMap {
  const cells = Uint8Array.from(rows.join(""), (c) => (c === "#" ? Cell.SOLID | Cell.OPAQUE : 0));
  return { cols: rows[0].length, rows: rows.length, cells };
}

/** Walks as the server would; ticks until there, or -1. */
function ticksTo(map: CollisionMap, from: [number, number], to: [number, number], most: number): number {
  const navigator = new Navigator(map);
  const body = createMoveBodies(1);
  [body.x[0], body.y[0]] = from;
  for (let tick = 0; tick < most; tick++) {
    const angle = navigator.direction(body.x[0], body.y[0], to[0], to[1], 1);
    if (angle === null) return tick;
    stepMovement(body, 0, Math.round(Math.cos(angle) * 127), Math.round(Math.sin(angle) * 127), 0, 5000, 20, map);
  }
  return -1;
}

describe("9.11 bots find their way", () => {
  const box = Array.from({ length: 40 }, (_, y) =>
    // a cup that is open to the left, around the middle
    Array.from({ length: 40 }, (_, x) =>
      (x >= 10 && x <= 30 && (y === 10 || y === 30)) || (x === 30 && y >= 10 && y <= 30) ? "#" : ".",
    ).join(""),
  );

  it("9.11 straight on where nothing stands in the way, and around what does", () => {
    const map = mapOf(box);
    assert.ok(ticksTo(map, [12, 20], [28, 20], 200) < 70);
    // out of the cup, around it, and back: at least 20 + 25 + 20 m at 5 m/s
    const around = ticksTo(map, [28.5, 20.5], [35.5, 20.5], 1000);
    assert.ok(around > 160 && around < 400, `${around} ticks`);
  });

  it("9.11 anywhere in a wood, by seed", () => {
    const rng = new Rng(4);
    const wood = Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => (rng.chance(0.12) ? "#" : ".")).join(""));
    const map = mapOf(wood);
    const navigator = new Navigator(map);
    let arrived = 0;
    for (let i = 0; i < 20; i++) {
      const [from, to] = [navigator.freeNear(rng.range(1, 59), rng.range(1, 59)), navigator.freeNear(rng.range(1, 59), rng.range(1, 59))];
      if (ticksTo(map, from, to, 1500) >= 0) arrived++;
    }
    assert.equal(arrived, 20);
  });

  it("9.11 a place that cannot be reached is walked towards, not thrown at", () => {
    const cell = box.map((row, y) => (y >= 10 && y <= 30 ? `${row.slice(0, 10)}#${row.slice(11)}` : row));
    assert.equal(ticksTo(mapOf(cell), [5, 20], [20, 20], 300), -1);
    assert.deepEqual(new Navigator(mapOf(["###", "###", "###"])).freeNear(1, 1), [1, 1]);
  });
});
