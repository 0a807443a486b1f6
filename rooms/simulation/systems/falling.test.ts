import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, InputButton, SelfField } from "#shared/protocol/codes.ts";
import { bitsAt, Cell } from "#shared/rules/collision.ts";
import { Arena } from "#test/support/arena.ts";
import { IMPULSE_PATIENCE_TICKS } from "../components/impulses.ts";

const EAST = 127;

describe("1.3 jumping and falling", () => {
  it("1.3 who jumps is in the air for all to see, until he lands", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    const i = indexOf(id);
    arena.walk(id, 0, 0, 0, InputButton.JUMP);
    arena.step();
    assert.ok(arena.has(id, EntityFlag.AIRBORNE));
    assert.ok(arena.world.lift[i] > 0);
    assert.equal(arena.world.extraTick[i], arena.world.tick);
    assert.ok(arena.world.selfDirty[i] & SelfField.HEIGHT);
    arena.until(
      () => {
        arena.walk(id, 0, 0);
        return !arena.has(id, EntityFlag.AIRBORNE);
      },
      15,
      "still in the air",
    );
    assert.deepEqual([arena.world.lift[i], arena.world.rise[i], arena.events.length], [0, 0, 0]);
  });

  it("R22 nobody hangs in the air by sending nothing", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    arena.walk(id, 0, 0, 0, InputButton.JUMP);
    arena.step();
    arena.step(14 + IMPULSE_PATIENCE_TICKS);
    assert.ok(!arena.has(id, EntityFlag.AIRBORNE));
  });

  it("1.3 a fall from a cliff hurts by its height and kills from far enough", () => {
    const heights = [4, 8, 25];
    const lost = heights.map((heightM) => {
      const arena = new Arena({ terrain: [{ shape: "box", box: [40, 40, 20, 20], heightM }] });
      const id = arena.player(58, 50);
      for (let n = 0; n < 60; n++) {
        arena.walk(id, arena.x(id) < 63 ? EAST : 0, 0);
        arena.step();
      }
      assert.ok(arena.x(id) > 60);
      if (heightM === 25) {
        assert.ok(arena.has(id, EntityFlag.DEAD));
        const death = arena.eventsOf(CombatEventKind.DEATH, id)[0];
        assert.deepEqual([death.source, death.ability], [0, 0]);
      }
      return 100 - arena.health(id);
    });
    assert.equal(lost[0], 0);
    assert.ok(lost[1] > 5 && lost[1] < 40, `${lost[1]} of 100`);
    assert.equal(lost[2], 100);
  });

  it("1.3 jumping breaks off a cast; the rooted cannot jump", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [54, 50] }] });
    const id = arena.player(50, 50);
    arena.tryUse(id, 1, arena.npc());
    assert.ok(arena.has(id, EntityFlag.CASTING));
    arena.walk(id, 0, 0, 0, InputButton.JUMP);
    arena.step();
    assert.ok(!arena.has(id, EntityFlag.CASTING));
    const held = arena.player(40, 50);
    arena.world.speedMmps[indexOf(held)] = 0;
    arena.walk(held, 0, 0, 0, InputButton.JUMP);
    arena.step();
    assert.equal(arena.world.lift[indexOf(held)], 0);
  });

  it("1.7 an NPC goes around a fence and a cliff, and is not knocked over a rim", () => {
    const arena = new Arena({
      fences: [[52, 44, 1, 12]],
      terrain: [{ shape: "box", box: [30, 40, 8, 20], heightM: 5 }],
      npcs: [
        { npc: "wolf", at: [57, 50] },
        { npc: "dummy", at: [35, 50] },
      ],
    });
    const id = arena.player(50, 50);
    const map = arena.simulation.map;
    arena.until(
      () => {
        assert.ok((bitsAt(map, arena.x(arena.npc()), arena.y(arena.npc())) & (Cell.LOW | Cell.RIM)) === 0);
        return arena.distance(id, arena.npc()) < 2.5;
      },
      400,
      "it found no way around",
    );
    const bully = arena.player(33, 50, { classId: "acrobat" });
    arena.tryUse(bully, 1, arena.npc(1));
    arena.step(20);
    assert.ok(arena.x(arena.npc(1)) < 38 && arena.x(arena.npc(1)) > 36);
  });
});
