import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, INTERACT_CAST } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";
import type { TestZoneOptions } from "#test/support/test-zone.ts";

type Objects = NonNullable<TestZoneOptions["objects"]>;
const ELSEWHERE: Objects[number] = { kind: "portal", id: "gate", name: "Gate", at: [50, 50], to: { zone: "otherland", at: [7.5, 8.5] } };
const SLOW: Objects[number] = { ...ELSEWHERE, id: "slow_gate", at: [60, 50], castTimeMs: 1000 };
const HERE: Objects[number] = { kind: "portal", id: "step", name: "Step", at: [30, 50], to: { at: [35, 60] } };
const STONE: Objects[number] = { kind: "resurrection_stone", id: "stone", name: "Stone", at: [20, 20] };

describe("1.8 ways out of a zone", () => {
  const objects: Objects = [ELSEWHERE, SLOW, HERE, STONE];

  it("1.8 a portal to another zone asks the house, with the place it leads to; one in the same zone works by itself", () => {
    const arena = new Arena({ objects });
    const id = arena.player(51, 50);
    assert.equal(arena.tryInteract(id, arena.object(0)), null);
    assert.deepEqual(arena.departures, [{ entity: id, home: false, zoneId: "otherland", x: 7.5, y: 8.5 }]);
    arena.set(id, { x: 31 });
    assert.equal(arena.tryInteract(id, arena.object(2)), null);
    assert.equal(arena.departures.length, 1);
    assert.ok(Math.hypot(arena.x(id) - 35, arena.y(id) - 60) < 1);
  });

  it("1.8 out of range, dead, fighting or working: refused, and nobody goes anywhere", () => {
    const arena = new Arena({ objects, npcs: [{ npc: "dummy", at: [53, 52] }] });
    const id = arena.player(56, 50);
    assert.equal(arena.tryInteract(id, arena.object(0)), "out_of_range");
    arena.set(id, { x: 52 });
    arena.use(id, 0, arena.npc());
    arena.step();
    assert.ok(arena.has(id, EntityFlag.IN_COMBAT));
    assert.equal(arena.tryInteract(id, arena.object(0)), "in_combat");
    const dead = arena.player(51, 50, { health: 0 });
    assert.equal(arena.tryInteract(dead, arena.object(0)), "dead");
    const busy = arena.player(59, 50);
    assert.equal(arena.tryInteract(busy, arena.object(1)), null);
    assert.equal(arena.world.castAbility[indexOf(busy)], INTERACT_CAST);
    assert.equal(arena.tryInteract(busy, arena.object(1)), "casting");
    assert.equal(arena.departures.length, 0);
    arena.step(25);
    assert.deepEqual(
      arena.departures.map((d) => d.entity),
      [busy],
    );
  });

  it("1.8 who is held waits where he is: inputs and actions keep, nothing harms him; let go of, he does what he wanted", () => {
    const arena = new Arena({ objects, npcs: [{ npc: "wolf", at: [54, 50] }] });
    const id = arena.player(51, 50);
    arena.walk(id, 127, 0);
    arena.step();
    const i = indexOf(id);
    const before = { x: arena.x(id), ack: arena.world.ackSeq[i], health: arena.health(id) };
    arena.simulation.setHeld(id, true);
    arena.simulation.action(id, { kind: ActionKind.INTERACT, target: arena.object(0) });
    for (let n = 0; n < 5; n++) arena.walk(id, 0, 127);
    arena.step(60);
    assert.deepEqual({ x: arena.x(id), ack: arena.world.ackSeq[i], health: arena.health(id) }, before);
    assert.deepEqual(arena.departures, []);
    arena.simulation.setHeld(id, false);
    arena.step(8);
    assert.equal(arena.world.ackSeq[i], before.ack + 5, "every input is done, each once");
    assert.ok(!arena.has(id, EntityFlag.EVADING));
    assert.equal(arena.departures.length + arena.refusals.length, 1, "the action was kept as well");
  });

  it("1.8 input numbers go on in the next zone: what was processed is not done again", () => {
    const arena = new Arena({});
    const id = arena.player(50, 50, { ackSeq: 1000 });
    const i = indexOf(id);
    assert.equal(arena.world.ackSeq[i], 1000);
    for (const seq of [998, 1000, 1001, 1002, 1002]) {
      arena.simulation.input(id, { seq, moveX: 127, moveY: 0, facing: 0, buttons: 0, viewDelay: 0 });
    }
    arena.step(5);
    assert.equal(arena.world.ackSeq[i], 1002);
    const other = arena.player(50, 60);
    for (let n = 0; n < 2; n++) arena.walk(other, 127, 0);
    arena.step(5);
    assert.equal(arena.x(id), arena.x(other), "two strides, as somebody who sent two");
  });

  it("1.6 going home: at once in this zone, else the house is asked; death goes home only here", () => {
    const arena = new Arena({ objects });
    const here = arena.player(80, 80, { classId: "traveller", home: "stone" });
    const away = arena.player(80, 82, { classId: "traveller" });
    const lost = arena.player(80, 84, { classId: "traveller", home: "no_longer_there" });
    for (const id of [here, away, lost]) arena.use(id, 0);
    arena.step(2);
    assert.ok(Math.hypot(arena.x(here) - 20, arena.y(here) - 20) < 4);
    assert.ok(Math.hypot(arena.x(away) - 80, arena.y(away) - 82) < 0.1);
    assert.deepEqual(arena.departures, [{ entity: away, home: true, zoneId: "", x: 0, y: 0 }]);
    assert.equal(arena.eventsOf(CombatEventKind.TELEPORT).length, 2);
    for (const id of [here, away]) {
      const dead = arena.player(90, 90, { health: 0, ...(id === here ? { home: "stone" } : {}) });
      arena.simulation.action(dead, { kind: ActionKind.RELEASE });
      arena.step();
      assert.equal(Math.hypot(arena.x(dead) - 20, arena.y(dead) - 20) < 5, id === here);
    }
  });
});
