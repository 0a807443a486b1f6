import assert from "node:assert/strict";
import { ServerClock } from "./clock.ts";

describe("play page: server clock", () => {
  it("1.5 follows the earliest arrivals and is not pulled along by late ones", () => {
    const clock = new ServerClock(20);
    for (let tick = 1; tick <= 400; tick++) clock.observe(tick, 1000 + tick * 50 + (tick % 4 === 0 ? 30 : 0));
    // true arrival of tick 400 without delay: 21000
    const estimate = clock.tickAt(21_000);
    assert.ok(estimate > 399.7 && estimate <= 400.01, `tick ${estimate}`);
    assert.ok(clock.jitterMs > 1 && clock.jitterMs < 30);
  });

  it("1.5 jumps when the server's time jumped", () => {
    const clock = new ServerClock(20);
    clock.observe(10, 500);
    clock.observe(5000, 600);
    assert.equal(clock.tickAt(600), 5000);
  });
});
