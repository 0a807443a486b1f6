import assert from "node:assert/strict";
import fc from "fast-check";
import { InputButton } from "#shared/protocol/codes.ts";
import { type CollisionMap, clearSight, GROUND_SHIFT, GroundKind, lineOfSight, toLineSteps } from "./collision.ts";
import { createMoveBodies, type MoveBody, stepMovement } from "./movement.ts";
import { fallDamage, leapRise } from "./vertical.ts";

const TICK_RATE = 20;
const M = 8;

/** A strip of ground along x, so many eighths of a metre high at each metre, 5 m wide. */
function strip(heights: readonly number[]): CollisionMap {
  const cols = heights.length;
  return { cols, rows: 5, cells: new Uint8Array(cols * 5), heights: Uint8Array.from({ length: cols * 5 }, (_, n) => heights[n % cols]) };
}

const flat = (n: number, height = 0) => new Array<number>(n).fill(height);

function bodyAt(x: number, y = 2.5): MoveBody {
  const body = createMoveBodies(1);
  body.x[0] = x;
  body.y[0] = y;
  return body;
}

function walk(body: MoveBody, map: CollisionMap, ticks: number, moveX = 127, buttons = 0): void {
  for (let n = 0; n < ticks; n++) stepMovement(body, 0, moveX, 0, buttons, 6000, TICK_RATE, map);
}

