import assert from "node:assert/strict";
import fc from "fast-check";
import { InputButton } from "#shared/protocol/codes.ts";
import { BODY_RADIUS_M, bitsAt, Cell, type CollisionMap, isFree, nearestFreeCell } from "./collision.ts";
import { createMoveBodies, impulseStrides, MAX_IMPULSE_MPS, MAX_IMPULSE_S, type MoveBody, setImpulse, stepMovement } from "./movement.ts";

const TICK_RATE = 20;

/** A map from rows of text, the first row at the top (largest y): # is solid. */
function mapOf(rows: string[]): CollisionMap {
  const cols = rows[0].length;
  const cells = new Uint8Array(cols * rows.length);
  rows.toReversed().forEach((row, cy) => {
    [...row].forEach((c, cx) => {
      cells[cy * cols + cx] = c === "#" ? Cell.SOLID : 0;
    });
  });
  return { cols, rows: rows.length, cells };
}

const open: CollisionMap = { cols: 100, rows: 100, cells: new Uint8Array(10_000) };

function bodyAt(x: number, y: number): MoveBody {
  const body = createMoveBodies(1);
  body.x[0] = x;
  body.y[0] = y;
  return body;
}

function speedOf(body: MoveBody): number {
  return Math.hypot(body.vx[0], body.vy[0]) / 256;
}

const axis = fc.integer({ min: -127, max: 127 });
const inputs = fc.array(fc.tuple(axis, axis, fc.constantFrom(0, InputButton.WALK)), { minLength: 1, maxLength: 120 });
const randomMap = fc
  .tuple(fc.integer({ min: 3, max: 14 }), fc.integer({ min: 3, max: 14 }), fc.infiniteStream(fc.nat(99)), fc.integer({ min: 0, max: 55 }))
  .map(([cols, rows, stream, percent]): CollisionMap => {
    const cells = new Uint8Array(cols * rows).map(() => ((stream.next().value as number) < percent ? Cell.SOLID : 0));
    cells[0] = 0;
    return { cols, rows, cells };
  });

