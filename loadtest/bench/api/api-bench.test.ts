import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Histogram } from "../../stats.ts";
import type { Measured } from "./bench.ts";
import { type BesideRun, compare } from "./beside.ts";
import { inShape, shapeOf } from "./script.ts";
import { read, write } from "./statements.ts";
import { summarize } from "./summary.ts";
import { CYCLE, Fresh, valueAt, valueOver } from "./turns.ts";

describe("9.11 bench:api", () => {
  it("9.11 values of statements are the same after the way to another process", () => {
    const values = ["text", 5, null, true, [["a"], "b"], new Date(0), Buffer.from([0, 255]), 12345678901234567890n, [[7n, null]]];
    const told = read(JSON.parse(JSON.stringify(write(values))));
    assert.deepEqual(told, [...values.slice(0, -2), "12345678901234567890", [["7", null]]]);
  });

  it("9.11 a request that is never the same goes on as four turns of it did", () => {
    const ids = Array.from({ length: 5 }, () => randomUUID());
    const item = randomUUID();
    const sent = (turn: number, fresh: string) => [
      ...[fresh, 7 + turn, null, new Date(0), "2026-01-01T00:00:00.000Z", [turn % 2 ? "bag" : "bank", `${turn * 5}`]],
      JSON.stringify({ id: item, op: fresh, version: 98 + turn, slot: turn % 2 ? 23 : 0, at: `2026-01-0${turn + 1}T10:00:00Z` }),
    ];
    for (const way of [0, 1]) {
      const fresh = new Fresh();
      const [was, is] = [sent(way, ids[way]), sent(way + CYCLE, ids[way + CYCLE])];
      const values = is.map((value, n) => valueOver(was[n], value, fresh));
      const want = sent(way + 3 * CYCLE, ids[4]);
      want[6] = String(want[6]).replace(/"at":.*/, String(is[6]).slice(String(is[6]).indexOf('"at":')));
      assert.equal(fresh.count, 1, "one new id, in two places");
      assert.deepEqual(
        values.map((value) => valueAt(value, 2, [ids[4]])),
        want,
      );
    }
    assert.throws(() => valueOver("a 1", "b 1", new Fresh()), /not of one shape/);
    assert.throws(() => valueOver(1, "1", new Fresh()), /number became a string/);
  });

  it("9.11 ids that were given for a turn come first and are those given for a later one", () => {
    const ids = Array.from({ length: 6 }, () => randomUUID());
    const fresh = new Fresh([ids[0]], [ids[1]]);
    const value = valueOver(`${ids[2]} of ${ids[0]}`, `${ids[3]} of ${ids[1]}`, fresh);
    assert.equal(fresh.count, 2);
    assert.equal(valueAt(value, 1, [ids[4], ids[5]]), `${ids[5]} of ${ids[4]}`);
    assert.throws(() => new Fresh([ids[0]], []), /1 ids were given/);
  });

  it("9.11 of a turn is kept what most turns sent, in that order; one that lacks some of it is none", () => {
    const turn = (texts: string) => [...texts].map((text, n) => ({ text, values: write([n]) }));
    const shape = shapeOf(["abc", "abxc", "abc", "abc"].map(turn));
    assert.deepEqual(shape, ["a", "b", "c"]);
    const kept = inShape(shape, turn("acbbc"));
    assert.deepEqual(
      kept.map(({ text, values }) => [text, ...read(values)]),
      [
        ["a", 0],
        ["b", 2],
        ["c", 4],
      ],
    );
    assert.throws(() => inShape(shape, turn("acb")), /missing: c/);
  });

  it("9.11 medians of the rounds, and ratios that are above 1 when ours is better", () => {
    const run = (contender: Measured["contender"], perSecond: number, cpuUs: number): Measured => ({
      ...{ contender, operation: "list", answered: 1, failed: 0, firstFailure: "" },
      ...{ perSecond, p50Ms: 1, p99Ms: 2, cpuUs },
    });
    const runs = [
      run("ours", 90, 200),
      run("bare", 100, 100),
      run("ours", 1, 900),
      run("bare", 100, 100),
      run("ours", 80, 250),
      run("bare", 5, 7),
    ];
    const [row] = summarize(runs);
    assert.deepEqual([row.ours.perSecond, row.bare.perSecond, row.ratio, row.cpuRatio], [80, 100, 0.8, 0.4]);
    assert.deepEqual(summarize([run("ours", 1, 1)]), [], "nothing to compare with");
  });

  it("9.11 the ticks of all rounds together, alone and beside log-ins", () => {
    const window = (asked: number, tickMs: number, failed: number): BesideRun => {
      const ticks = new Histogram();
      for (let n = 0; n < 100; n++) ticks.record(tickMs);
      const data = ticks.data();
      return { asked, loginsPerSecond: asked, failed, firstFailure: "", loginP99Ms: 1, ticks: data, gaps: data, overloadStep: 0 };
    };
    const compared = compare([window(0, 2, 0), window(50, 4, 1), window(0, 2, 0), window(50, 4, 2)]);
    assert.deepEqual([compared?.alone.ticks, compared?.alone.failed, compared?.alone.loginsPerSecond], [200, 0, 0]);
    assert.deepEqual([compared?.beside.ticks, compared?.beside.failed, compared?.beside.loginsPerSecond], [200, 3, 50]);
    assert.ok(Math.abs((compared?.ratio ?? 0) - 2) < 0.1, `${compared?.ratio}`);
    assert.equal(compare([window(0, 2, 0)]), null, "nothing to compare with");
  });
});
