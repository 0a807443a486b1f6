import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { OwnPostgres } from "#test/support/own-postgres.ts";
import { SOAK } from "#test/support/soak.ts";
import type { World } from "./support/deals/deal.ts";
import { dealOver, tell } from "./support/run.ts";

const CRASHES = 8;
const OPERATIONS = SOAK ? 2000 : 320;

describe("R14 PostgreSQL crashes under load", function () {
  this.retries(0);
  let postgres: OwnPostgres;
  before(async () => {
    postgres = await OwnPostgres.start();
  });
  after(async () => {
    await postgres.drop();
  });

  /** How long players waited for an answer after it was back, ms. */
  const waited: number[] = [];
  async function crash({ client, dealers }: World): Promise<true> {
    postgres.crash();
    await postgres.recover();
    const back = performance.now();
    await client.read(dealers[0], `/api/v1/inventory/${dealers[0].characterId}`);
    waited.push(Math.round(performance.now() - back));
    return true;
  }

  it(`R14 ${CRASHES} times while ${OPERATIONS} operations are done: nothing that was promised is lost, and everything adds up`, async function () {
    this.timeout(600_000);
    const seed = randomInt(2 ** 31);
    const fault = { times: CRASHES, happen: crash };
    const report = await dealOver(postgres.url, { seed, operations: OPERATIONS, fault });
    tell(seed, report);
    console.log(`      answered ${waited.join(", ")} ms after it was back`);
    assert.deepEqual(report.findings, [], `seed ${seed}`);
    assert.equal(report.faults, CRASHES);
  });
});
