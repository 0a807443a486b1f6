import assert from "node:assert/strict";
import fc from "fast-check";
import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind } from "#shared/protocol/codes.ts";
import { PHASES, Simulation } from "./simulation.ts";
import { testZone } from "#test/support/test-zone.ts";

const zone = testZone({
  walls: [
    [40, 40, 20, 1],
    [55, 45, 1, 12],
  ],
  safe: [[5, 5, 10, 10]],
  npcs: [
    { npc: "wolf", at: [50, 50], group: 1, respawnMs: 2000 },
    { npc: "wolf", at: [52, 52], group: 1 },
    { npc: "spitter", at: [60, 50] },
    { npc: "wanderer", at: [45, 35] },
    { npc: "mother", at: [35, 52] },
  ],
});

/** Something that happens between two ticks. */
const command = fc.record({
  what: fc.constantFrom(
    "input",
    "input",
    "input",
    "use",
    "use",
    "use",
    "target",
    "release",
    "cancel",
    "join",
    "leave",
    "gone",
    "back",
    "award",
    "drop",
    "take",
    "saving",
    "party",
  ),
  who: fc.nat(5),
  a: fc.integer({ min: -127, max: 127 }),
  b: fc.integer({ min: -127, max: 127 }),
  n: fc.nat(9),
});
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;
const script = fc.array(fc.array(command, { maxLength: 4 }), { minLength: 10, maxLength: 80 });

/** Runs a script of commands. @returns the hash after every tick */
function run(seed: number, ticks: readonly Command[][]): number[] {
  const simulation = new Simulation(zone, { seed, capacity: 64 });
  const players: EntityId[] = [];
  const drops: EntityId[] = [];
  let seq = 0;
  const hashes = [simulation.world.hash()];
  const join = (n: number) =>
    players.push(
      simulation.addPlayer({ name: `P${n}`, classId: n % 2 ? "witch" : "fighter", level: 1, experience: 0, x: 40 + n * 2, y: 48 }),
    );
  join(1);
  join(2);
  for (const commands of ticks) {
    for (const c of commands) {
      const who = players[c.who % players.length] ?? NOBODY;
      const some = simulation.world.id[c.n + 1];
      if (c.what === "input")
        simulation.input(who, { seq: ++seq, moveX: c.a, moveY: c.b, facing: c.n * 7000, buttons: c.n & 1, viewDelay: 0 });
      else if (c.what === "use") simulation.action(who, { kind: ActionKind.USE_ABILITY, slot: c.n, target: some, aimX: 3000, aimY: 3200 });
      else if (c.what === "target") simulation.action(who, { kind: ActionKind.SET_TARGET, target: some });
      else if (c.what === "release") simulation.action(who, { kind: ActionKind.RELEASE });
      else if (c.what === "cancel") simulation.action(who, { kind: ActionKind.CANCEL_CAST });
      else if (c.what === "join" && players.length < 6) join(c.n);
      else if (c.what === "leave" && players.length > 1) simulation.removePlayer(players.splice(c.who % players.length, 1)[0]);
      else if (c.what === "gone" || c.what === "back") simulation.setDisconnected(who, c.what === "gone");
      else if (c.what === "award") simulation.award(who, c.n * 50, 1 + (c.n >> 1));
      else if (c.what === "drop")
        drops.push(simulation.addDrop({ itemCode: 1, quantity: 1, x: 45, y: 50, owner: who, ownedTicks: 20, expiresInTicks: 40 }));
      else if (c.what === "party") simulation.setParty(who, c.n % 3, c.n & 1);
      else if (c.what === "saving") simulation.setAiDetail(c.n % 3);
      else if (c.what === "take" && drops.length) simulation.action(who, { kind: ActionKind.INTERACT, target: drops[c.n % drops.length] });
    }
    simulation.step();
    hashes.push(simulation.world.hash());
  }
  return hashes;
}

describe("1.1 the simulation is deterministic", () => {
  it("1.1 the same seed and calls give the same state after every tick", () => {
    fc.assert(
      fc.property(fc.integer(), script, (seed, ticks) => {
        assert.deepEqual(run(seed, ticks), run(seed, ticks));
      }),
      { numRuns: 60 },
    );
  });

  it("1.1 another seed, or one input less, gives another state", () => {
    const ticks: Command[][] = Array.from({ length: 60 }, (_, n) => [{ what: "input", who: 0, a: n, b: 40, n: 2 }]);
    assert.notEqual(run(1, ticks).at(-1), run(2, ticks).at(-1));
    assert.notEqual(run(1, ticks).at(-1), run(1, [...ticks.slice(0, 30), [], ...ticks.slice(31)]).at(-1));
  });

  it("1.1 a long fight of many gives a golden hash: the rules did not change unnoticed", () => {
    const ticks: Command[][] = Array.from({ length: 400 }, (_, n) => [
      { what: "input", who: 0, a: ((n * 13) % 200) - 100, b: ((n * 7) % 200) - 100, n: n % 8 },
      { what: "use", who: n % 2, a: 0, b: 0, n: n % 5 },
      { what: n % 50 ? "input" : "release", who: 1, a: 60, b: -((n * 11) % 120), n: n % 8 },
    ]);
    assert.equal(run(7, ticks).at(-1), GOLDEN_HASH);
  });

  it("1.2 the phases of a step are measured in their order", () => {
    const seen: (string | null)[] = [];
    const simulation = new Simulation(zone, { seed: 1, capacity: 64, measure: (phase) => seen.push(phase) });
    simulation.step();
    simulation.step();
    assert.deepEqual(seen, [null, ...PHASES, null, ...PHASES]);
  });

  it("1.1 calls for entities that are gone, or of another kind, change nothing", () => {
    const simulation = new Simulation(zone, { seed: 1, capacity: 64 });
    const id = simulation.addPlayer({ name: "A", classId: "fighter", level: 1, experience: 0 });
    simulation.removePlayer(id);
    const wolf = simulation.world.id[1];
    const before = simulation.world.hash();
    for (const target of [id, wolf, NOBODY, 0xffffffff]) {
      simulation.input(target, { seq: 1, moveX: 1, moveY: 1, facing: 0, buttons: 0, viewDelay: 0 });
      simulation.action(target, { kind: ActionKind.RELEASE });
      simulation.award(target, 1, 2);
      simulation.setDisconnected(target, true);
      simulation.removePlayer(target);
      simulation.removeDrop(target);
      simulation.setDropOwner(target, wolf);
      simulation.setParty(target, 1, 0);
    }
    assert.equal(simulation.world.hash(), before);
  });

  it("1.1 a zone that is full refuses players and drops, and says so", () => {
    const simulation = new Simulation(zone, { seed: 1, capacity: 7 });
    const spec = { name: "A", classId: "fighter", level: 1, experience: 0 };
    assert.notEqual(simulation.addPlayer(spec), NOBODY);
    assert.equal(simulation.addPlayer(spec), NOBODY);
    assert.equal(simulation.addDrop({ itemCode: 1, quantity: 1, x: 5, y: 5, owner: NOBODY, ownedTicks: 0, expiresInTicks: 10 }), NOBODY);
    assert.throws(() => simulation.addPlayer({ ...spec, classId: "wizard" }), RangeError);
  });
});

const GOLDEN_HASH = 3698298706;
