import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, EntityFlag } from "#shared/protocol/codes.ts";
import { isFree } from "#shared/rules/collision.ts";
import { createMoveBodies, stepMovement } from "#shared/rules/movement.ts";
import { Arena } from "#test/support/arena.ts";
import { testZone } from "#test/support/test-zone.ts";

const SPEED_M_PER_TICK = 6 / 20;

/** What a client did in one tick. */
type Behaviour = { inputs: number; repeat: boolean; old: boolean; jump: number };
const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  inputs: fc.oneof(fc.constant(1), fc.nat(12)),
  repeat: fc.boolean(),
  old: fc.boolean(),
  jump: fc.oneof(fc.constant(0), fc.nat(1000)),
});

describe("1.3 movement of players", () => {
  it("1.3 one input is one stride, and the snapshot's sequence number says which was the last", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    const body = createMoveBodies(1);
    body.x[0] = 50;
    body.y[0] = 50;
    const map = testZone().collision;
    for (let seq = 1; seq <= 30; seq++) {
      arena.walk(id, 100, -40, seq * 100);
      arena.step();
      stepMovement(body, 0, 100, -40, 0, 6000, 20, map);
      assert.deepEqual([arena.x(id), arena.y(id)], [body.x[0], body.y[0]]);
      assert.equal(arena.world.ackSeq[indexOf(id)], seq);
      assert.equal(arena.world.facing[indexOf(id)], seq * 100);
    }
  });

  it("1.3 without an input a player stays where he is, and goes on in stride with the next", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    for (let n = 0; n < 10; n++) {
      arena.walk(id, 127, 0);
      arena.step();
    }
    const x = arena.x(id);
    const moveTick = arena.world.moveTick[indexOf(id)];
    arena.step(5);
    assert.equal(arena.x(id), x);
    assert.equal(arena.world.moveTick[indexOf(id)], moveTick, "nothing to send");
    arena.walk(id, 127, 0);
    arena.step();
    assert.ok(Math.abs(arena.x(id) - x - SPEED_M_PER_TICK) < 1e-4);
  });

  it("1.3 a burst after a stall is walked off, two strides a tick, and then one again", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    arena.step(20);
    for (let n = 0; n < 8; n++) arena.walk(id, 127, 0);
    arena.step(3);
    assert.equal(arena.world.ackSeq[indexOf(id)], 6);
    arena.step(2);
    assert.equal(arena.world.ackSeq[indexOf(id)], 8);
  });

  it("1.3 a queue that is full drops the oldest input", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    for (let n = 0; n < 20; n++) arena.walk(id, 127, 0);
    arena.step();
    assert.equal(arena.world.ackSeq[indexOf(id)], 13);
  });

  it("R22 old and doubled sequence numbers move nobody", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    const input = { seq: 5, moveX: 127, moveY: 0, facing: 0, buttons: 0, viewDelay: 0 };
    arena.simulation.input(id, input);
    arena.step();
    const x = arena.x(id);
    for (const seq of [5, 4, 1, 0, 5]) arena.simulation.input(id, { ...input, seq });
    arena.step(6);
    assert.equal(arena.x(id), x);
    assert.equal(arena.world.ackSeq[indexOf(id)], 5);
  });

  for (const factor of [1.05, 1.2, 2, 5]) {
    it(`R22 a client that sends ${factor} times too fast gains at most 5 %`, () => {
      const arena = new Arena({ widthM: 400 });
      const id = arena.player(10, 50);
      let owed = 0;
      const ticks = 1000;
      for (let n = 0; n < ticks; n++) {
        for (owed += factor; owed >= 1; owed--) arena.walk(id, 127, 0);
        arena.step();
      }
      assert.ok(arena.x(id) - 10 <= ticks * SPEED_M_PER_TICK * 1.05, `${arena.x(id) - 10} m in ${ticks} ticks`);
      assert.ok(arena.x(id) - 10 >= ticks * SPEED_M_PER_TICK * 0.99, "an eager client walks no slower either");
    });
  }

  it("R22 silence saves up a full queue of strides and no more", () => {
    const arena = new Arena({ widthM: 400 });
    const id = arena.player(10, 50);
    arena.step(400);
    const ticks = 40;
    for (let n = 0; n < ticks; n++) {
      for (let k = 0; k < 10; k++) arena.walk(id, 127, 0);
      arena.step();
    }
    assert.ok(arena.x(id) - 10 <= (ticks * 1.05 + 8) * SPEED_M_PER_TICK, `${arena.x(id) - 10} m`);
  });

  it("R22 whatever is sent when, nobody gets further than time allows, in any span of ticks", () => {
    fc.assert(
      fc.property(fc.array(behaviour, { minLength: 20, maxLength: 200 }), (ticks) => {
        const arena = new Arena({ widthM: 400 });
        const id = arena.player(10, 50);
        const reached = [arena.x(id)];
        let seq = 0;
        for (const { inputs, repeat, old, jump } of ticks) {
          seq += jump;
          for (let n = 0; n < inputs; n++) {
            const input = { seq: ++seq, moveX: 127, moveY: 0, facing: 0, buttons: 0, viewDelay: 0 };
            arena.simulation.input(id, input);
            if (repeat) arena.simulation.input(id, input);
            if (old) arena.simulation.input(id, { ...input, seq: Math.max(0, seq - 3) });
          }
          arena.step();
          reached.push(arena.x(id));
        }
        const total = reached[reached.length - 1] - reached[0];
        assert.ok(total <= ticks.length * SPEED_M_PER_TICK * 1.05 + 1e-3, `${total} m in ${ticks.length} ticks`);
        // a saved-up queue adds at most its own length to any span
        for (let from = 0; from < reached.length; from += 7) {
          for (let to = from + 1; to < reached.length; to += 5) {
            assert.ok(reached[to] - reached[from] <= ((to - from) * 1.05 + 8) * SPEED_M_PER_TICK + 1e-3);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("R22 nobody walks into a wall, whatever he sends", () => {
    const walls: [number, number, number, number][] = [
      [30, 30, 8, 3],
      [40, 36, 1, 20],
      [44, 44, 6, 6],
      [33, 45, 5, 1],
    ];
    const map = testZone({ walls }).collision;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -128, max: 127 }), fc.integer({ min: -128, max: 127 }), fc.nat(3)), { maxLength: 150 }),
        (walk) => {
          const arena = new Arena({ walls });
          const id = arena.player(39, 40);
          for (const [moveX, moveY, times] of walk) {
            for (let n = 0; n < times; n++) arena.walk(id, moveX, moveY);
            arena.step();
            assert.ok(isFree(map, arena.x(id), arena.y(id)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("1.12 who lost his connection brakes and stands; his new client may count from 1 again", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    for (let n = 0; n < 10; n++) {
      arena.walk(id, 127, 0);
      arena.step();
    }
    arena.walk(id, 127, 0);
    arena.simulation.setDisconnected(id, true);
    assert.ok(arena.has(id, EntityFlag.DISCONNECTED));
    assert.equal(arena.world.extraTick[indexOf(id)], arena.world.tick + 1, "told with the next tick");
    arena.step(5);
    const x = arena.x(id);
    arena.step(5);
    assert.equal(arena.x(id), x);
    arena.simulation.setDisconnected(id, false);
    arena.simulation.input(id, { seq: 1, moveX: 127, moveY: 0, facing: 0, buttons: 0, viewDelay: 0 });
    arena.step();
    assert.ok(arena.x(id) > x);
    assert.ok(!arena.has(id, EntityFlag.DISCONNECTED));
  });

  it("1.1 a newcomer inherits nothing from who had his place before", () => {
    const arena = new Arena();
    const first = arena.player(50, 50);
    for (let n = 0; n < 5; n++) arena.walk(first, 127, 0);
    arena.simulation.action(first, { kind: ActionKind.RELEASE });
    arena.simulation.removePlayer(first);
    const second = arena.player(50, 50);
    assert.equal(indexOf(second), indexOf(first));
    arena.step(5);
    assert.deepEqual([arena.x(second), arena.world.ackSeq[indexOf(second)], arena.refusals.length], [50, 0, 0]);
    arena.walk(second, 127, 0);
    arena.step();
    assert.ok(arena.x(second) > 50, "his numbers begin at 1");
  });

  it("1.3 a place that is not free is moved to the nearest that is; no place means the entry", () => {
    const arena = new Arena({ walls: [[20, 20, 5, 5]] });
    const inWall = arena.player(20.5, 22.5);
    assert.deepEqual([arena.x(inWall), arena.y(inWall)], [19.5, 22.5]);
    const outside = arena.player(-50, 500);
    assert.deepEqual([arena.x(outside), arena.y(outside)], [0.5, 99.5]);
    const fresh = arena.simulation.addPlayer({ name: "New", classId: "fighter", level: 1, experience: 0 });
    assert.ok(Math.hypot(arena.x(fresh) - 50, arena.y(fresh) - 50) < 6);
  });

  it("1.6 walking into a safe area and out of it sets and clears the flag", () => {
    const arena = new Arena({ safe: [[52, 45, 4, 10]] });
    const id = arena.player(50, 50);
    const seen: boolean[] = [];
    for (let n = 0; n < 40; n++) {
      arena.walk(id, 127, 0);
      arena.step();
      seen.push(arena.has(id, EntityFlag.SAFE));
    }
    assert.deepEqual([...new Set(seen.map(String))], ["false", "true"]);
    const ticksInside = seen.filter(Boolean).length;
    assert.ok(ticksInside === 13 || ticksInside === 14, `4 m at 0.3 m a tick: ${ticksInside}`);
  });
});
