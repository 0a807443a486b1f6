import assert from "node:assert/strict";
import { readTickCounter, tickWindow } from "./metrics.ts";

const page = (small: number, middle: number, all: number, late: number): string =>
  [
    "# HELP necp_tick_seconds Duration of a tick",
    "# TYPE necp_tick_seconds histogram",
    `necp_tick_seconds_bucket{le="0.005",zone="a"} ${small}`,
    `necp_tick_seconds_bucket{zone="a",le="0.01"} ${middle}`,
    `necp_tick_seconds_bucket{le="+Inf",zone="a"} ${all}`,
    `necp_tick_seconds_bucket{le="0.005",zone="b"} 0`,
    `necp_tick_seconds_bucket{le="0.01",zone="b"} 0`,
    `necp_tick_seconds_bucket{le="+Inf",zone="b"} 0`,
    `necp_tick_seconds_sum{zone="a"} 3`,
    `necp_ticks_late_total{zone="a"} ${late}`,
    `necp_ticks_late_total{zone="b"} 1`,
    `necp_zone_overload_step{zone="a",layer="1"} 2`,
    `necp_zone_overload_step{zone="b",layer="1"} 0`,
    `necp_tick_phase_seconds_bucket{le="0.005",phase="move"} 77`,
  ].join("\n");

describe("9.11 the server's tick figures", () => {
  it("9.11 zones add up, only the window counts", () => {
    const before = readTickCounter(page(100, 100, 100, 2));
    const after = readTickCounter(page(150, 198, 200, 5));
    assert.deepEqual(before.buckets, [
      [0.005, 100],
      [0.01, 100],
      [Number.POSITIVE_INFINITY, 100],
    ]);
    assert.deepEqual([before.overloadStep, readTickCounter("").overloadStep], [2, 0]);
    const window = tickWindow(before, after);
    assert.equal(window.ticks, 100);
    assert.equal(window.late, 3);
    assert.equal(window.p50Ms, 5);
    assert.ok(Math.abs(tickWindow(before, readTickCounter(page(125, 200, 200, 2))).p50Ms - 5 - (25 / 75) * 5) < 1e-9);
    // past the last bound nothing better is known than that bound
    assert.deepEqual([window.p99Ms, window.maxMs], [10, 10]);
  });

  it("9.11 a server that counted nothing gives zeros", () => {
    assert.deepEqual(tickWindow(readTickCounter(""), readTickCounter("")), { ticks: 0, late: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 });
    const same = readTickCounter(page(1, 1, 1, 0));
    assert.equal(tickWindow(same, same).ticks, 0);
  });
});
