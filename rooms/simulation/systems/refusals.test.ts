import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf, makeEntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import { lineOfSight } from "#shared/rules/collision.ts";
import { Arena } from "#test/support/arena.ts";
import { TEST_ABILITIES, TEST_CLASSES, testZone } from "#test/support/test-zone.ts";

const STRIKE = 0;
const BOLT = 1;
const BASH = 3;
const HEAL = 4;
const NOVA = 5;

const walls: [number, number, number, number][] = [
  [45, 40, 1, 20],
  [60, 30, 10, 1],
];

describe("R23 what the server refuses", () => {
  it("R23 cooldowns: no ability is used early, by a tick", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    const id = arena.player(50, 50);
    const used: number[] = [];
    for (let n = 0; n < 250; n++) if (arena.tryUse(id, BASH, arena.npc()) === null) used.push(arena.world.tick);
    assert.deepEqual(
      used.slice(1).map((tick, n) => tick - used[n]),
      [100, 100],
    );
    assert.deepEqual([...new Set(arena.refusals.map((r) => r.code))], ["not_ready"]);
  });

  for (const tickRate of [7, 10, 60]) {
    it(`R23 at ${tickRate} ticks a second a cooldown is just as long, and a walk as far`, () => {
      const arena = new Arena({ tickRate, npcs: [{ npc: "dummy", at: [52, 50] }] });
      const id = arena.player(50, 50);
      arena.tryUse(id, BASH, arena.npc());
      const used = arena.world.tick;
      for (let n = 1; n < 5 * tickRate; n++) assert.equal(arena.tryUse(id, BASH, arena.npc()), "not_ready");
      assert.equal(arena.tryUse(id, BASH, arena.npc()), null);
      assert.equal(arena.world.tick - used, 5 * tickRate);
      const walker = arena.player(50, 70);
      for (let n = 0; n < 3 * tickRate; n++) {
        arena.walk(walker, 127, 0);
        arena.step();
      }
      assert.ok(Math.abs(arena.x(walker) - 68) < 0.7, `${arena.x(walker) - 50} m in 3 s at 6 m/s`);
    });
  }

  it("R23 the global cooldown keeps other abilities waiting, and only those that share it", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    const id = arena.player(50, 50);
    assert.equal(arena.tryUse(id, STRIKE, arena.npc()), null);
    assert.equal(arena.tryUse(id, NOVA), "not_ready");
    assert.equal(arena.tryUse(id, BASH, arena.npc()), null);
    arena.step(16);
    assert.equal(arena.tryUse(id, NOVA), "not_ready", "19 ticks after the strike");
    assert.equal(arena.tryUse(id, NOVA), null, "20 ticks: 1 s");
  });

  it("R23 range is exact: in it works, beyond it does not", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 6, noNaN: true }), fc.double({ min: 0, max: 6.28, noNaN: true }), (distance, angle) => {
        const arena = new Arena({ npcs: [{ npc: "dummy", at: [50 + distance * Math.cos(angle), 50 + distance * Math.sin(angle)] }] });
        const id = arena.player(50, 50);
        const refusal = arena.tryUse(id, STRIKE, arena.npc());
        assert.equal(refusal, arena.distance(id, arena.npc()) <= 3 ? null : "out_of_range");
      }),
      { numRuns: 100 },
    );
  });

  it("R23 the dead, the stunned, the casting and the poor do nothing", () => {
    const ogre = {
      id: "ogre",
      code: 91,
      name: "ogre",
      level: 1,
      speedMps: 1,
      aggroRadiusM: 20,
      leashM: 40,
      abilities: ["bash"],
      experience: 0,
      stats: { health: { base: 1000, perLevel: 0 }, power: { base: 0, perLevel: 0 }, armour: { base: 0, perLevel: 0 } },
    };
    const arena = new Arena({ extraNpcs: [ogre], npcs: [{ npc: "ogre", at: [54, 50] }] });
    const id = arena.player(50, 50);
    arena.until(() => arena.has(id, EntityFlag.STUNNED), 40, "stunned");
    assert.equal(arena.tryUse(id, BOLT, arena.npc()), "incapacitated");
    arena.until(() => !arena.has(id, EntityFlag.STUNNED), 60, "free");
    assert.equal(arena.tryUse(id, BOLT, arena.npc()), null);
    assert.equal(arena.tryUse(id, HEAL), "casting");
    arena.simulation.action(id, { kind: ActionKind.CANCEL_CAST });
    arena.step(25);
    arena.set(id, { resource: 19 });
    assert.equal(arena.tryUse(id, BOLT, arena.npc()), "not_enough_resource");
    const corpse = arena.player(50, 52, { health: 0 });
    assert.equal(arena.tryUse(corpse, STRIKE, arena.npc()), "dead");
    assert.equal(arena.tryUse(id, 8), "ability_unknown");
    assert.equal(arena.tryUse(id, 255), "ability_unknown");
  });

  it("R23 wrong targets: friends, oneself, the dead, drops, the departed, the made-up", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }] });
    const id = arena.player(50, 50);
    const friend = arena.player(51, 51);
    const drop = arena.simulation.addDrop({ itemCode: 1, quantity: 1, x: 50, y: 51, owner: NOBODY, ownedTicks: 0, expiresInTicks: 1000 });
    const gone = arena.player(51, 50);
    arena.simulation.removePlayer(gone);
    for (const target of [id, friend, drop, gone, makeEntityId(77, 1), 0xffffffff]) {
      assert.equal(arena.tryUse(id, BASH, target), "bad_target", `target ${target}`);
    }
    assert.equal(arena.tryUse(id, BASH), "bad_target", "nobody, and no target set");
    assert.equal(arena.tryUse(id, HEAL, arena.npc()), "bad_target", "enemies are not healed");
    arena.set(arena.npc(), { health: 1 });
    arena.tryUse(id, STRIKE, arena.npc());
    assert.equal(arena.tryUse(id, BASH, arena.npc()), "bad_target", "a corpse");
    assert.ok(arena.eventsOf(CombatEventKind.DAMAGE, friend).every((e) => e.source !== indexOf(id)));
  });

  it("R23 no player hurts a player, with no ability of any class", () => {
    for (const { id: classId } of TEST_CLASSES) {
      const arena = new Arena();
      const id = arena.player(50, 50, { classId });
      const other = arena.player(51, 50);
      for (let slot = 0; slot < 12; slot++) {
        arena.use(id, slot, other, [51, 50]);
        arena.step(60);
      }
      assert.deepEqual(arena.eventsOf(CombatEventKind.DAMAGE), []);
      assert.equal(arena.health(other), 100);
      assert.ok(!arena.has(other, EntityFlag.STUNNED | EntityFlag.ROOTED | EntityFlag.SLOWED));
    }
  });

  it("1.6 in a safe area nobody is hurt, nor hurts anybody outside", () => {
    const arena = new Arena({ safe: [[40, 40, 11, 20]], npcs: [{ npc: "wolf", at: [53, 50] }] });
    const id = arena.player(49, 50);
    arena.step();
    assert.ok(arena.has(id, EntityFlag.SAFE));
    for (const slot of [BOLT, BASH, NOVA]) assert.equal(arena.tryUse(id, slot, arena.npc()), "bad_target");
    arena.step(100);
    assert.equal(arena.health(id), 100);
    assert.equal(arena.x(arena.npc()), 53, "the wolf does not even begin");
  });

  it("R23 any ability, any target, any moment: whatever happens was allowed", () => {
    const map = testZone({ walls }).collision;
    const step = fc.record({
      slot: fc.nat(9),
      targetOf: fc.nat(12),
      aim: fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })),
      wait: fc.nat(25),
      move: fc.tuple(fc.integer({ min: -127, max: 127 }), fc.integer({ min: -127, max: 127 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom("fighter", "witch"), fc.nat(), (steps, classId, seed) => {
        const arena = new Arena({
          seed,
          walls,
          npcs: [
            { npc: "wolf", at: [54, 50] },
            { npc: "spitter", at: [40, 50] },
            { npc: "tank", at: [65, 35] },
          ],
        });
        const id = arena.player(50, 50, { classId });
        const i = indexOf(id);
        arena.player(52, 52);
        const { world } = arena;
        const lastUse = new Map<number, number>();
        const abilities = TEST_CLASSES.find((c) => c.id === classId)?.abilities ?? [];
        for (const { slot, targetOf, aim, wait, move } of steps) {
          // casts and stuns that end in the coming tick end before its actions
          const wasCasting = world.castAbility[i] !== 0 && world.castEndTick[i] > world.tick + 1;
          const incapable = arena.has(id, EntityFlag.DEAD | EntityFlag.STUNNED);
          const target = world.id[targetOf];
          const resource = world.resource[i];
          const refusal = arena.tryUse(id, slot, target, aim);
          if (refusal === null) {
            const ability = TEST_ABILITIES.find((a) => a.id === abilities[slot]);
            assert.ok(ability, "an ability of the class");
            assert.ok(!wasCasting && !(incapable && arena.has(id, EntityFlag.DEAD | EntityFlag.STUNNED)), "able to act");
            const last = lastUse.get(slot);
            const pause = Math.max(ability.cooldownMs ?? 0, ability.globalCooldown === false ? 0 : 1000) / 50;
            assert.ok(last === undefined || world.tick - last >= pause, `slot ${slot} again after ${world.tick - (last ?? 0)} ticks`);
            lastUse.set(slot, world.tick);
            assert.ok(resource + 1.1 >= (ability.cost ?? 0), "affordable");
            if (ability.target === "enemy" && world.alive(target)) {
              const t = indexOf(target);
              assert.equal(world.kind[t], EntityKind.NPC);
              // both have at most taken one stride since the check
              assert.ok(inRange(world.x[t] - world.x[i], world.y[t] - world.y[i], ability.rangeM + 1), "in range");
              if (ability.lineOfSight !== false && ability.castTimeMs)
                assert.ok(lineOfSight(map, world.x[i], world.y[i], world.x[t], world.y[t]));
            }
          }
          for (let n = 0; n < wait; n++) {
            arena.walk(id, move[0], move[1]);
            arena.step();
          }
          // what was broken off has not been used: only the global cooldown goes on
          const broken = arena.eventsOf(CombatEventKind.CAST_INTERRUPTED).at(-1);
          const brokenSlot = abilities.findIndex(
            (a) => TEST_ABILITIES.find(({ id: abilityId }) => abilityId === a)?.code === broken?.ability,
          );
          if (broken && broken.tick >= (lastUse.get(brokenSlot) ?? 0)) lastUse.delete(brokenSlot);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("1.4 a target is somebody alive and in sight's distance; who guesses ids learns nothing", () => {
    const arena = new Arena({ widthM: 200, npcs: [{ npc: "wolf", at: [52, 80] }] });
    const id = arena.player(50, 50);
    const far = arena.player(150, 50);
    const drop = arena.simulation.addDrop({ itemCode: 1, quantity: 1, x: 50, y: 51, owner: NOBODY, ownedTicks: 0, expiresInTicks: 1000 });
    const answer = (target: number) => {
      const before = arena.refusals.length;
      arena.simulation.action(id, { kind: ActionKind.SET_TARGET, target });
      arena.step();
      return arena.refusals[before]?.code ?? null;
    };
    assert.equal(answer(arena.npc()), null);
    assert.equal(arena.world.target[indexOf(id)], arena.npc());
    assert.equal(answer(far), "gone");
    assert.equal(answer(makeEntityId(99, 1)), "gone");
    assert.equal(answer(drop), "bad_target");
    assert.equal(arena.world.target[indexOf(id)], arena.npc(), "a refusal changes nothing");
    assert.equal(answer(NOBODY), null);
    assert.equal(arena.world.target[indexOf(id)], NOBODY);
  });

  it("1.6 more actions than wait in a tick's queue are refused as busy, each of them", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    for (let n = 0; n < 12; n++) arena.simulation.action(id, { kind: ActionKind.RELEASE });
    arena.step();
    assert.deepEqual(
      arena.refusals.map((r) => r.code),
      [...Array<string>(8).fill("not_dead"), ...Array<string>(4).fill("busy")],
    );
    arena.step();
    assert.equal(arena.refusals.length, 12);
  });
});