describe("1.3 heights", () => {
  it("1.3 a slope is walked up, slower, and down; the feet stay on it", () => {
    const slope = strip([...flat(10), ...Array.from({ length: 10 }, (_, n) => 3 * (n + 1)), ...flat(20, 30)]);
    const level = strip(flat(40));
    const up = bodyAt(8);
    const along = bodyAt(8);
    walk(up, slope, 30);
    walk(along, level, 30);
    assert.ok(up.x[0] > 12 && up.x[0] < along.x[0] - 1, `${up.x[0]} m against ${along.x[0]} m`);
    walk(up, slope, 60);
    assert.ok(up.x[0] > 20);
    assert.deepEqual([up.lift[0], up.rise[0], up.impact[0]], [0, 0, 0]);
    const down = bodyAt(22);
    for (let n = 0; n < 60; n++) {
      walk(down, slope, 1, -127);
      assert.equal(down.lift[0], 0);
    }
    assert.ok(down.x[0] < 8);
  });

  it("1.3 a step higher than half a metre is a wall from below, and a fall from above", () => {
    const cliff = strip([...flat(10), ...flat(30, 6 * M)]);
    const below = bodyAt(5);
    walk(below, cliff, 40);
    assert.equal(below.x[0], 10 - 13 / 32);
    const above = bodyAt(14);
    walk(above, cliff, 1, -127);
    let ticks = 0;
    let highest = 0;
    for (; above.impact[0] === 0; ticks++) {
      assert.ok(ticks < 60, "it never lands");
      walk(above, cliff, 1, -127);
      highest = Math.max(highest, above.lift[0]);
    }
    assert.ok(highest > 5 * 256 && highest <= 6 * 256, `it began to fall from ${highest / 256} m`);
    assert.ok(above.x[0] < 10 && above.lift[0] === 0);
    assert.ok(Math.abs(above.impact[0] / 256 - Math.sqrt(2 * 20 * 6)) < 1.2, `${above.impact[0] / 256} m/s`);
  });

  it("1.3 a jump is about a metre high, clears a fence, and cannot be begun in the air", () => {
    const level = strip(flat(60));
    const body = bodyAt(5);
    let highest = 0;
    let ticks = 0;
    do {
      walk(body, level, 1, 0, InputButton.JUMP);
      highest = Math.max(highest, body.lift[0]);
      ticks++;
    } while (body.lift[0] > 0);
    assert.ok(highest > 240 && highest < 330, `${highest / 256} m`);
    assert.equal(ticks, 13);
    const fence = strip([...flat(10), M, ...flat(20)]);
    const walker = bodyAt(5);
    walk(walker, fence, 40);
    assert.equal(walker.x[0], 10 - 13 / 32);
    const jumper = bodyAt(8);
    walk(jumper, fence, 14, 127, InputButton.JUMP);
    assert.ok(jumper.x[0] > 11, `came to ${jumper.x[0]}`);
    const high = strip([...flat(10), ...flat(20, 2 * M)]);
    const hopeful = bodyAt(5);
    walk(hopeful, high, 100, 127, InputButton.JUMP);
    assert.ok(hopeful.x[0] < 10);
  });

  it("1.3 jumping is no faster than walking, on any ground", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(GroundKind)),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 120 }),
        (kind, jumps) => {
          const map = { ...strip(flat(90)), groundSpeeds: Uint16Array.of(1000, 1100, 600, 500) };
          map.cells.fill(kind << GROUND_SHIFT);
          const walker = bodyAt(5);
          const jumper = bodyAt(5);
          for (const jump of jumps) {
            walk(walker, map, 1);
            walk(jumper, map, 1, 127, jump ? InputButton.JUMP : 0);
          }
          assert.equal(jumper.x[0], walker.x[0]);
        },
      ),
    );
  });

  it("1.3 mire and water slow, roads quicken", () => {
    const speeds = Object.values(GroundKind).map((kind) => {
      const map = { ...strip(flat(40)), groundSpeeds: Uint16Array.of(1000, 1100, 600, 500) };
      map.cells.fill(kind << GROUND_SHIFT);
      const body = bodyAt(5);
      walk(body, map, 20);
      return Math.round((body.vx[0] * 1000) / 256);
    });
    assert.deepEqual(speeds, [6000, 6598, 3598, 3000]);
  });

  it("1.3 nobody is ever inside what is higher than a step, whatever he does", () => {
    const heights = fc.array(fc.constantFrom(0, 2, 4, 8, 12, 40), { minLength: 12, maxLength: 30 });
    const steps = fc.array(fc.tuple(fc.integer({ min: -127, max: 127 }), fc.nat(3)), { minLength: 20, maxLength: 150 });
    fc.assert(
      fc.property(heights, steps, fc.constantFrom(5, 20, 60), (ground, moves, tickRate) => {
        const map = strip(ground);
        const body = bodyAt(1.5);
        let altitude = ground[1] * 32;
        for (const [moveX, buttons] of moves) {
          stepMovement(body, 0, moveX, 0, buttons, 6000, tickRate, map);
          const now = ground[Math.floor(body.x[0])] * 32 + body.lift[0];
          assert.ok(now - altitude <= Math.max(4 * 32 * 3, 1800), `${(now - altitude) / 256} m up in a tick`);
          assert.ok(body.lift[0] >= 0);
          altitude = now;
        }
      }),
    );
  });

  it("1.6 falls hurt from 5 m on and kill from 22 m on", () => {
    const falling = (metres: number) => fallDamage(Math.round(Math.sqrt(2 * 20 * metres) * 256));
    assert.equal(falling(4.5), 0);
    assert.ok(falling(6) > 0 && falling(6) < 100, String(falling(6)));
    assert.ok(falling(12) > 300 && falling(12) < 600);
    assert.equal(falling(23), 1000);
  });

  it("1.3 a leap lands when its strides are over", () => {
    for (const strides of [6, 10, 15]) {
      const body = bodyAt(5);
      body.rise[0] = leapRise(strides, TICK_RATE);
      let ticks = 0;
      do {
        walk(body, strip(flat(60)), 1, 0);
        ticks++;
      } while (body.lift[0] > 0);
      assert.ok(Math.abs(ticks - strides) <= 1, `${ticks} ticks for ${strides} strides`);
    }
  });

  it("1.6 hills hide, cliffs do not hide who stands on them", () => {
    const hill = strip([...flat(10), ...flat(5, 3 * M), ...flat(15)]);
    assert.equal(lineOfSight(hill, 5, 2.5, 20, 2.5), false);
    assert.equal(lineOfSight(hill, 12, 2.5, 20, 2.5), true);
    assert.equal(lineOfSight(hill, 20, 2.5, 12, 2.5), true);
    const bank = strip([...flat(10), ...flat(5, M), ...flat(15)]);
    assert.equal(lineOfSight(bank, 5, 2.5, 20, 2.5), true, "a metre is looked over");
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 20, maxLength: 20 }), fc.double({ min: 0.1, max: 19.9, noNaN: true }), (ground, x) => {
        const map = strip(ground);
        const [a, b, y] = [toLineSteps(x), toLineSteps(19.5 - x / 2), toLineSteps(2.5)];
        assert.equal(clearSight(map, a, y, b, y), clearSight(map, b, y, a, y), "seen from one end as from the other");
      }),
    );
  });

  it("1.3 golden hike: up a slope, a jump over a fence, off a cliff into mire", () => {
    const map = {
      ...strip([...flat(4), 3, 6, 9, 12, 15, 15, 15, 23, 15, 15, ...flat(16)]),
      groundSpeeds: Uint16Array.of(1000, 1100, 600, 500),
    };
    for (let cx = 16; cx < map.cols; cx++) map.cells[2 * map.cols + cx] = GroundKind.MIRE << GROUND_SHIFT;
    const body = bodyAt(2.25);
    const seen: number[] = [];
    for (let n = 0; n < 70; n++) {
      stepMovement(body, 0, 120, n % 20 < 3 ? 20 : 0, n % 4 === 1 ? InputButton.JUMP : 0, 6000, TICK_RATE, map);
      if (n % 14 === 13) seen.push(body.x[0], body.y[0], body.vx[0], body.vy[0], body.lift[0], body.rise[0]);
    }
    seen.push(body.impact[0]);
    assert.deepEqual(seen, GOLDEN);
  });
});

const GOLDEN = [
  4.999023914337158, 2.608203172683716, 928, 0, 76, 1536, 7.536525249481201, 2.6984376907348633, 928, 0, 191, 1024, 11.197660446166992,
  2.7925782203674316, 1451, 241, 25, 512, 15.165241241455078, 2.839648485183716, 1451, 0, 290, -1280, 17.88457679748535, 2.924609422683716,
  870, 0, 229, -512, 2304,
];
