import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { startRedis } from "#scripts/redis.ts";
import { redisUrl } from "#test/support/redis.ts";
import { type Jobs, type JobsLog, LocalJobs, SharedJobs } from "./jobs.ts";

const errors: string[] = [];
const log: JobsLog = { error: (details) => void errors.push(`${details.job}: ${(details.err as Error).message}`) };

/** A handler that counts, and a promise of its n-th call. */
function counter() {
  let calls = 0;
  const waiting: { n: number; done: () => void }[] = [];
  return {
    handler: async () => {
      calls++;
      for (const w of waiting) if (calls >= w.n) w.done();
    },
    reached: (n: number) => new Promise<void>((done) => (calls >= n ? done() : waiting.push({ n, done }))),
    calls: () => calls,
  };
}

const KINDS: { kind: string; open: () => Promise<() => Jobs> }[] = [
  { kind: "in one process", open: async () => () => new LocalJobs(log) },
  {
    kind: "through Redis",
    open: async () => {
      const url = await redisUrl();
      return () => new SharedJobs(url, log);
    },
  },
];

for (const { kind, open } of KINDS) {
  describe(`jobs ${kind}`, () => {
    let create: () => Jobs;
    let jobs: Jobs;
    beforeEach(async () => {
      errors.length = 0;
      create ??= await open();
      jobs = create();
    });
    afterEach(() => jobs.close());

    it("9.1 each runs again and again", async () => {
      const fast = counter();
      const slow = counter();
      jobs.every("fast", 50, fast.handler);
      jobs.every("slow", 150, slow.handler);
      await Promise.all([fast.reached(3), slow.reached(2)]);
    });

    it("9.1 one that fails is logged, and runs again at its next time", async () => {
      const failing = counter();
      jobs.every("failing", 50, async () => {
        await failing.handler();
        throw new Error("no luck");
      });
      await failing.reached(2);
      assert.equal(errors[0], "failing: no luck");
    });

    it("9.1 one that takes longer than its period never meets itself", async () => {
      let inside = 0;
      let most = 0;
      const long = counter();
      jobs.every("long", 20, async () => {
        most = Math.max(most, ++inside);
        await sleep(100);
        inside--;
        await long.handler();
      });
      await long.reached(3);
      assert.equal(most, 1);
    });

    it("R19 closing waits for what runs and starts no more", async () => {
      let ended = 0;
      const begun = counter();
      jobs.every("last", 30, async () => {
        await begun.handler();
        await sleep(150);
        ended++;
      });
      await begun.reached(1);
      await jobs.close();
      assert.equal(ended, begun.calls());
      const before = begun.calls();
      await sleep(120);
      assert.equal(begun.calls(), before);
    });
  });
}

describe("jobs of several processes", () => {
  it("9.1 a job runs in one of them, not in each", async () => {
    const url = await redisUrl();
    const a = new SharedJobs(url, log);
    const b = new SharedJobs(url, log);
    let inside = 0;
    let most = 0;
    const seen = counter();
    // turns begin at the same moment everywhere: two schedules would meet. One turn must not meet the next, however busy the machine is
    const handler = async () => {
      most = Math.max(most, ++inside);
      await sleep(100);
      inside--;
      await seen.handler();
    };
    a.every("once", 2000, handler);
    b.every("once", 2000, handler);
    await seen.reached(3);
    await Promise.all([a.close(), b.close()]);
    assert.equal(most, 1);
  });

  it("R16 when Redis comes back empty the jobs go on", async () => {
    const first = await startRedis();
    const jobs = new SharedJobs(first.url, log, { recheckMs: 100 });
    const seen = counter();
    jobs.every("steady", 50, seen.handler);
    await seen.reached(2);
    await first.kill();
    const second = await startRedis(first.port);
    await seen.reached(seen.calls() + 3);
    await jobs.close();
    await second.stop();
  });
});
