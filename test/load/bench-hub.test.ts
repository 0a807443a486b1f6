import assert from "node:assert/strict";
import { type HubRun, measureHub, summarizeHub } from "#loadtest/bench/hub/bench.ts";
import { CountedDatabases } from "./support/bench-databases.ts";

describe("9.11 npm run bench:hub", () => {
  /** Two parties for a second: that it can be measured, not how fast it is. */
  it("1.11 what is said to a zone and to parties is heard by all of them, beside a zone that ticks", async () => {
    const own = new CountedDatabases();
    const heard: HubRun[] = [];
    const few = { clients: 10, zonePerSecond: 2, partyPerSecond: 8, walkers: 4, rounds: 1, seconds: 1, warmUp: 0 };
    const signal = new AbortController().signal;
    const runs = await measureHub(own, { ...few, cores: null, profileDir: null, signal, heard: (run) => heard.push(run) });
    await own.stop();
    assert.deepEqual(heard, runs);
    const figures = summarizeHub(runs);
    assert.ok(figures, JSON.stringify(runs));
    assert.equal(runs[1].talk?.expected, 2 * 10 + 8 * 5);
    assert.deepEqual([figures.lost, figures.refused], [0, 0], runs[1].talk?.firstRefusal);
    assert.ok(figures.p99Ms >= figures.p50Ms && figures.zoneP99Ms > 0 && figures.partyP99Ms > 0, JSON.stringify(figures));
    assert.equal(summarizeHub(runs.slice(0, 1)), null, "silence alone says nothing");
    assert.equal(own.left, 0, "its database is gone");
  });
});
