import assert from "node:assert/strict";
import { Rng } from "#shared/primitives/rng.ts";
import { Cell, type CollisionMap, GROUND_SHIFT, GroundKind } from "#shared/rules/collision.ts";
import { createMoveBodies, type MoveBody, setImpulse, stepMovement } from "#shared/rules/movement.ts";
import { Predictor, type Wish } from "./prediction.ts";

const TICK_RATE = 20;

/** A 40 × 40 m yard with pillars, fences, a cliff, a slope and mire. */
function yard(): CollisionMap {
  const map = {
    cols: 40,
    rows: 40,
    cells: new Uint8Array(1600),
    heights: new Uint8Array(1600),
    groundSpeeds: Uint16Array.of(1000, 1100, 600, 500),
  };
  for (let x = 0; x < 40; x++) {
    for (let y = 0; y < 40; y++) map.heights[y * 40 + x] = x > 25 ? 24 : x > 18 ? (x - 18) * 3 : 0;
    map.heights[11 * 40 + x] += 8;
    map.cells[16 * 40 + x] = GroundKind.MIRE << GROUND_SHIFT;
  }
  for (let y = 5; y < 40; y += 4) for (let x = 5; x < 40; x += 4) map.cells[y * 40 + x] = Cell.SOLID;
  return map;
}

/** A server that walks one player by the shared rules, inputs and its word both `delay` ticks on the way. */
class FarServer {
  readonly body = createMoveBodies(1);
  readonly #arriving: Array<{ at: number; seq: number; wish: Wish }> = [];
  readonly #leaving: Array<{
    at: number;
    ack: number;
    x: number;
    y: number;
    vx: number;
    vy: number;
    impulse: number;
    height: { lift: number; rise: number };
  }> = [];
  readonly #map: CollisionMap;
  readonly #delay: number;
  ack = 0;
  tick = 0;
  /** Happens after the inputs of a tick, before its word leaves. */
  abilities: (body: MoveBody) => void = () => {};
  speedMmps = 6000;

  constructor(map: CollisionMap, delay: number) {
    this.#map = map;
    this.#delay = delay;
    this.body.x[0] = 8.5;
    this.body.y[0] = 8.5;
  }

  send(seq: number, wish: Wish): void {
    this.#arriving.push({ at: this.tick + this.#delay, seq, wish: { ...wish } });
  }

  step(): void {
    this.tick++;
    while (this.#arriving.length && this.#arriving[0].at <= this.tick) {
      const { seq, wish } = this.#arriving.shift() ?? assert.fail();
      stepMovement(this.body, 0, wish.moveX, wish.moveY, wish.buttons, this.speedMmps, TICK_RATE, this.#map);
      this.ack = seq;
    }
    this.abilities(this.body);
    const { x, y, vx, vy, impulse, lift, rise } = this.body;
    this.#leaving.push({
      at: this.tick + this.#delay,
      ack: this.ack & 0xffff,
      x: x[0],
      y: y[0],
      vx: vx[0],
      vy: vy[0],
      impulse: impulse[0],
      height: { lift: lift[0], rise: rise[0] },
    });
  }

  deliver(predictor: Predictor): void {
    while (this.#leaving.length && this.#leaving[0].at <= this.tick) {
      const word = this.#leaving.shift() ?? assert.fail();
      predictor.reconcile(word.ack, word);
    }
  }
}

function walk(ticks: number, delay: number, firstSeq: number, each?: (tick: number, server: FarServer, predictor: Predictor) => void) {
  const map = yard();
  const server = new FarServer(map, delay);
  const predictor = new Predictor(map, TICK_RATE);
  predictor.speedMmps = 6000;
  predictor.reconcile(0, { x: 8.5, y: 8.5, vx: 0, vy: 0 });
  const rng = new Rng(5);
  const wish: Wish = { moveX: 0, moveY: 0, buttons: 0 };
  for (let tick = 0; tick < ticks; tick++) {
    if (tick % 7 === 0) {
      wish.moveX = rng.int(-127, 127);
      wish.moveY = rng.int(-127, 127);
      wish.buttons = rng.int(0, 3);
    }
    predictor.step(firstSeq + tick, wish);
    server.send(firstSeq + tick, wish);
    server.step();
    each?.(tick, server, predictor);
    server.deliver(predictor);
  }
  return { server, predictor };
}

