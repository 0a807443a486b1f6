import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { uuidv7 } from "uuidv7";
import { armFailpoints, beforeStatement } from "#server/platform/failpoint.ts";
import { loadContent } from "#shared/content/load.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { TestApi } from "#test/api/support/api.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { cleanEnv, TestProcess } from "#test/support/server.ts";
import { SOAK } from "#test/support/soak.ts";
import { besideEverything } from "./support/beside-everything.ts";
import { makeDealers, tokenOf } from "./support/people.ts";
import { type Request, SINGLE_DEALS, Table } from "./support/single-deals.ts";
import { wholeState } from "./support/whole-state.ts";

const PROCESS = fileURLToPath(new URL("support/api-process.ts", import.meta.url));
/** Statements of each operation at which a whole process dies; with `npm run test:soak` all of them. */
const DEATHS = 1;

describe("R3 operations that are broken off at a statement", function () {
  this.retries(0);
  let api: TestApi;
  before(async () => {
    api = await TestApi.start({ whereabouts: besideEverything(loadContent()), beforeStatement });
  });
  afterEach(async () => {
    armFailpoints([]);
    assert.deepEqual(await discrepanciesIn(api.database.pool), []);
  });
  after(() => api.stop());

  const state = () => wholeState(api.database.pool);
  const table = async () => new Table(api, await makeDealers(api.database.prisma, 3));
  /** Again with its key: done once, and only once however often it is asked. */
  const onceMore = async (at: Table, request: Request, key: string) => {
    const done = await at.send(request, key);
    assert.ok(done.status < 300, done.text);
    const after = await state();
    const again = await at.send(request, key);
    assert.deepEqual([again.status, again.text, again.headers.get("idempotency-replayed")], [done.status, done.text, "true"]);
    assert.deepEqual(await state(), after);
  };

  for (const { name, prepare } of SINGLE_DEALS) {
    it(`R3 ${name}: with the connection gone at each statement nothing is done; with the same key it is done once`, async () => {
      const at = await table();
      const request = await prepare(at);
      const key = uuidv7();
      const before = await state();
      let n = 0;
      for (; ; n++) {
        armFailpoints([{ name: "statement", action: "throw", after: n }]);
        const reply = await at.send(request, key);
        armFailpoints([]);
        if (reply.status < 300) break;
        assert.ok(reply.status >= 500, `${name} at statement ${n}: ${reply.text}`);
        assert.deepEqual(await state(), before, `${name} at statement ${n}`);
      }
      assert.ok(n >= 5, `${n} statements`);
      await onceMore(at, request, key);
    });

    it(`R3 ${name}: the process dies at ${SOAK ? "every statement" : `${DEATHS} of its statements`}; with the same key it is done once`, async () => {
      const seed = randomInt(2 ** 31);
      const rng = new Rng(seed);
      const statements = await count(name);
      const all = Array.from({ length: statements }, (_, n) => n);
      const chosen = SOAK ? all : Array.from({ length: DEATHS }, () => rng.int(0, statements - 1));
      for (const n of chosen) await diesAt(name, prepare, n, seed);
    }).timeout(SOAK ? 3_600_000 : 600_000);
  }

  /** One process dies at statement `n`, or at the last one where there are fewer this time. */
  async function diesAt(name: string, prepare: (typeof SINGLE_DEALS)[number]["prepare"], n: number, seed: number): Promise<void> {
    const at = await table();
    const request = await prepare(at);
    const key = uuidv7();
    const before = await state();
    const dying = new TestProcess([PROCESS, api.databaseUrl, "quiet"], cleanEnv({ FAILPOINT: `statement:exit:${n}` }));
    await dying.said(/listening on \d+\./);
    const port = /listening on (\d+)\./.exec(dying.output)?.[1];
    const answer = await ask(`http://127.0.0.1:${port}`, request, key).catch((error: unknown) => {
      assert.ok(error instanceof TypeError, `${name} at statement ${n}, seed ${seed}: ${String(error)}`);
    });
    if (answer !== undefined) {
      await dying.signal("SIGKILL");
      assert.ok(n > 0, `${name}, seed ${seed}: ${String(answer)}`);
      return diesAt(name, prepare, n - 1, seed);
    }
    assert.equal(await dying.exited(), null);
    await released();
    assert.deepEqual(await state(), before, `${name} at statement ${n}, seed ${seed}`);
    await onceMore(at, request, key);
  }

  /** How many statements an operation takes, log-in included. */
  async function count(name: string): Promise<number> {
    const deal = SINGLE_DEALS.find((one) => one.name === name);
    assert.ok(deal);
    const at = await table();
    const request = await deal.prepare(at);
    const MANY = 1_000_000;
    const point = { name: "statement", action: "throw" as const, after: MANY };
    const armed = armFailpoints([point])[0];
    await at.done(request);
    return MANY - armed.after;
  }

  async function ask(base: string, { who, method, path, body }: Request, key: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${await tokenOf(who)}`, "content-type": "application/json", "idempotency-key": key };
    const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return response.text();
  }

  /** The database has noticed that the dead process is gone. */
  async function released(): Promise<void> {
    const open = `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`;
    while ((await api.database.pool.query(open)).rows[0].open > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
