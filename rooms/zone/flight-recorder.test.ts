import assert from "node:assert/strict";
import { FlightRecorder, ROOM_PHASES } from "./flight-recorder.ts";

const MINUTE = 60_000;

describe("flight recorder", () => {
  let now = 1_800_000_000_000;
  let tick = 0;
  let recorder: FlightRecorder;
  beforeEach(() => {
    tick = 0;
    recorder = new FlightRecorder(() => now);
  });

  function run(
    phases: Partial<Record<(typeof ROOM_PHASES)[number], number>>,
    counts: { joins?: number; combatEvents?: number } = {},
    lateMs = 0,
  ): void {
    let total = 0;
    for (const name of ROOM_PHASES) {
      const ms = phases[name] ?? 1;
      recorder.phase(name, ms);
      total += ms;
    }
    recorder.count("players", 100);
    recorder.count("joins", counts.joins ?? 0);
    recorder.count("combatEvents", counts.combatEvents ?? 30);
    recorder.ended(++tick, tick * 50, total, lateMs);
  }

  it("1.2 the worst tick comes first, with its phases, its counts and what made it expensive", () => {
    for (let n = 0; n < 200; n++) run({});
    run({ snapshot: 9 }, { joins: 40 });
    run({ abilities: 21 }, { combatEvents: 600 });
    for (let n = 0; n < 200; n++) run({});
    const [first, second, third] = recorder.worst(3);
    assert.equal(first.tick, 202);
    assert.deepEqual([first.totalMs, first.phases.abilities, first.counts.combatEvents, first.counts.players], [27, 21, 600, 100]);
    assert.match(first.cause, /^abilities took 21 ms instead of 1 ms: 600 combat events instead of 30$/);
    assert.equal(first.at, new Date(now).toISOString());
    assert.match(second.cause, /^snapshot took 9 ms instead of 1 ms: 40 joins instead of 0$/);
    assert.match(third.cause, /nothing stands out/);
    assert.deepEqual(first.usual.phases.abilities, 1);
  });

  it("1.2 being late and garbage collections are told apart from slow phases", () => {
    for (let n = 0; n < 50; n++) run({});
    run({}, {}, 80);
    run({ ai: 15 });
    recorder.pause(tick * 50 + 2, 13);
    const [late, collected] = recorder.worst(2);
    assert.match(late.cause, /^it began 80 ms late/);
    assert.equal(late.gcMs, 0);
    assert.equal(collected.gcMs, 13);
    assert.match(collected.cause, /^garbage collection stopped the process for 13 ms/);
  });

  it("1.2 each minute keeps its five worst; after an hour they are forgotten", () => {
    for (let n = 0; n < 20; n++) run({ ai: 10 + n });
    assert.deepEqual(
      recorder.worst(100).map((e) => e.phases.ai),
      [29, 28, 27, 26, 25],
    );
    now += 30 * MINUTE;
    run({ ai: 3 });
    assert.equal(recorder.worst(100).length, 6);
    now += 31 * MINUTE;
    assert.deepEqual(
      recorder.worst(100).map((e) => e.phases.ai),
      [3],
    );
    now += 30 * MINUTE;
    assert.deepEqual(recorder.worst(100), []);
  });
});
