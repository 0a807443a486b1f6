import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { Simulation } from "../../simulation.ts";
import { ZoneState } from "../../zone-state.ts";
import { testZone } from "#test/support/test-zone.ts";
import { runAi } from "../ai.ts";
import { spawnAll } from "../npc-spawns.ts";
import { addPlayer } from "../../players.ts";
import { FIGHT_COST, THOUGHT_BUDGET } from "./thoughts.ts";

/** A zone full of fighters that a player keeps angry. */
function angry(count: number): ZoneState {
  const npcs = Array.from({ length: count }, (_, n) => ({
    npc: "wolf",
    at: [20.5 + (n % 60), 20.5 + Math.floor(n / 60)] as [number, number],
  }));
  const s = new ZoneState(testZone({ npcs }), count + 16, 1);
  spawnAll(s);
  const player = addPlayer(s, { name: "Bait", classId: "fighter", level: 1, experience: 0, x: 50, y: 60 });
  s.world.health[indexOf(player)] = 1_000_000_000;
  for (let i = 1; i <= count; i++) {
    s.threat.add(i, player, 1000, 0);
    s.minds.enter(i, 1, 0);
    s.turns.dueTick[i] = 1;
  }
  return s;
}

function tick(s: ZoneState): void {
  s.world.tick++;
  s.grid.rebuild(s.world);
  runAi(s);
}

describe("1.7 NPCs think in turns", () => {
  it("1.7 a tick's thoughts stay within the budget, and nobody waits longer than one round of all", () => {
    const count = 3000;
    const s = angry(count);
    const due = s.turns.dueTick;
    const lastThought = new Uint32Array(count + 1);
    let longest = 0;
    let postponed = 0;
    // all are due at once, and the enemy never leaves: the worst there is
    for (let n = 0; n < 40; n++) {
      const before = due.slice();
      tick(s);
      postponed += s.aiLoad.postponed;
      assert.ok(s.aiLoad.thoughts * FIGHT_COST <= THOUGHT_BUDGET[0] + FIGHT_COST, `${s.aiLoad.thoughts} thoughts`);
      for (let i = 1; i <= count; i++) {
        if (due[i] === before[i]) continue;
        longest = Math.max(longest, s.world.tick - lastThought[i]);
        lastThought[i] = s.world.tick;
      }
    }
    for (let i = 1; i <= count; i++) longest = Math.max(longest, s.world.tick - lastThought[i]);
    const round = Math.ceil((count * FIGHT_COST) / THOUGHT_BUDGET[0]);
    assert.ok(postponed > 0, "the budget was spent");
    assert.ok(longest <= round + 4, `${longest} ticks; a round of all takes ${round}`);
  });

  it("1.7 the nearer the nearest player, the more often an NPC thinks; nobody near: not at all", () => {
    const npcs = [60, 150, 220, 330].map((x) => ({ npc: "wanderer", at: [x, 50] as [number, number] }));
    const s = new ZoneState(testZone({ widthM: 500, npcs }), 64, 1);
    spawnAll(s);
    addPlayer(s, { name: "A", classId: "fighter", level: 1, experience: 0, x: 70, y: 50 });
    const thoughts = [0, 0, 0, 0];
    for (let n = 0; n < 400; n++) {
      const before = s.turns.dueTick.slice();
      tick(s);
      for (let k = 0; k < 4; k++) if (s.turns.dueTick[k + 1] !== before[k + 1]) thoughts[k]++;
      if (n === 100) assert.equal(s.minds.walking[4], 0, "asleep");
    }
    const [near, mid, far] = thoughts;
    assert.ok(near >= 99 && mid >= 49 && mid <= 51 && far >= 19 && far <= 21, thoughts.join());
  });

  it("1.7 who comes near a sleeper is noticed within a second", () => {
    const sim = new Simulation(testZone({ widthM: 900, npcs: [{ npc: "wolf", at: [800, 50] }] }), { seed: 1, capacity: 64 });
    sim.addPlayer({ name: "A", classId: "fighter", level: 1, experience: 0, x: 50, y: 50 });
    for (let n = 0; n < 100; n++) sim.step();
    assert.equal(sim.aiLoad.thoughts, 0, "everybody sleeps");
    const id = sim.addPlayer({ name: "B", classId: "fighter", level: 1, experience: 0, x: 805, y: 50 });
    for (let n = 0; n < 20; n++) sim.step();
    assert.equal(sim.world.target[1], id);
  });

  it("1.7 saving makes NPCs think less often, without forgetting anybody, and is part of the state", () => {
    const thoughts = (saving: number) => {
      const sim = new Simulation(testZone({ npcs: [{ npc: "wanderer", at: [50, 50] }] }), { seed: 1, capacity: 64 });
      sim.addPlayer({ name: "A", classId: "fighter", level: 1, experience: 0, x: 60, y: 50 });
      sim.setAiDetail(saving);
      let sum = 0;
      for (let n = 0; n < 240; n++) {
        sim.step();
        sum += sim.aiLoad.thoughts;
      }
      return { sum, hash: sim.world.hash() };
    };
    const [all, less, least] = [0, 1, 2].map(thoughts);
    assert.ok(all.sum > less.sum && less.sum > least.sum && least.sum >= 28, `${all.sum} ${less.sum} ${least.sum}`);
    assert.notEqual(all.hash, less.hash);
    const sim = new Simulation(testZone(), { seed: 1, capacity: 64 });
    for (const wrong of [-1, 3, 0.5, Number.NaN]) assert.throws(() => sim.setAiDetail(wrong), RangeError);
  });
});
