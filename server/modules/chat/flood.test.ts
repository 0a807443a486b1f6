import assert from "node:assert/strict";
import { FloodGuard } from "./flood.ts";

const T = 1_000_000;

describe("6.1 floods", () => {
  it("6.1 ten messages in a second silence for ten seconds, to the millisecond", () => {
    const guard = new FloodGuard();
    for (let n = 0; n < 9; n++) assert.equal(guard.heard("a", `text ${n}`, T + n * 100), null);
    assert.deepEqual(guard.heard("a", "tenth", T + 950), { until: T + 10_950, begins: true });
    assert.deepEqual(guard.heard("a", "more", T + 10_949), { until: T + 10_950, begins: false }, "writing on does not make it longer");
    assert.equal(guard.heard("a", "again", T + 10_950), null);
    assert.equal(guard.heard("b", "other", T + 951), null, "others are not meant");
  });

  it("6.1 nine in a second, twice, are talk", () => {
    const guard = new FloodGuard();
    for (let n = 0; n < 18; n++) assert.equal(guard.heard("a", `text ${n}`, T + Math.floor(n / 9) * 1000 + (n % 9)), null);
  });

  it("6.1 slower spam: the same text four times within half a minute, in whatever spelling", () => {
    const guard = new FloodGuard();
    const texts = ["Buy GOLD!", "buy gold", "b u y  g o l d !!!", "BUY... gold?"];
    assert.deepEqual(
      texts.map((text, n) => guard.heard("a", text, T + n * 5000)?.begins ?? null),
      [null, null, null, true],
    );
    for (let n = 0; n < 9; n++) assert.equal(guard.heard("b", null, T + n * 1000), null, "where one may repeat oneself");
    for (let n = 0; n < 12; n++) assert.equal(guard.heard("c", "hello", T + n * 10_100), null, "three in half a minute");
    for (const [n, text] of ["!", "?", "…", "!!"].entries()) assert.equal(guard.heard("d", text, T + n), null);
  });

  it("6.1 steady streams: 25 in half a minute", () => {
    const guard = new FloodGuard();
    const answers = Array.from({ length: 25 }, (_, n) => guard.heard("a", `text ${n}`, T + n * 1000));
    assert.equal(
      answers.findIndex((answer) => answer !== null),
      24,
    );
  });

  it("6.1 who floods again is silent twice as long, up to five minutes; quiet is forgiven", () => {
    const guard = new FloodGuard();
    let now = T;
    const flood = () => {
      for (;;) {
        const answer = guard.heard("a", null, now);
        if (!answer) continue;
        const lasts = answer.until - now;
        now = answer.until;
        return lasts;
      }
    };
    assert.deepEqual(Array.from({ length: 7 }, flood), [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
    now += 5 * 60_000;
    assert.equal(flood(), 10_000);
  });
});
