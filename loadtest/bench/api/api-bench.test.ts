import assert from "node:assert/strict";
import { Histogram } from "../../stats.ts";
import type { Measured } from "./bench.ts";
import { type BesideRun, compare } from "./beside.ts";
import { read, write } from "./statements.ts";
import { summarize } from "./summary.ts";

describe("9.11 bench:api", () => {
  it("9.11 values of statements are the same after the way to another process", () => {
    const values = ["text", 5, null, true, [["a"], "b"], new Date(0), Buffer.from([0, 255]), 12345678901234567890n];
    const told = read(JSON.parse(JSON.stringify(write(values))));
    assert.deepEqual(told, [...values.slice(0, -1), "12345678901234567890"]);
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
