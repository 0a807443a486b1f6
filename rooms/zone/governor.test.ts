import assert from "node:assert/strict";
import fc from "fast-check";
import { Zone } from "#shared/content/schema.ts";
import { Governor, type GovernorSettings, reliefOf } from "./governor.ts";

const SETTINGS: GovernorSettings = {
  ladder: ["far", "mid", "ai", "ai", "view", "view", "layer", "joins"],
  raiseAt: 0.85,
  lowerAt: 0.6,
  raiseTicks: 20,
  lowerTicks: 100,
};

/** Ticks that all take this part of their time. @returns the tick of each change and the step after it */
function run(governor: Governor, part: number, ticks: number): [number, number][] {
  const changes: [number, number][] = [];
  for (let t = 1; t <= ticks; t++) if (governor.observe(part) !== 0) changes.push([t, governor.step]);
  return changes;
}

describe("1.2 overload governor", () => {
  it("1.2 steps are taken in the ladder's order, never too soon, and undone in the reverse order, more slowly", () => {
    const governor = new Governor(SETTINGS);
    const up = run(governor, 1.2, 400);
    assert.deepEqual(
      up.map(([, step]) => step),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    for (let n = 1; n < up.length; n++) assert.equal(up[n][0] - up[n - 1][0], 20);
    const down = run(governor, 0.1, 1000);
    assert.deepEqual(
      down.map(([, step]) => step),
      [7, 6, 5, 4, 3, 2, 1, 0],
    );
    for (let n = 1; n < down.length; n++) assert.equal(down[n][0] - down[n - 1][0], 100);
  });

  it("1.2 between the two marks nothing changes, in either direction", () => {
    const governor = new Governor(SETTINGS);
    assert.deepEqual(run(governor, 0.8, 1000), []);
    run(governor, 1.2, 60);
    run(governor, 0.7, 40); // the average comes down
    const { step } = governor;
    assert.ok(step > 0 && step < SETTINGS.ladder.length);
    assert.deepEqual(run(governor, 0.7, 2000), []);
    assert.equal(governor.step, step);
  });

  it("1.2 one stall, however long, is no overload", () => {
    const governor = new Governor(SETTINGS);
    run(governor, 0.3, 100);
    governor.observe(1000);
    assert.deepEqual(run(governor, 0.3, 500), []);
  });

  it("1.2 whatever happens: one step at a time, never outside the ladder, never sooner than allowed", () => {
    const part = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.integer({ min: 1, max: 200 })), { maxLength: 30 }), (phases) => {
        const governor = new Governor(SETTINGS);
        let since = 0;
        for (const [used, ticks] of phases) {
          for (let t = 0; t < ticks; t++) {
            const before = governor.step;
            const change = governor.observe(used);
            since++;
            assert.equal(governor.step, before + change);
            assert.ok(governor.step >= 0 && governor.step <= SETTINGS.ladder.length);
            if (change === 0) continue;
            assert.ok(since >= (change > 0 ? SETTINGS.raiseTicks : SETTINGS.lowerTicks));
            since = 0;
          }
        }
      }),
    );
  });

  it("1.2 what the steps amount to", () => {
    assert.deepEqual(reliefOf([]), { midFactor: 1, farFactor: 1, aiSaving: 0, viewPart: 1, wantsLayer: false, refusesJoins: false });
    const all = reliefOf(SETTINGS.ladder);
    assert.ok(Math.abs(all.viewPart - 0.64) < 1e-9);
    assert.deepEqual(
      { ...all, viewPart: 0 },
      { midFactor: 2, farFactor: 2, aiSaving: 2, viewPart: 0, wantsLayer: true, refusesJoins: true },
    );
  });

  it("9.13 a zone declares its ladder; marks in the wrong order are refused", () => {
    const { overload } = Zone.shape;
    assert.equal(overload.parse({}).ladder[0], "far");
    assert.deepEqual(overload.parse({ ladder: ["joins"] }).ladder, ["joins"]);
    assert.equal(overload.safeParse({ raiseAt: 0.5, lowerAt: 0.5 }).success, false);
    assert.equal(overload.safeParse({ ladder: ["panic"] }).success, false);
  });
});
