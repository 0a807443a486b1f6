import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, EntityFlag } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

const [HORSE, MULE] = [0, 1];
const rider = { classId: "rider" };

function speedOf(arena: Arena, id: number): number {
  return arena.world.speedMmps[indexOf(id)];
}

describe("1.3 mounts", () => {
  it("1.3 a mount carries faster, for all to see, until its rider gets off", () => {
    const arena = new Arena();
    const id = arena.player(50, 50, rider);
    assert.equal(arena.tryUse(id, HORSE), null);
    arena.step(11);
    assert.ok(arena.has(id, EntityFlag.MOUNTED));
    assert.equal(speedOf(arena, id), 9600);
    arena.simulation.action(id, { kind: ActionKind.DISMOUNT });
    arena.step();
    assert.ok(!arena.has(id, EntityFlag.MOUNTED));
    assert.equal(speedOf(arena, id), 6000);
  });

  it("1.3 who acts gets off, or may not act, as the mount says", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    const id = arena.player(50, 50, rider);
    arena.tryUse(id, HORSE);
    arena.step(11);
    assert.equal(arena.tryUse(id, 2, arena.npc()), null);
    assert.ok(!arena.has(id, EntityFlag.MOUNTED));
    const other = arena.player(50, 52, rider);
    arena.tryUse(other, MULE);
    assert.ok(arena.has(other, EntityFlag.MOUNTED));
    assert.equal(arena.tryUse(other, 2, arena.npc()), "mounted");
    assert.ok(arena.has(other, EntityFlag.MOUNTED));
  });

  it("1.3 damage throws a rider off; so does a roof", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [50, 56] }], indoors: [[70, 40, 10, 20]] });
    const id = arena.player(50, 50, rider);
    arena.tryUse(id, MULE);
    arena.until(() => arena.health(id) < 100, 100, "no bite");
    assert.ok(!arena.has(id, EntityFlag.MOUNTED));
    const other = arena.player(66, 50, rider);
    arena.tryUse(other, MULE);
    for (let n = 0; n < 20; n++) {
      arena.walk(other, 127, 0);
      arena.step();
      assert.equal(arena.has(other, EntityFlag.MOUNTED), arena.x(other) < 70);
    }
    assert.ok(arena.x(other) > 70);
  });
});
