import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind } from "#shared/protocol/codes.ts";
import { MAX_SKILLS } from "#shared/content/schema/character.ts";
import { STAT_NAMES } from "#shared/rules/stats.ts";
import { Arena } from "#test/support/arena.ts";

/** Slots of the test zone's fighter. */
const [STRIKE, BOLT, HEAL] = [0, 1, 4];
/** Skills of the test zone, in its order; a fighter knows the first. */
const [BLOWS, CARE] = [0, 1];

describe("3.2 builds in the simulation", () => {
  const uses = (arena: Arena, id: number, skill: number) => arena.simulation.builds.uses[indexOf(id) * MAX_SKILLS + skill];

  it("3.2 blows that land practise their school's skill; other schools', and what the class does not know, nothing", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [51, 50] }] });
    const id = arena.player(50, 50);
    for (let n = 1; n <= 3; n++) {
      arena.use(id, STRIKE, arena.npc());
      arena.step(25);
      assert.equal(uses(arena, id, BLOWS), n);
    }
    arena.use(id, BOLT, arena.npc());
    arena.step(40);
    arena.use(id, HEAL, id);
    arena.step(40);
    assert.deepEqual([uses(arena, id, BLOWS), uses(arena, id, CARE)], [3, 0]);
  });

  it("3.2 a rank that use leads to counts at once; a level learns no more than its share", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [51, 50] }] });
    const id = arena.player(50, 50, { skillUses: [5, 0] });
    const strike = (who: number) => {
      arena.use(who, STRIKE, arena.npc());
      arena.step(25);
      return arena.events.findLast((event) => event.kind === CombatEventKind.DAMAGE && event.source === indexOf(who))?.amount ?? 0;
    };
    // base 10 + power 10, spread 5 %: a rank gives a point of power each
    assert.ok(strike(id) <= 21);
    assert.equal(uses(arena, id, BLOWS), 6, "the first rank");
    const veteran = arena.player(50, 50, { skillUses: [50, 0] });
    assert.ok(strike(veteran) >= 23, "ranks are power");
    assert.equal(uses(arena, veteran, BLOWS), 50, "five ranks are what level 1 learns");
  });

  it("3.2 points spent count from the next tick on; health that is too much is cut, and nobody is healed by it", () => {
    const arena = new Arena();
    const points = (brawn: number) => ({ attributes: [brawn], trained: [] });
    const id = arena.player(50, 50, { originId: "nowhere", points: points(3) });
    const i = indexOf(id);
    const { world, simulation } = arena;
    assert.deepEqual([world.health[i], world.maxHealth[i]], [150, 150]);
    simulation.spendPoints(id, points(10));
    assert.equal(world.maxHealth[i], 150, "not between two ticks");
    arena.step();
    assert.deepEqual([world.health[i], world.maxHealth[i]], [150, 220]);
    simulation.spendPoints(id, points(0));
    arena.step();
    assert.deepEqual([world.health[i], world.maxHealth[i]], [120, 120]);
    simulation.award(id, 150, 2);
    arena.step();
    assert.equal(world.maxHealth[i], 130, "a level keeps the build");
  });

  it("4.1 what is put on counts from the next tick on, in the running fight; taken off, it is gone", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [51, 50] }] });
    const id = arena.player(50, 50);
    const strike = () => {
      arena.use(id, STRIKE, arena.npc());
      arena.step(25);
      return arena.events.findLast((event) => event.kind === CombatEventKind.DAMAGE && event.source === indexOf(id))?.amount ?? 0;
    };
    assert.ok(strike() <= 21);
    const gear = STAT_NAMES.map((name) => ({ power: 40, maxHealth: 25 })[name as string] ?? 0);
    const bare = arena.world.maxHealth[indexOf(id)];
    arena.simulation.spendPoints(id, { attributes: [], trained: [], gear });
    assert.ok(strike() >= 50, "the blow is harder");
    assert.equal(arena.world.maxHealth[indexOf(id)], bare + 25);
    arena.simulation.spendPoints(id, { attributes: [], trained: [] });
    assert.ok(strike() <= 21);
  });
});
