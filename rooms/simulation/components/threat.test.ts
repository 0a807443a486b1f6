import assert from "node:assert/strict";
import { World } from "../world.ts";
import { THREAT_SLOTS, ThreatTables } from "./threat.ts";

const NPC = 3;

function known(tables: ThreatTables): number[] {
  return [...tables.enemy.subarray(NPC * THREAT_SLOTS, NPC * THREAT_SLOTS + tables.used[NPC])];
}

describe("1.6 threat tables", () => {
  it("1.6 threat and contribution add up per enemy", () => {
    const tables = new ThreatTables(new World(8, 1));
    tables.add(NPC, 100, 5, 5);
    tables.add(NPC, 200, 1, 0);
    tables.add(NPC, 100, 10, 3);
    assert.deepEqual(known(tables), [100, 200]);
    assert.deepEqual([tables.threat[NPC * THREAT_SLOTS], tables.contribution[NPC * THREAT_SLOTS]], [15, 8]);
    tables.calm(NPC, 0);
    assert.deepEqual([tables.threat[NPC * THREAT_SLOTS], tables.contribution[NPC * THREAT_SLOTS]], [0, 8], "his part in the kill stays");
  });

  it("1.6 one more than a table holds takes the place of the least threatening, and of nobody else's table", () => {
    const tables = new ThreatTables(new World(8, 1));
    tables.add(NPC + 1, 999, 7, 7);
    for (let n = 1; n <= THREAT_SLOTS; n++) tables.add(NPC, n, n === 5 ? 1 : 10, 1);
    tables.add(NPC, 77, 3, 0);
    assert.equal(tables.used[NPC], THREAT_SLOTS);
    assert.ok(tables.knows(NPC, 77) && !tables.knows(NPC, 5));
    assert.equal(tables.contribution[NPC * THREAT_SLOTS + 4], 0, "nothing is inherited");
    assert.ok(tables.knows(NPC + 1, 999));
  });

  it("1.6 a forgotten enemy leaves no hole", () => {
    const tables = new ThreatTables(new World(8, 1));
    for (const enemy of [1, 2, 3]) tables.add(NPC, enemy, enemy, 0);
    tables.remove(NPC, 0);
    assert.deepEqual(known(tables), [3, 2]);
    tables.clear(NPC);
    assert.ok(!tables.knows(NPC, 2));
  });
});
