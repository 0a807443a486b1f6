import assert from "node:assert/strict";
import path from "node:path";
import { runBench } from "#loadtest/bench/bench.ts";
import { CONTENDERS } from "#loadtest/bench/options.ts";
import { medians } from "#loadtest/bench/report.ts";
import { SCENARIOS, type Scenario } from "#loadtest/bench/scenario.ts";
import { CountedDatabases } from "./support/bench-databases.ts";
import { cleanEnv, ROOT, TestProcess } from "#test/support/server.ts";

/** A few clients for a second: that every contender can be measured, not how fast it is. */
async function measure(scenario: Scenario["name"], signal = new AbortController().signal) {
  const own = new CountedDatabases();
  const said: string[] = [];
  const outcome = await runBench({
    scenario: SCENARIOS[scenario],
    sizes: [8],
    contenders: scenario === "fight" ? ["ours"] : CONTENDERS,
    rounds: 1,
    seconds: 1,
    warmUp: 0,
    seed: 1,
    limitBytes: null,
    profileDir: null,
    cores: null,
    openDatabases: async () => own,
    signal,
    say: (text) => said.push(text),
  });
  return { ...outcome, said: said.join(""), stopped: own.stopped, left: own.left };
}

describe("9.11 npm run bench", () => {
  it("9.11 every contender lets its clients in, ticks, sends and is ended", async () => {
    const { runs, failures, said, stopped, left } = await measure("spread");
    assert.deepEqual(failures, [], said);
    assert.deepEqual(
      runs.map((r) => r.contender),
      [...CONTENDERS],
    );
    for (const r of runs) {
      assert.deepEqual([r.joined, r.failed], [8, []], r.contender);
      assert.ok(r.cpuUs > 0 && r.ticksPerSecond > 5 && r.inputsPerSecond > 5, `${r.contender}: ${JSON.stringify(r)}`);
      assert.ok(r.tickP99Ms > 0 && r.tickP99Ms >= r.tickP50Ms, r.contender);
    }
    const [ours, limit, stateview, broadcast] = runs.map((r) => r.bytesPerClientTick);
    assert.ok(Math.abs(limit - ours) <= 3, `limit sends as much as ours: ${limit}, ${ours}`);
    assert.ok(ours < stateview && stateview <= broadcast * 1.2, `${ours} ${stateview} ${broadcast}`);
    assert.deepEqual([stopped, left], [1, 0]);
    assert.equal(medians(runs).length, CONTENDERS.length);
  });

  it("9.11 a fight is measured on the real server", async () => {
    const { runs, failures, said } = await measure("fight");
    assert.deepEqual(failures, [], said);
    assert.equal(runs[0].joined, 8);
  });

  it("9.11 an interrupted bench stops what it started and keeps what it has", async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(new Error("interrupted")), 3000);
    const { runs, failures, stopped, left } = await measure("spread", interrupt.signal);
    assert.ok(runs.length < CONTENDERS.length);
    assert.ok(failures.length <= 1);
    assert.ok(left === 0 && stopped <= 1);
  });

  it("9.11 wrong arguments are listed together, help needs nothing", async () => {
    const bench = path.join(ROOT, "loadtest/bench/main.ts");
    const wrong = new TestProcess([bench, "--scenario", "chess", "--n", "0", "--contenders", "ours,theirs", "--rounds"], cleanEnv());
    assert.equal(await wrong.exited(), 2);
    for (const name of ["--scenario chess: ", "--n 0: ", "--contenders ours,theirs: ", "--rounds: "])
      assert.ok(wrong.output.includes(name), wrong.output);
    const help = new TestProcess([bench, "--help"], cleanEnv());
    assert.equal(await help.exited(), 0);
    assert.match(help.output, /stateview/);
  });
});
