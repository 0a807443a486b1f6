import assert from "node:assert/strict";
import type { Kill, KillOutcome, Loot } from "#rooms/ports/loot.ts";
import { Settlement } from "./settlement.ts";

const silent = { info() {}, warn() {}, error() {} };
const kill = (killId: string): Kill => ({
  killId,
  roomId: "room",
  zoneId: "z",
  layer: 0,
  npcId: "n",
  x: 0,
  y: 0,
  credits: [],
  lootOwner: null,
  party: null,
});

/** An office of which each call can be made to fail. */
function office(fails: (kills: readonly Kill[]) => boolean) {
  const batches: string[][] = [];
  const loot: Pick<Loot, "settle"> = {
    settle: async (kills) => {
      batches.push(kills.map((k) => k.killId));
      if (fails(kills)) throw new Error("no");
      return kills.map(({ killId }): KillOutcome => ({ killId, awards: [], drops: [] }));
    },
  };
  const done: string[] = [];
  const settlement = new Settlement(loot as Loot, silent, ({ killId }) => done.push(killId));
  return { settlement, batches, done };
}

describe("settlement", () => {
  it("2. kills are settled in order, one batch at a time", async () => {
    const { settlement, batches, done } = office(() => false);
    for (const id of ["a", "b", "c"]) settlement.add(kill(id));
    await settlement.idle(1000);
    assert.deepEqual(done, ["a", "b", "c"]);
    assert.deepEqual(batches, [["a"], ["b", "c"]]);
  });

  it("R14 a failed batch is tried again until it succeeds", async () => {
    let failures = 2;
    const { settlement, done } = office(() => failures-- > 0);
    for (const id of ["a", "b"]) settlement.add(kill(id));
    await settlement.idle(5000);
    assert.deepEqual(done.sort(), ["a", "b"]);
  });

  it("R14 a kill that can never be settled does not hold up the others", async () => {
    let bad = true;
    const { settlement, done } = office((kills) => bad && kills.some((k) => k.killId === "bad"));
    for (const id of ["bad", "a", "b"]) settlement.add(kill(id));
    await settlement.idle(1500);
    assert.deepEqual(done.sort(), ["a", "b"]);
    bad = false;
    await settlement.idle(10_000);
    assert.deepEqual(done, ["a", "b", "bad"]);
  });

  it("R14 nobody waits for it longer than he wants", async () => {
    let down = true;
    const { settlement, done } = office(() => down);
    settlement.add(kill("a"));
    await settlement.idle(50);
    assert.deepEqual(done, []);
    down = false;
    await settlement.idle(10_000);
    assert.deepEqual(done, ["a"]);
  });
});
