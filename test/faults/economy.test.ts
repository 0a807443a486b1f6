import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { deal, kills, tell } from "./support/run.ts";

/** Others: R1_OPERATIONS=300 R1_KILLS=3 R1_SEED=5 npm test -- test/faults/economy.test.ts */
const OPERATIONS = Number(process.env.R1_OPERATIONS ?? 10_000);
const KILLS = Number(process.env.R1_KILLS ?? 50);
const SEED = Number(process.env.R1_SEED ?? randomInt(2 ** 31));

describe("the economy while processes die", function () {
  this.retries(0);
  it(`R1 ${OPERATIONS} operations, 12 at a time, ${KILLS} times SIGKILL: everything adds up, nothing is lost or there twice`, async function () {
    this.timeout(1_800_000);
    const report = await deal({ seed: SEED, operations: OPERATIONS, fault: kills(KILLS) });
    tell(SEED, report);
    assert.deepEqual(report.findings, [], `seed ${SEED}`);
    assert.equal(report.faults, KILLS);
  });

  it("R2 the same against mail that reads, then writes: the check sees it", async function () {
    this.timeout(600_000);
    const report = await deal({ seed: SEED, operations: 300, fault: kills(3), how: "naive" });
    tell(SEED, report);
    const found = (words: RegExp) =>
      assert.ok(
        report.findings.some((finding) => words.test(finding)),
        `${words} not found, seed ${SEED}`,
      );
    found(/^conservation check/);
    found(/^a row is not what was written/);
    found(/^promised and not kept/);
  });
});
