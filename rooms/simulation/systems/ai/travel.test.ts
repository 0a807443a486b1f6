import assert from "node:assert/strict";
import { testZone } from "#test/support/test-zone.ts";
import { MAX_EXPANSIONS } from "../../pathfinder.ts";
import { ZoneState } from "../../zone-state.ts";
import { spawnAll } from "../npc-spawns.ts";
import { EXPANSIONS_PER_TICK, goTo, planPaths } from "./travel.ts";

/** A crowd of NPCs west of a long wall that all want to get to the other side. */
function crowd(count: number): ZoneState {
  const npcs = Array.from({ length: count }, (_, n) => ({ npc: "wolf", at: [10 + (n % 10), 40 + Math.floor(n / 10)] as [number, number] }));
  const s = new ZoneState(testZone({ walls: [[50, 2, 1, 98]], npcs }), 256, 1);
  spawnAll(s);
  for (let i = 1; i <= count; i++) {
    s.minds.goalX[i] = 90;
    s.minds.goalY[i] = 50;
    s.minds.arriveM[i] = 1;
    goTo(s, i, 0);
  }
  return s;
}

const planned = (s: ZoneState) => [...s.minds.pathLength].filter((length) => length > 0).length;

describe("1.7 planning ways", () => {
  it("1.7 a tick plans within its budget, first come first served, until all have their way", () => {
    const s = crowd(100);
    assert.equal(s.paths.length, 100);
    let ticks = 0;
    for (let before = 0; s.paths.length > 0; before = planned(s)) {
      planPaths(s);
      ticks++;
      const now = planned(s);
      assert.ok(now > before, "every tick serves somebody");
      assert.ok(
        [...s.minds.pathLength.subarray(1, now + 1)].every((length) => length > 0),
        "those who asked first",
      );
    }
    assert.equal(planned(s), 100);
    // each way looks at some thousand cells: a tick's searches stay below the budget but for the last one
    assert.ok(ticks >= 100 / (1 + EXPANSIONS_PER_TICK / 500) && EXPANSIONS_PER_TICK < MAX_EXPANSIONS, `${ticks} ticks`);
  });

  it("1.7 who has died, gone or changed his mind is skipped; nobody waits twice", () => {
    const s = crowd(3);
    goTo(s, 1, 0);
    assert.equal(s.paths.length, 3);
    s.world.despawn(s.world.id[1]);
    s.minds.forgetPath(2);
    planPaths(s);
    assert.equal(s.paths.length, 0);
    assert.deepEqual(
      [...s.minds.pathLength.subarray(1, 4)].map((n) => n > 0),
      [false, false, true],
    );
  });

  it("1.7 a plan is kept while its goal stays about where it was", () => {
    const s = crowd(1);
    planPaths(s);
    s.minds.goalX[1] += 1.5;
    goTo(s, 1, 0);
    assert.equal(s.paths.length, 0);
    s.minds.goalY[1] += 12; // 80 m of way: two cells and one for every ten
    goTo(s, 1, 0);
    assert.equal(s.paths.length, 1);
  });
});
