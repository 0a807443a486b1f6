import { Crowd } from "#loadtest/bench/simulation-crowd.ts";
import { measureBytes } from "#loadtest/bench/simulation-measure.ts";

/**
 * A process of its own for rooms/simulation/steady-tick.test.ts (node --expose-gc --predictable): warms a fighting crowd up until the
 * compiler is done with it, and prints, as JSON, the bytes one tick allocates: the median over windows of ticks, and the same with a
 * small array per tick put in.
 */
const ENTITIES = 5000;
const WARM_UP_TICKS = 4500;
const MEASURED_TICKS = 300;

const kept: { value: number[] } = { value: [] };
const crowd = new Crowd(ENTITIES, 1);
const putIn = () => {
  const tick = crowd.simulation.world.tick;
  kept.value = [tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick];
};
for (let n = 0; n < WARM_UP_TICKS; n++) {
  crowd.drive();
  crowd.step();
  putIn();
}
const median = (windows: Float64Array) => windows[windows.length >> 1];
const clean = median(measureBytes(crowd, MEASURED_TICKS));
const withAnArray = median(measureBytes(crowd, MEASURED_TICKS, putIn));
console.log(JSON.stringify({ clean, withAnArray, kept: kept.value.length }));
