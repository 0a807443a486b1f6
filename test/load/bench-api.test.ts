import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BesideRun, compare, measureBeside } from "#loadtest/bench/api/beside.ts";
import { createDatabase, type TestDatabase } from "#test/support/database.ts";

describe("9.11 npm run bench:api", function () {
  this.timeout(60_000);

  /** A few walkers for a second: that it can be measured, not how fast it is. */
  it("9.11 the ticks of a zone are measured alone and beside log-ins", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "necpgame-bench-test-"));
    const databases = new Map<string, TestDatabase>();
    const own = {
      folder,
      create: async () => {
        const database = await createDatabase();
        databases.set(database.url, database);
        return database.url;
      },
      drop: async (url: string) => {
        await databases.get(url)?.drop();
        databases.delete(url);
      },
      stop: async () => {},
    };
    const heard: BesideRun[] = [];
    const few = { walkers: 4, perSecond: 5, rounds: 1, seconds: 1, warmUp: 0 };
    const signal = new AbortController().signal;
    const runs = await measureBeside(own, { ...few, cores: null, profileDir: null, signal, heard: (run) => heard.push(run) });
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(heard, runs);
    assert.deepEqual(
      runs.map(({ asked, failed }) => [asked, failed]),
      [
        [0, 0],
        [5, 0],
      ],
      runs[1].firstFailure,
    );
    const compared = compare(runs);
    assert.ok(compared, JSON.stringify(runs));
    const { alone, beside } = compared;
    assert.ok(alone.ticks > 5 && beside.ticks > 5 && alone.p99Ms >= alone.p50Ms, JSON.stringify(compared));
    assert.ok(beside.loginsPerSecond > 0 && runs[1].loginP99Ms > 0);
    assert.equal(databases.size, 0, "its database is gone");
  });
});
