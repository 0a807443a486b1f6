import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Postgres, startPostgres } from "#scripts/pg.ts";
import { freePortPair } from "#test/support/ports.ts";
import { SOAK } from "#test/support/soak.ts";
import type { World } from "./support/deals/deal.ts";
import { dealOver, tell } from "./support/run.ts";

const MIGRATE = fileURLToPath(new URL("../../scripts/migrate.ts", import.meta.url));
const run = promisify(execFile);
const CRASHES = 8;
const OPERATIONS = SOAK ? 2000 : 320;

describe("R14 PostgreSQL crashes under load", function () {
  this.retries(0);
  let dir: string;
  let postgres: Postgres;
  before(async function () {
    this.timeout(120_000);
    dir = mkdtempSync(path.join(tmpdir(), "necpgame-crash-"));
    // its own, and one that keeps what it has promised
    postgres = await startPostgres({ dir, port: (await freePortPair()).web });
    await run(process.execPath, [MIGRATE, "deploy"], { env: { ...process.env, DATABASE_URL: postgres.url() } });
  });
  after(async function () {
    this.timeout(60_000);
    await postgres.stop();
    rmSync(postgres.folder, { recursive: true, force: true });
    rmSync(dir, { recursive: true, force: true });
  });

  /** How long players waited for an answer after it was back, ms. */
  const waited: number[] = [];
  /** Its processes have no time for anything; then it starts and finds what it had written. */
  async function crash({ client, dealers }: World): Promise<true> {
    process.kill(Number.parseInt(readFileSync(path.join(postgres.folder, "data/postmaster.pid"), "utf8"), 10), "SIGKILL");
    postgres = await startPostgres({ dir, port: postgres.port });
    const back = performance.now();
    await client.read(dealers[0], `/api/v1/inventory/${dealers[0].characterId}`);
    waited.push(Math.round(performance.now() - back));
    return true;
  }

  it(`R14 ${CRASHES} times while ${OPERATIONS} operations are done: nothing that was promised is lost, and everything adds up`, async function () {
    this.timeout(600_000);
    const seed = randomInt(2 ** 31);
    const fault = { times: CRASHES, happen: crash };
    const report = await dealOver(postgres.url(), { seed, operations: OPERATIONS, fault });
    tell(seed, report);
    console.log(`      answered ${waited.join(", ")} ms after it was back`);
    assert.deepEqual(report.findings, [], `seed ${seed}`);
    assert.equal(report.faults, CRASHES);
  });
});
