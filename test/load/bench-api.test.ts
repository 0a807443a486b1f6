import assert from "node:assert/strict";
import { type BesideRun, compare, measureBeside } from "#loadtest/bench/api/beside.ts";
import { Bench } from "#loadtest/bench/api/bench.ts";
import { bidStage } from "#loadtest/bench/api/bid-stage.ts";
import { makeDealers } from "#loadtest/bench/api/dealers.ts";
import { OPERATIONS } from "#loadtest/bench/api/operations.ts";
import { makePlayers } from "#loadtest/bench/api/players.ts";
import { inTransaction, type Stage, type Taking } from "#loadtest/bench/api/stage.ts";
import { tradeStage } from "#loadtest/bench/api/trade-stage.ts";
import { addField, withClient } from "#loadtest/bench/contenders/office.ts";
import { CountedDatabases } from "./support/bench-databases.ts";

const TURNING = OPERATIONS.filter(({ done }) => done);

describe("9.11 npm run bench:api", () => {
  /** For a moment: that all that is counted was done, on both sides, and that it goes on where it ended. */
  it("9.11 moves, confirmations of trades and bids are measured beside a bare handler that does the same", async () => {
    const own = new CountedDatabases();
    const bench = await Bench.start({ database: own, operations: TURNING, cores: null, profileDir: null });
    try {
      for (const { name, statements } of bench.statements) assert.ok(statements > 10, `${name}: ${statements}`);
      for (const operation of TURNING) {
        for (const contender of ["ours", "bare", "ours"] as const) {
          const run = await bench.measure(contender, operation, 0.2);
          assert.ok(run.answered > 0 && run.perSecond > 0 && run.p99Ms >= run.p50Ms && run.cpuUs > 0, JSON.stringify(run));
          assert.ok(run.failed === 0 || run.firstFailure.startsWith("HTTP/1.1 503 "), run.firstFailure);
        }
      }
      assert.deepEqual(await own.discrepancies(), []);
    } finally {
      await bench.stop();
    }
    await own.stop();
    assert.equal(own.left, 0, "its database is gone");
  });

  it("9.11 a turn that was not done, or not wholly, ends the bench", async () => {
    const own = new CountedDatabases();
    const url = await own.create();
    await addField(url, 60);
    const dealers = await makeDealers(url, await makePlayers(url, 4, "a secret of the bench, long enough"));
    const takings = dealers.map((player) => ({ player, turn: 0 }));
    await withClient(url, async (client) => {
      const [set, clear] = (["set", "clear"] as const).map((step) => (stage: Stage, taken: readonly Taking[] = takings) => {
        return inTransaction(client, () => stage[step](client, taken));
      });
      const later = takings.map(({ player }) => ({ player, turn: 1 }));
      await assert.rejects(set(tradeStage, later), /4 items are not where/);
      await set(tradeStage);
      await assert.rejects(clear(tradeStage), /2 trades were not completed/);
      // completed, but nothing changed hands
      await client.query("UPDATE trades SET state = 'completed', ended_at = now()");
      await assert.rejects(clear(tradeStage), /4 of 4 dealers had other/);

      await set(bidStage);
      await assert.rejects(set(bidStage), /4 of 4 dealers had other/);
      await assert.rejects(clear(bidStage), /2 auctions are not led/);
    });
    assert.deepEqual(await own.discrepancies(), []);
    await own.drop(url);
    await own.stop();
  });

  /** A few walkers for a second: that it can be measured, not how fast it is. */
  it("9.11 the ticks of a zone are measured alone and beside log-ins", async () => {
    const own = new CountedDatabases();
    const heard: BesideRun[] = [];
    const few = { walkers: 4, perSecond: 5, rounds: 1, seconds: 1, warmUp: 0 };
    const signal = new AbortController().signal;
    const runs = await measureBeside(own, { ...few, cores: null, profileDir: null, signal, heard: (run) => heard.push(run) });
    await own.stop();
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
    assert.equal(own.left, 0, "its database is gone");
  });
});