describe("1.3 movement rules", () => {
  it("1.3 a body reaches its top speed, never more, and stops when it no longer wants to move", () => {
    const body = bodyAt(50, 50);
    for (let tick = 0; tick < 20; tick++) stepMovement(body, 0, 127, 0, 0, 6000, TICK_RATE, open);
    assert.equal(speedOf(body), 6);
    for (let tick = 0; tick < 20; tick++) stepMovement(body, 0, 0, 0, 0, 6000, TICK_RATE, open);
    assert.equal(speedOf(body), 0);
    const [x, y] = [body.x[0], body.y[0]];
    stepMovement(body, 0, 0, 0, 0, 6000, TICK_RATE, open);
    assert.deepEqual([body.x[0], body.y[0]], [x, y]);
  });

  it("1.3 no direction is faster than another, however long the wanted vector", () => {
    fc.assert(
      fc.property(axis, axis, fc.integer({ min: 500, max: 40_000 }), (moveX, moveY, speedMmps) => {
        const body = bodyAt(50, 50);
        for (let tick = 0; tick < 4; tick++) {
          const [x, y] = [body.x[0], body.y[0]];
          stepMovement(body, 0, moveX, moveY, 0, speedMmps, TICK_RATE, open);
          const moved = Math.hypot(body.x[0] - x, body.y[0] - y);
          assert.ok(moved <= speedMmps / 1000 / TICK_RATE + 1e-4, `${moved} m in a tick at ${speedMmps} mm/s`);
        }
      }),
    );
  });

  it("1.3 the walk button halves the speed", () => {
    const body = bodyAt(10, 50);
    for (let tick = 0; tick < 20; tick++) stepMovement(body, 0, 0, 127, InputButton.WALK, 6000, TICK_RATE, open);
    assert.equal(speedOf(body), 3);
  });

  it("1.3 speed 0 (dead, stunned, rooted) stops at once", () => {
    const body = bodyAt(50, 50);
    for (let tick = 0; tick < 10; tick++) stepMovement(body, 0, 127, 0, 0, 6000, TICK_RATE, open);
    const x = body.x[0];
    stepMovement(body, 0, 127, 0, 0, 0, TICK_RATE, open);
    assert.deepEqual([body.x[0], speedOf(body)], [x, 0]);
  });

  it("1.3 a wall stops a body at its radius and lets it slide along", () => {
    const map = mapOf(["........", "........", "....#...", "....#...", "....#...", "........"]);
    const body = bodyAt(2, 2.5);
    for (let tick = 0; tick < 15; tick++) stepMovement(body, 0, 127, 0, 0, 5000, TICK_RATE, map);
    assert.equal(body.x[0], 4 - BODY_RADIUS_M);
    assert.equal(body.y[0], 2.5);
    for (let tick = 0; tick < 40; tick++) stepMovement(body, 0, 90, 90, 0, 5000, TICK_RATE, map);
    assert.ok(body.x[0] > 5 && body.y[0] > 4, `slid around to ${body.x[0]}, ${body.y[0]}`);
  });

  it("1.3 a corner hit off-centre is passed, not stuck to", () => {
    const map = mapOf(["........", "....#...", "........", "........"]);
    const body = bodyAt(2, 1.75);
    for (let tick = 0; tick < 40; tick++) stepMovement(body, 0, 127, 0, 0, 5000, TICK_RATE, map);
    assert.ok(body.x[0] > 6, `came to ${body.x[0]}`);
  });

  it("1.3 the fastest body at the slowest tick rate does not jump over the thinnest wall", () => {
    const map = mapOf(["......#......", "......#......", "......#......"]);
    for (let start = 0; start < 40; start++) {
      const body = bodyAt(0.5 + start * 0.1, 1.5);
      for (let tick = 0; tick < 30; tick++) stepMovement(body, 0, 127, 0, 0, 65_535, 5, map);
      assert.equal(body.x[0], 6 - BODY_RADIUS_M);
    }
  });

  it("1.3 nobody squeezes between two cells that touch at a corner", () => {
    const map = mapOf(["....", ".#..", "..#.", "...."]);
    const body = bodyAt(1.5, 1.5);
    for (let tick = 0; tick < 60; tick++) stepMovement(body, 0, 127, 127, 0, 5000, TICK_RATE, map);
    assert.ok(body.x[0] < 2 && body.y[0] < 2);
  });

  it("1.3 no walk, however fast, leads into anything solid or out of the map", () => {
    fc.assert(
      fc.property(
        randomMap,
        inputs,
        fc.integer({ min: 1000, max: 65_535 }),
        fc.constantFrom(5, 20, 60),
        (map, steps, speedMmps, tickRate) => {
          const start = nearestFreeCell(map, map.cols / 2, map.rows / 2);
          const body = bodyAt((start % map.cols) + 0.5, Math.floor(start / map.cols) + 0.5);
          for (const [moveX, moveY, buttons] of steps) {
            stepMovement(body, 0, moveX, moveY, buttons, speedMmps, tickRate, map);
            assert.ok(isFree(map, body.x[0], body.y[0]), `stands at ${body.x[0]}, ${body.y[0]}`);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("1.3 who was put inside something solid does not walk through it", () => {
    const map = mapOf(["......", ".####.", ".####.", ".####.", "......"]);
    const body = bodyAt(2.5, 2.5);
    for (let tick = 0; tick < 30; tick++) stepMovement(body, 0, 127, 0, 0, 5000, TICK_RATE, map);
    assert.ok(bitsAt(map, body.x[0], body.y[0]) & Cell.SOLID);
    assert.equal(body.x[0], 2.5);
  });

  it("1.3 what is solid is for the caller to say: NPCs stop at a safe area that players walk into", () => {
    const map = mapOf(["......", "......", "......"]);
    for (let cy = 0; cy < 3; cy++) map.cells[cy * 6 + 3] = Cell.SAFE;
    const player = bodyAt(1.5, 1.5);
    const npc = bodyAt(1.5, 1.5);
    for (let tick = 0; tick < 12; tick++) {
      stepMovement(player, 0, 127, 0, 0, 5000, TICK_RATE, map);
      stepMovement(npc, 0, 127, 0, 0, 5000, TICK_RATE, map, Cell.SOLID | Cell.SAFE);
    }
    assert.ok(player.x[0] > 3);
    assert.equal(npc.x[0], 3 - BODY_RADIUS_M);
  });

  it("1.3 an impulse goes its distance, whatever is wanted, and ends at rest", () => {
    const distances = fc.integer({ min: 128, max: 40 * 256 });
    const speeds = fc.integer({ min: 2 * 256, max: MAX_IMPULSE_MPS * 256 });
    fc.assert(
      fc.property(axis, axis, distances, speeds, fc.constantFrom(5, 20, 60), (dx, dy, distance, speed, tickRate) => {
        fc.pre((dx !== 0 || dy !== 0) && distance / speed <= MAX_IMPULSE_S);
        const body = bodyAt(50, 50);
        const strides = impulseStrides(distance, speed, tickRate);
        setImpulse(body, 0, dx, dy, distance, strides, tickRate);
        for (let n = 0; n < strides; n++) {
          assert.ok(speedOf(body) * 256 <= speed + 1);
          stepMovement(body, 0, -dx, -dy, 0, 6000, tickRate, open);
        }
        assert.deepEqual([body.impulse[0], speedOf(body)], [0, 0]);
        const short = distance / 256 - Math.hypot(body.x[0] - 50, body.y[0] - 50);
        assert.ok(short > -1e-3 && short < (strides * 1.5) / 256 / tickRate + 1e-3, `${short} m short`);
      }),
    );
  });

  it("1.3 an impulse, however fast, leads through no wall, and is over when nothing of it is left", () => {
    const map = mapOf(["......#......", "......#......", "......#......"]);
    for (let start = 0; start < 40; start++) {
      const body = bodyAt(0.5 + start * 0.1, 1.5);
      setImpulse(body, 0, 1, 0, 40 * 256, 8, TICK_RATE);
      for (let tick = 0; tick < 8; tick++) stepMovement(body, 0, 0, 0, 0, 0, TICK_RATE, map);
      assert.deepEqual([body.x[0], body.impulse[0]], [6 - BODY_RADIUS_M, 0]);
    }
    fc.assert(
      fc.property(randomMap, inputs, fc.integer({ min: 1, max: 12 }), (walls, steps, strides) => {
        const start = nearestFreeCell(walls, walls.cols / 2, walls.rows / 2);
        const body = bodyAt((start % walls.cols) + 0.5, Math.floor(start / walls.cols) + 0.5);
        for (const [moveX, moveY, buttons] of steps) {
          if (buttons && (moveX || moveY)) setImpulse(body, 0, moveX, moveY, 5 * 256, strides, TICK_RATE);
          stepMovement(body, 0, moveY, moveX, 0, 6000, TICK_RATE, walls);
          assert.ok(isFree(walls, body.x[0], body.y[0]), `stands at ${body.x[0]}, ${body.y[0]}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("1.3 a prediction from any acknowledged state gives the very bits of the server", () => {
    fc.assert(
      fc.property(randomMap, inputs, fc.nat(), (map, steps, cut) => {
        const start = nearestFreeCell(map, 1, 1);
        const server = bodyAt((start % map.cols) + 0.5, Math.floor(start / map.cols) + 0.5);
        const client = createMoveBodies(1);
        const at = cut % steps.length;
        steps.forEach(([moveX, moveY, buttons], n) => {
          if (n % 17 === 5) setImpulse(server, 0, moveY + 128, moveX, 4 * 256, 6, TICK_RATE);
          if (n > at && n % 17 === 5) setImpulse(client, 0, moveY + 128, moveX, 4 * 256, 6, TICK_RATE);
          if (n === at) {
            // what a snapshot carries: float32 positions and whole velocities
            client.x[0] = server.x[0];
            client.y[0] = server.y[0];
            client.vx[0] = server.vx[0];
            client.vy[0] = server.vy[0];
            client.impulse[0] = server.impulse[0];
          }
          stepMovement(server, 0, moveX, moveY, buttons, 7000, TICK_RATE, map);
          if (n >= at) stepMovement(client, 0, moveX, moveY, buttons, 7000, TICK_RATE, map);
        });
        assert.deepEqual([...client.x, ...client.y, ...client.vx, ...client.vy], [...server.x, ...server.y, ...server.vx, ...server.vy]);
      }),
    );
  });

  it("1.3 golden walk: the numbers a client in another language must reproduce", () => {
    const map = mapOf(["..........", "......#...", "......#...", "..........", ".........."]);
    const body = bodyAt(2.25, 2.5);
    const walk: [number, number, number][] = [
      [127, 0, 6],
      [127, 40, 8],
      [100, 100, 6],
      [0, -127, 4],
      [-127, 30, 2],
    ];
    for (const [moveX, moveY, ticks] of walk) for (let n = 0; n < ticks; n++) stepMovement(body, 0, moveX, moveY, 0, 6500, TICK_RATE, map);
    assert.deepEqual([body.x[0], body.y[0], body.vx[0], body.vy[0]], GOLDEN);
  });

  it("1.3 golden dash: along a wall and on", () => {
    const map = mapOf(["..........", "......#...", "......#...", "..........", ".........."]);
    const body = bodyAt(2.25, 2.5);
    setImpulse(body, 0, 5, 1, 6 * 256, impulseStrides(6 * 256, 20 * 256, TICK_RATE), TICK_RATE);
    for (let n = 0; n < 8; n++) stepMovement(body, 0, 0, 127, 0, 6500, TICK_RATE, map);
    assert.deepEqual([body.x[0], body.y[0], body.vx[0], body.vy[0]], GOLDEN_DASH);
  });
});

const GOLDEN_DASH = [5.59375, 4.051562786102295, 0, 1280];
const GOLDEN = [6.123463153839111, 4.483593463897705, -1060, 264];
