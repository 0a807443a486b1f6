import assert from "node:assert/strict";
import { DelayLine } from "./lag.ts";

/** A clock that only moves when told to. */
class Time {
  now = 0;
  readonly #timers: Array<{ at: number; run: () => void }> = [];
  later = (run: () => void, ms: number): void => {
    this.#timers.push({ at: this.now + ms, run });
  };
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at);
      if (!this.#timers.length || this.#timers[0].at > end) break;
      const timer = this.#timers.shift() ?? assert.fail();
      this.now = Math.max(this.now, timer.at);
      timer.run();
    }
    this.now = end;
  }
}

describe("play page: lag switch", () => {
  it("1.3 delays by as much as asked and keeps the order when it is switched off", () => {
    const time = new Time();
    const got: Array<[number, number]> = [];
    const line = new DelayLine<number>(
      (value) => got.push([time.now, value]),
      () => time.now,
      time.later,
    );
    line.push(1);
    line.delayMs = 50;
    line.push(2);
    time.pass(20);
    line.push(3);
    line.delayMs = 0;
    line.push(4);
    time.pass(200);
    line.push(5);
    assert.deepEqual(got, [
      [0, 1],
      [50, 2],
      [70, 3],
      [70, 4],
      [220, 5],
    ]);
  });
});
