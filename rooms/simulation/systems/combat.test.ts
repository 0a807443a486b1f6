import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

/** Slots of the fighter and the witch (test-zone.ts). */
const STRIKE = 0;
const BOLT = 1;
const ARROW = 2;
const BASH = 3;
const HEAL = 4;
const NOVA = 5;
const SWEEP = 6;
const RAIN = 7;
const WITCH = { ROOT: 0, CHILL: 1, SPRINT: 2, IGNITE: 3, RENEW: 4, DRAIN: 5, METEOR: 6, CHANT: 7 };
const GLOBAL_TICKS = 20;

/** A fighter (or witch) at (50, 50) and a dummy 2 m to the east. */
function duel(options: ConstructorParameters<typeof Arena>[0] = {}, spec: Parameters<Arena["player"]>[2] = {}) {
  const arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }], ...options });
  const id = arena.player(50, 50, spec);
  arena.step();
  return { arena, id, dummy: arena.npc() };
}

describe("1.6 combat: using an ability", () => {
  it("1.6 an instant blow takes base + power, within the spread", () => {
    const { arena, id, dummy } = duel();
    assert.equal(arena.tryUse(id, STRIKE, dummy), null);
    const [hit] = arena.eventsOf(CombatEventKind.DAMAGE, dummy);
    assert.ok(hit.amount >= 19 && hit.amount <= 21, `${hit.amount} for 10 + 1 × 10`);
    assert.equal(arena.health(dummy), 100_000 - hit.amount);
    assert.deepEqual([hit.source, hit.ability], [indexOf(id), 1]);
  });

  it("1.6 armour takes its part of physical damage only", () => {
    const damageBy = (slot: number, ticks: number) => {
      const arena = new Arena({ npcs: [{ npc: "tank", at: [52, 50] }] });
      const id = arena.player(50, 50);
      arena.use(id, slot, arena.npc());
      arena.step(ticks);
      return arena.eventsOf(CombatEventKind.DAMAGE, arena.npc())[0].amount;
    };
    const physical = damageBy(STRIKE, 1);
    const fire = damageBy(BOLT, 25);
    assert.ok(physical >= 9 && physical <= 11, `75 armour against level 1: half of 20, was ${physical}`);
    assert.ok(fire >= 19 && fire <= 21);
  });

  it("1.6 the same target, the same place, other seeds: damage spreads evenly around its mean", () => {
    const amounts: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const { arena, id, dummy } = duel({ seed });
      arena.tryUse(id, STRIKE, dummy);
      amounts.push(arena.eventsOf(CombatEventKind.DAMAGE, dummy)[0].amount);
    }
    assert.deepEqual([...new Set(amounts)].sort(), [19, 20, 21]);
    assert.ok(Math.abs(amounts.reduce((a, b) => a + b) / 300 - 20) < 0.2);
  });

  it("1.6 crits and dodges happen as often as the stats say, and a stunned one dodges nothing", () => {
    const ghost = {
      id: "ghost",
      code: 90,
      name: "ghost",
      level: 1,
      speedMps: 1,
      aggroRadiusM: 0,
      leashM: 40,
      abilities: ["strike"],
      experience: 0,
      stats: { health: { base: 1e6, perLevel: 0 }, power: { base: 0, perLevel: 0 }, armour: { base: 0, perLevel: 0 }, crit: 0, dodge: 0.4 },
    };
    const arena = new Arena({ extraNpcs: [ghost], npcs: [{ npc: "ghost", at: [52, 50] }] });
    const id = arena.player(50, 50);
    const target = arena.npc();
    for (let n = 0; n < 300; n++) {
      arena.use(id, STRIKE, target);
      arena.step(GLOBAL_TICKS);
      arena.set(id, { health: 100 });
    }
    const dodged = arena.eventsOf(CombatEventKind.DODGE, target).length;
    assert.ok(dodged > 90 && dodged < 150, `${dodged} of 300 dodged at 40 %`);
    assert.equal(dodged + arena.eventsOf(CombatEventKind.DAMAGE, target).length, 300);
    const before = arena.eventsOf(CombatEventKind.DODGE, target).length;
    for (let n = 0; n < 20; n++) {
      arena.step(100);
      arena.use(id, BASH, target);
      arena.use(id, STRIKE, target);
      arena.step(1);
    }
    assert.equal(arena.eventsOf(CombatEventKind.DODGE, target).length, before);
  });

  it("1.6 a cast takes its time, shows itself, costs and cools down at its end", () => {
    const { arena, id, dummy } = duel();
    const i = indexOf(id);
    assert.equal(arena.tryUse(id, BOLT, dummy), null);
    const began = arena.world.tick;
    assert.ok(arena.has(id, EntityFlag.CASTING));
    assert.equal(arena.world.castAbility[i], 2);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.CAST_STARTED).map((e) => e.amount),
      [1000],
    );
    assert.equal(arena.world.resource[i], 100);
    arena.step(19);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE).length, 0);
    arena.step();
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE)[0].tick, began + 20);
    assert.equal(arena.eventsOf(CombatEventKind.CAST_FINISHED).length, 1);
    assert.ok(!arena.has(id, EntityFlag.CASTING));
    assert.equal(arena.world.resource[i], 80);
    assert.equal(arena.tryUse(id, BOLT, dummy), "not_ready");
    arena.step(58);
    assert.equal(arena.tryUse(id, BOLT, dummy), null, "3 s after the end");
  });

  it("1.6 walking breaks a cast off, unless the ability may be cast on the way", () => {
    const { arena, id, dummy } = duel();
    arena.tryUse(id, BOLT, dummy);
    arena.step(3);
    arena.walk(id, -127, 0);
    arena.step();
    assert.equal(arena.eventsOf(CombatEventKind.CAST_INTERRUPTED).length, 1);
    arena.step(30);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE).length, 0);

    const moving = duel({}, { classId: "witch" });
    moving.arena.tryUse(moving.id, WITCH.CHANT, moving.dummy);
    for (let n = 0; n < 25; n++) {
      moving.arena.walk(moving.id, -127, 0);
      moving.arena.step();
    }
    assert.equal(moving.arena.eventsOf(CombatEventKind.DAMAGE).length, 1);
  });

  it("1.6 turning on the spot breaks nothing off; cancelling does", () => {
    const { arena, id, dummy } = duel();
    arena.tryUse(id, BOLT, dummy);
    arena.walk(id, 0, 0, 12_345);
    arena.step();
    assert.ok(arena.has(id, EntityFlag.CASTING));
    arena.simulation.action(id, { kind: ActionKind.CANCEL_CAST });
    arena.step();
    assert.ok(!arena.has(id, EntityFlag.CASTING));
    assert.equal(arena.eventsOf(CombatEventKind.CAST_INTERRUPTED).length, 1);
  });

  it("1.6 a cast whose target left its range or sight comes to nothing and costs nothing", () => {
    const { arena, id, dummy } = duel({ walls: [[60, 40, 1, 20]] });
    arena.tryUse(id, BOLT, dummy);
    arena.set(dummy, { x: 90 });
    arena.step(25);
    assert.deepEqual(
      arena.refusals.map((r) => r.code),
      ["out_of_range"],
    );
    arena.set(dummy, { x: 52 });
    arena.tryUse(id, BOLT, dummy);
    arena.set(dummy, { x: 65 });
    arena.step(25);
    assert.deepEqual(
      arena.refusals.map((r) => r.code),
      ["out_of_range", "no_line_of_sight"],
    );
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE).length, 0);
    assert.equal(arena.world.resource[indexOf(id)], 100);
  });

  it("1.6 a heal restores what is missing, not more, to friends and to oneself", () => {
    const { arena, id } = duel();
    const friend = arena.player(55, 50, { health: 50 });
    arena.tryUse(id, HEAL, friend);
    arena.step(12);
    const [heal] = arena.eventsOf(CombatEventKind.HEAL);
    assert.ok(heal.amount >= 28 && heal.amount <= 32, `${heal.amount} for 20 + 1 × 10`);
    arena.set(id, { health: 95 });
    arena.step(GLOBAL_TICKS);
    arena.tryUse(id, HEAL);
    arena.step(12);
    assert.equal(arena.health(id), 100);
  });

  it("1.6 a drain harms its target and heals its user", () => {
    const { arena, id, dummy } = duel({}, { classId: "witch", health: 40 });
    arena.tryUse(id, WITCH.DRAIN, dummy);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, dummy).length, 1);
    assert.ok(arena.health(id) >= 68);
  });
});

