import assert from "node:assert/strict";
import { Track, turn } from "./track.ts";

const place = () => ({ x: 0, y: 0, facing: 0 });

describe("play page: interpolation of others", () => {
  it("1.4 shows the place between two samples", () => {
    const track = new Track();
    const out = place();
    track.reset(100, 10, 20, 0);
    for (let n = 1; n <= 10; n++) track.push(100 + n, 10 + n * 0.25, 20, 0);
    track.sample(105.5, out);
    assert.ok(Math.abs(out.x - 11.375) < 1e-9, String(out.x));
    track.sample(90, out);
    assert.equal(out.x, 10);
    track.sample(500, out);
    assert.equal(out.x, 12.5);
  });

  it("1.4 somebody told of every fifth tick moves without stopping", () => {
    const track = new Track();
    const out = place();
    track.reset(0, 0, 0, 0);
    let before = 0;
    for (let tick = 1; tick <= 200; tick++) {
      if (tick % 5 === 0) track.push(tick, tick * 0.25, 0, 0);
      // shown 2 ticks behind the newest snapshot, as for those who are near
      track.sample(tick - 2, out);
      if (tick > 100) assert.ok(out.x - before > 0.15 && out.x - before < 0.35, `moved ${out.x - before} m in tick ${tick}`);
      before = out.x;
    }
  });

  it("1.4 after a long stand it starts when it starts, it does not creep through the pause", () => {
    const track = new Track();
    const out = place();
    track.reset(0, 0, 0, 0);
    track.push(1, 0.25, 0, 0);
    track.push(100, 0.5, 0, 0);
    track.sample(60, out);
    assert.equal(out.x, 0.25);
    track.sample(98.5, out);
    assert.equal(out.x, 0.25);
    track.sample(99.5, out);
    assert.ok(out.x > 0.25 && out.x < 0.5);
  });

  it("1.4 a teleport is no glide, an old sample changes nothing", () => {
    const track = new Track();
    const out = place();
    track.reset(10, 0, 0, 0);
    track.push(11, 100, 0, 1);
    track.sample(10.5, out);
    assert.equal(out.x, 100);
    track.push(11, 5, 5, 0);
    track.sample(20, out);
    assert.equal(out.x, 100);
  });

  it("1.4 turns along the shorter way", () => {
    assert.ok(Math.abs(turn(0.1, Math.PI * 2 - 0.1, 0.5)) < 1e-9);
    assert.ok(Math.abs(turn(1, 2, 0.25) - 1.25) < 1e-9);
  });
});
