import assert from "node:assert/strict";
import { TickLoop } from "./tick-loop.ts";

describe("tick loop", () => {
  function loop(rate = 20) {
    const seen = { ticks: 0, dropped: 0, errors: 0, now: 0, fail: false };
    const l = new TickLoop({
      rate,
      tick: () => {
        seen.ticks++;
        if (seen.fail) throw new Error("tick");
      },
      onDropped: (n) => {
        seen.dropped += n;
      },
      onError: () => {
        seen.errors++;
      },
      now: () => seen.now,
    });
    l.start();
    const at = (ms: number) => {
      seen.now = ms;
      l.run();
    };
    return { l, seen, at };
  }

  it("1.2 one tick per period, however the timer wobbles", () => {
    const { l, seen, at } = loop();
    for (const [ms, ticks] of [
      [10, 0],
      [50, 1],
      [99, 1],
      [101, 2],
      [149, 2],
      [160, 3],
      [260, 5],
    ]) {
      at(ms);
      assert.equal(seen.ticks, ticks, `at ${ms} ms`);
    }
    assert.equal(seen.dropped, 0);
    l.stop();
  });

  it("R18 after a stall of 2 s at most 5 ticks are made up for, the rest is dropped and counted", () => {
    const { l, seen, at } = loop();
    at(2000);
    assert.equal(seen.ticks, 5);
    assert.equal(seen.dropped, 35);
    at(2049);
    assert.equal(seen.ticks, 5);
    at(2050);
    assert.equal(seen.ticks, 6);
    assert.equal(seen.dropped, 35);
    l.stop();
  });

  it("R17 a tick that throws is reported, the next one runs", () => {
    const { l, seen, at } = loop();
    seen.fail = true;
    at(50);
    at(100);
    assert.deepEqual([seen.ticks, seen.errors], [2, 2]);
    l.stop();
  });

  it("1.2 it really runs, and stops", async () => {
    let ticks = 0;
    const l = new TickLoop({ rate: 100, tick: () => ticks++, onDropped: () => {}, onError: () => {} });
    l.start();
    while (ticks < 3) await new Promise((r) => setTimeout(r, 5));
    l.stop();
    const then = ticks;
    await new Promise((r) => setTimeout(r, 40));
    assert.equal(ticks, then);
  });
});