describe("1.6 combat: areas and projectiles", () => {
  it("1.6 a circle hits the nearest of those within it, up to its limit", () => {
    const at: [number, number][] = [
      [52, 50],
      [50, 55],
      [47, 50],
      [50, 46],
      [57, 50],
    ];
    const arena = new Arena({ npcs: at.map((place) => ({ npc: "dummy", at: place })) });
    const id = arena.player(50, 50);
    assert.equal(arena.tryUse(id, NOVA), null);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.DAMAGE).map((e) => e.target),
      [arena.npc(0), arena.npc(2), arena.npc(3)].map(indexOf),
      "three targets, nearest first; the fifth stands outside",
    );
  });

  it("1.6 a cone hits what is before its user and within its angle", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 359 }), fc.integer({ min: 0, max: 65_535 }), (degrees, facing) => {
        const angle = (degrees * Math.PI) / 180;
        const arena = new Arena({ npcs: [{ npc: "dummy", at: [50 + 4 * Math.cos(angle), 50 + 4 * Math.sin(angle)] }] });
        const id = arena.player(50, 50);
        arena.set(id, { facing });
        arena.tryUse(id, SWEEP);
        const off = Math.abs(((degrees - (facing * 360) / 65_536 + 540) % 360) - 180);
        if (Math.abs(off - 45) < 0.1) return;
        assert.equal(arena.eventsOf(CombatEventKind.DAMAGE).length, off < 45 ? 1 : 0, `${off}° off a cone of 90°`);
      }),
      { numRuns: 200 },
    );
  });

  it("1.6 a circle on the ground needs range and sight to its middle", () => {
    const arena = new Arena({ walls: [[58, 40, 1, 20]], npcs: [{ npc: "dummy", at: [45, 50] }] });
    const id = arena.player(50, 50);
    assert.equal(arena.tryUse(id, RAIN, NOBODY, [50, 70.5]), "out_of_range");
    assert.equal(arena.tryUse(id, RAIN, NOBODY, [62, 50]), "no_line_of_sight");
    assert.equal(arena.tryUse(id, RAIN, NOBODY, [46, 50]), null);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE).length, 1);
  });

  it("1.6 a wall shelters from an area's middle", () => {
    const arena = new Arena({
      walls: [[51, 45, 1, 10]],
      npcs: [
        { npc: "dummy", at: [53, 50] },
        { npc: "dummy", at: [47, 50] },
      ],
    });
    const id = arena.player(50, 50);
    arena.tryUse(id, NOVA);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.DAMAGE).map((e) => e.target),
      [indexOf(arena.npc(1))],
    );
  });

  it("1.6 a projectile flies its way first, follows its target and is gone after", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [70, 50] }] });
    const id = arena.player(50, 50);
    const dummy = arena.npc();
    arena.tryUse(id, ARROW, dummy);
    const shot = arena.world.tick;
    const p = [...arena.world.kind].indexOf(EntityKind.PROJECTILE);
    assert.ok(p > 0);
    assert.deepEqual([arena.world.template[p], arena.world.target[p], arena.world.x[p]], [3, dummy, 50]);
    arena.step(10);
    assert.ok(Math.abs(arena.world.x[p] - 60) < 1e-3, "20 m/s for half a second");
    arena.set(dummy, { x: 60, y: 58 });
    arena.until(() => arena.eventsOf(CombatEventKind.DAMAGE).length > 0, 20, "hit");
    assert.equal(arena.world.tick - shot, 18, "10 ticks east, 8 ticks north");
    assert.equal([...arena.world.kind].indexOf(EntityKind.PROJECTILE), -1);
  });

  it("1.6 a projectile strikes as its maker could when he shot, even when he has left", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [70, 50] }] });
    const id = arena.player(50, 50);
    arena.tryUse(id, ARROW, arena.npc());
    arena.simulation.removePlayer(id);
    arena.step(25);
    const [hit] = arena.eventsOf(CombatEventKind.DAMAGE);
    assert.ok(hit.amount >= 19);
    assert.equal(hit.source, 0);
  });

  it("1.6 a projectile with an area strikes around where it lands; without a target it only vanishes", () => {
    const arena = new Arena({
      npcs: [
        { npc: "dummy", at: [60, 50] },
        { npc: "dummy", at: [63, 50] },
        { npc: "dummy", at: [70, 50] },
      ],
    });
    const id = arena.player(50, 50, { classId: "witch" });
    arena.tryUse(id, WITCH.METEOR, arena.npc());
    arena.step(25);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE).length, 2);

    const lost = new Arena({ npcs: [{ npc: "wolf", at: [70, 50] }] });
    const archer = lost.player(50, 50);
    lost.tryUse(archer, ARROW, lost.npc());
    lost.world.despawn(lost.npc());
    lost.step(60);
    assert.equal(lost.eventsOf(CombatEventKind.DAMAGE).length, 0);
    assert.equal([...lost.world.kind].indexOf(EntityKind.PROJECTILE), -1);
  });

  it("1.6 in a zone without room for a projectile the blow lands at once", () => {
    const arena = new Arena({ capacity: 3, npcs: [{ npc: "dummy", at: [70, 50] }] });
    const id = arena.player(50, 50);
    assert.equal(arena.tryUse(id, ARROW, arena.npc()), null);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE).length, 1);
  });
});
