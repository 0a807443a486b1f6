import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import { isFree } from "#shared/rules/collision.ts";
import { createMoveBodies, stepMovement } from "#shared/rules/movement.ts";
import { Arena } from "#test/support/arena.ts";
import { testZone } from "#test/support/test-zone.ts";
import { IMPULSE_PATIENCE_TICKS } from "../components/impulses.ts";

const [RUSH, SHOVE, HOOK, HOP, BLINK, SLIDE] = [0, 1, 2, 3, 4, 5];
const EAST = 0;
const acrobat = { classId: "acrobat" };

describe("1.3 forced motion", () => {
  it("1.3 a dash brings its user to arm's length of the enemy, one stride per input, and a client predicts it to the bit", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [38, 50] }] });
    const id = arena.player(30, 50, acrobat);
    const i = indexOf(id);
    assert.equal(arena.tryUse(id, RUSH, arena.npc()), null);
    assert.equal(arena.x(id), 30, "it begins with the next stride");
    assert.ok(arena.world.impulse[i] > 0);
    assert.ok(arena.world.selfDirty[i] & SelfField.IMPULSE);
    const client = createMoveBodies(1);
    for (const key of ["x", "y", "vx", "vy", "impulse"] as const) client[key][0] = arena.world[key][i];
    for (let n = 0; n < 12; n++) {
      arena.world.selfDirty[i] = 0;
      const running = arena.world.impulse[i] > 0;
      arena.walk(id, -90, 40);
      arena.step();
      stepMovement(client, 0, -90, 40, 0, 6000, 20, testZone().collision);
      assert.deepEqual([arena.x(id), arena.y(id)], [client.x[0], client.y[0]]);
      assert.equal((arena.world.selfDirty[i] & SelfField.IMPULSE) !== 0, running, "told while it lasts, and that it is over");
      if (running && arena.world.impulse[i] === 0) assert.ok(Math.abs(arena.distance(id, arena.npc()) - 1.5) < 0.1);
    }
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, arena.npc()).length, 1);
  });

  it("1.3 a wall ends a dash", () => {
    const arena = new Arena({ walls: [[54, 40, 2, 20]] });
    const id = arena.player(50, 50, acrobat);
    arena.use(id, SLIDE);
    arena.step();
    for (let n = 0; n < 12; n++) {
      arena.walk(id, 0, 0, EAST);
      arena.step();
      assert.ok(isFree(testZone({ walls: [[54, 40, 2, 20]] }).collision, arena.x(id), arena.y(id)));
    }
    assert.ok(arena.x(id) > 53.5 && arena.x(id) < 54);
    assert.equal(arena.world.impulse[indexOf(id)], 0);
  });

  it("1.3 a knock-back throws away from the user, a pull brings to arm's length; the stunned and the rooted go as well", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [54, 50] }] });
    const id = arena.player(50, 50, acrobat);
    const witch = arena.player(50, 52, { classId: "witch" });
    assert.equal(arena.tryUse(witch, 0, arena.npc()), null);
    assert.ok(arena.has(arena.npc(), EntityFlag.ROOTED));
    assert.equal(arena.tryUse(id, SHOVE, arena.npc()), null);
    arena.step(12);
    assert.ok(Math.abs(arena.x(arena.npc()) - 60) < 0.1, `thrown to ${arena.x(arena.npc())}`);
    assert.equal(arena.tryUse(id, HOOK, arena.npc()), null);
    arena.step(20);
    assert.ok(Math.abs(arena.distance(id, arena.npc()) - 1.5) < 0.2, `pulled to ${arena.distance(id, arena.npc())} m`);
  });

  it("1.3 who is rooted does not dash", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [54, 50] }] });
    const id = arena.player(50, 50, acrobat);
    arena.step();
    arena.world.flags[indexOf(id)] |= EntityFlag.ROOTED;
    assert.equal(arena.tryUse(id, RUSH, arena.npc()), "incapacitated");
    assert.equal(arena.tryUse(id, BLINK), null);
  });

  it("R22 silence does not avoid a knock-back: after a short patience the tick moves whoever sends nothing", () => {
    const arena = new Arena({ npcs: [{ npc: "shaker", at: [50, 52] }] });
    const id = arena.player(50, 50);
    const i = indexOf(id);
    arena.until(() => arena.world.impulse[i] > 0, 20, "no quake");
    const strides = arena.world.impulse[i];
    const y = arena.y(id);
    arena.step(IMPULSE_PATIENCE_TICKS);
    assert.equal(arena.y(id), y);
    arena.step(strides);
    assert.equal(arena.world.impulse[i], 0);
    assert.ok(y - arena.y(id) > 5.5, `moved ${y - arena.y(id)} m`);
  });

  it("R22 a trickle of inputs delays a knock-back no longer than the same patience", () => {
    const arena = new Arena({ npcs: [{ npc: "shaker", at: [50, 52] }] });
    const id = arena.player(50, 50);
    const i = indexOf(id);
    arena.until(() => arena.world.impulse[i] > 0, 20, "no quake");
    const strides = arena.world.impulse[i];
    const ticks = arena.until(
      () => {
        if (arena.world.tick % 3 === 0) arena.walk(id, 0, 127);
        return arena.world.impulse[i] === 0;
      },
      100,
      "still flying",
    );
    assert.ok(ticks <= strides + IMPULSE_PATIENCE_TICKS, `${ticks} ticks for ${strides} strides`);
  });

  it("1.3 a leap aimed at a point ends there; a blink goes ahead, not through walls", () => {
    const arena = new Arena({ walls: [[60, 40, 2, 20]] });
    const id = arena.player(50, 50, acrobat);
    arena.use(id, HOP, 0, [50, 55]);
    arena.step();
    for (let n = 0; n < 15; n++) {
      arena.walk(id, 0, 0, EAST);
      arena.step();
    }
    assert.ok(Math.abs(arena.y(id) - 55) < 0.1, `leapt to ${arena.y(id)}`);
    assert.equal(arena.tryUse(id, BLINK), null);
    assert.ok(arena.x(id) > 59 && arena.x(id) < 59.7, `blinked to ${arena.x(id)}`);
    assert.equal(arena.eventsOf(CombatEventKind.TELEPORT).at(-1)?.source, indexOf(id));
    assert.equal(arena.tryUse(id, BLINK), null);
    assert.ok(arena.x(id) < 60);
  });

  it("1.3 death and a new place end forced motion", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [54, 50] }] });
    const id = arena.player(50, 50, acrobat);
    arena.tryUse(id, SHOVE, arena.npc());
    assert.ok(arena.world.impulse[indexOf(arena.npc())] > 0);
    arena.set(arena.npc(), { health: 1 });
    arena.tryUse(id, RUSH, arena.npc());
    assert.ok(arena.has(arena.npc(), EntityFlag.DEAD));
    assert.equal(arena.world.impulse[indexOf(arena.npc())], 0);
  });
});
