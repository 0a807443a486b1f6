import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

/** Items of the test zone: two of one group, one of another, and a stone. */
const [DRAUGHT, TONIC, STONE] = [1, 2, 4];

describe("4.1 things that are used up", () => {
  const setUp = () => {
    const arena = new Arena();
    const id = arena.player(50, 50, { health: 50, resource: 0 });
    const use = (item: number) => {
      arena.simulation.action(id, { kind: ActionKind.USE_ITEM, item });
      arena.step();
      const { itemUses, refusals } = arena.simulation.events;
      return [itemUses.count, refusals.count > 0 ? refusals.items[0].code : null];
    };
    return { arena, id, i: indexOf(id), use };
  };

  it("4.1 it is asked for once, takes effect when the office says so, and its group rests meanwhile", () => {
    const { arena, id, i, use } = setUp();
    assert.deepEqual(use(DRAUGHT), [1, null]);
    assert.equal(arena.world.health[i], 50, "nothing yet");
    assert.deepEqual(use(TONIC), [0, "not_ready"], "of the same group");
    arena.simulation.takeItemEffect(id, DRAUGHT);
    arena.step();
    assert.equal(arena.world.health[i], 80);
    arena.step(2 * arena.simulation.tickRate);
    assert.deepEqual(use(TONIC), [1, null], "rested");
  });

  it("4.1 what the office refuses costs no time", () => {
    const { arena, id, i, use } = setUp();
    use(TONIC);
    arena.simulation.giveItemBack(id, TONIC);
    assert.deepEqual(use(TONIC), [1, null]);
    arena.simulation.takeItemEffect(id, TONIC);
    const before = arena.world.resource[i];
    arena.step();
    assert.ok(arena.world.resource[i] >= before + 20);
  });

  it("4.1 not what cannot be used, not by the dead; the dead get nothing of it", () => {
    const { arena, id, i, use } = setUp();
    assert.deepEqual(use(STONE), [0, "bad_target"]);
    assert.deepEqual(use(60_000), [0, "bad_target"]);
    const dead = arena.player(60, 60, { health: 0 });
    arena.simulation.action(dead, { kind: ActionKind.USE_ITEM, item: DRAUGHT });
    arena.simulation.takeItemEffect(dead, DRAUGHT);
    arena.step();
    assert.equal(arena.simulation.events.refusals.items[0].code, "dead");
    assert.equal(arena.world.health[indexOf(dead)], 0);
    assert.ok(id !== dead && arena.world.health[i] > 0);
  });
});
