import assert from "node:assert/strict";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

const RAISE = 0;

describe("1.6 resurrection", () => {
  let arena: Arena;
  let priest: EntityId;
  let dead: EntityId;
  beforeEach(() => {
    arena = new Arena();
    priest = arena.player(50, 50, { classId: "priest" });
    dead = arena.player(55, 50, { health: 0 });
  });

  const offeredBy = () => arena.world.raisedBy[indexOf(dead)];
  function answer(id: EntityId, accept: boolean): ErrorCode | null {
    arena.simulation.action(id, { kind: ActionKind.ANSWER_RESURRECTION, accept });
    arena.step();
    return arena.refusals.find((r) => r.tick === arena.world.tick && r.entity === id)?.code ?? null;
  }
  function raise(): void {
    assert.equal(arena.tryUse(priest, RAISE, dead), null);
    arena.until(() => offeredBy() === priest, 15, "the offer");
  }

  it("1.6 the dead are asked, and rise where they lie with a part of their health", () => {
    raise();
    assert.ok(arena.has(dead, EntityFlag.DEAD), "nobody is raised without wanting it");
    assert.equal(answer(dead, true), null);
    assert.ok(!arena.has(dead, EntityFlag.DEAD));
    assert.equal(arena.health(dead), 40);
    assert.deepEqual([arena.x(dead), arena.y(dead)], [55, 50]);
    const [event] = arena.eventsOf(CombatEventKind.RESURRECTED, dead);
    assert.equal(event.source, indexOf(priest));
    arena.walk(dead, 127, 0);
    arena.step();
    assert.ok(arena.x(dead) > 55, "and walks");
  });

  it("1.6 an offer can be declined, lapses after a minute, and ends when the corpse is left", () => {
    raise();
    assert.equal(answer(dead, false), null);
    assert.equal(answer(dead, true), "no_offer");
    arena.step(30);
    raise();
    arena.step(20 * 60);
    assert.equal(answer(dead, true), "no_offer");
    raise();
    arena.simulation.action(dead, { kind: ActionKind.RELEASE });
    arena.step();
    assert.equal(offeredBy(), 0);
    assert.equal(answer(dead, true), "not_dead");
    assert.equal(arena.health(dead), 100);
  });

  it("1.6 only the dead are raised, only friends, only in range and sight", () => {
    const alive = arena.player(51, 50);
    assert.equal(arena.tryUse(priest, RAISE, alive), "bad_target");
    assert.equal(arena.tryUse(priest, RAISE, priest), "bad_target");
    assert.equal(answer(alive, true), "not_dead");
    assert.equal(answer(dead, true), "no_offer");
    arena.set(dead, { x: 80 });
    assert.equal(arena.tryUse(priest, RAISE, dead), "out_of_range");
    arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    priest = arena.player(50, 50, { classId: "priest" });
    arena.world.flags[indexOf(arena.npc())] |= EntityFlag.DEAD;
    assert.equal(arena.tryUse(priest, RAISE, arena.npc()), "bad_target");
  });
});