describe("play page: prediction of oneself", () => {
  it("1.3 agrees with the server to the last bit, through walls and lag", () => {
    const { predictor, server } = walk(1500, 4, 1);
    assert.equal(predictor.maxErrorM, 0);
    assert.ok(predictor.compared > 1400, `${predictor.compared} compared`);
    assert.equal(predictor.wrong, 0);
    assert.ok(predictor.pendingCount >= 4 && predictor.pendingCount <= 9, `${predictor.pendingCount} pending`);
    assert.ok(Math.hypot(server.body.x[0] - 8.5, server.body.y[0] - 8.5) > 1, "it did not walk");
  });

  it("1.3 a dash the server has begun is no error, from its first stride to its last", () => {
    let dashes = 0;
    const { predictor } = walk(900, 4, 1, (tick, server) => {
      server.abilities = (body) => {
        if (tick % 90 !== 40) return;
        dashes++;
        setImpulse(body, 0, tick % 4 ? 7 : -7, 3, 8 * 256, 8, TICK_RATE);
      };
    });
    assert.equal(dashes, 10);
    assert.equal(predictor.wrong, 0);
    assert.ok(predictor.compared > 850);
  });

  it("1.3 input numbers may pass 65535", () => {
    const { predictor } = walk(400, 3, 65_400);
    assert.equal(predictor.maxErrorM, 0);
    assert.ok(predictor.pendingCount <= 7);
  });

  it("1.3 a slow that was not known yet is an error once, and corrected", () => {
    const { predictor } = walk(600, 4, 1, (tick, server, p) => {
      if (tick === 200) server.speedMmps = 3000;
      if (tick === 208) p.speedMmps = 3000;
      if (tick === 400) p.maxErrorM = 0;
    });
    assert.equal(predictor.maxErrorM, 0, "still wrong long after");
  });

  it("1.3 a small correction fades instead of jumping; a teleport is shown at once", () => {
    const predictor = new Predictor(yard(), TICK_RATE);
    const out = { x: 0, y: 0 };
    predictor.reconcile(0, { x: 8, y: 8, vx: 0, vy: 0 });
    predictor.step(1, { moveX: 0, moveY: 0, buttons: 0 });
    predictor.reconcile(1, { x: 8.5, y: 8, vx: 0, vy: 0 });
    assert.equal(predictor.lastErrorM, 0.5);
    assert.equal(predictor.wrong, 1);
    predictor.shown(1, out);
    assert.equal(out.x, 8);
    predictor.fade(1000);
    predictor.shown(1, out);
    assert.ok(Math.abs(out.x - 8.5) < 1e-6);
    predictor.step(2, { moveX: 0, moveY: 0, buttons: 0 });
    predictor.reconcile(2, { x: 30, y: 30, vx: 0, vy: 0 });
    predictor.shown(0.5, out);
    assert.deepEqual(out, { x: 30, y: 30 });
  });

  it("1.12 after a reconnect lost inputs are forgotten", () => {
    const predictor = new Predictor(yard(), TICK_RATE);
    predictor.speedMmps = 6000;
    predictor.reconcile(0, { x: 8, y: 8, vx: 0, vy: 0 });
    for (let seq = 1; seq <= 20; seq++) predictor.step(seq, { moveX: 127, moveY: 0, buttons: 0 });
    predictor.forgetPending();
    predictor.reconcile(7, { x: 9, y: 8, vx: 0, vy: 0 });
    assert.equal(predictor.x, 9);
  });
});
