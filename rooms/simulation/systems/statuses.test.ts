import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventFlag, CombatEventKind, EntityFlag } from "#shared/protocol/codes.ts";
import { MAX_STATUSES } from "../world.ts";
import { Arena } from "#test/support/arena.ts";

/** Slots of the fighter and the witch (test-zone.ts). */
const BASH = 3;
const WITCH = { ROOT: 0, CHILL: 1, SPRINT: 2, IGNITE: 3, RENEW: 4, DRAIN: 5, METEOR: 6, CHANT: 7 };

/** A fighter (or witch) at (50, 50) and a dummy 2 m to the east. */
function duel(options: ConstructorParameters<typeof Arena>[0] = {}, spec: Parameters<Arena["player"]>[2] = {}) {
  const arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }], ...options });
  const id = arena.player(50, 50, spec);
  arena.step();
  return { arena, id, dummy: arena.npc() };
}

describe("1.6 combat: statuses", () => {
  it("1.6 a stun stops, silences and breaks off; then it ends", () => {
    const arena = new Arena({ npcs: [{ npc: "spitter", at: [54, 50] }] });
    const id = arena.player(50, 50);
    const npc = arena.npc();
    arena.until(() => arena.has(npc, EntityFlag.CASTING), 40, "the spitter casts");
    arena.tryUse(id, BASH, npc);
    assert.ok(arena.has(npc, EntityFlag.STUNNED) && !arena.has(npc, EntityFlag.CASTING));
    assert.equal(arena.world.speedMmps[indexOf(npc)], 0);
    const stunned = arena.world.tick;
    const hurt = arena.eventsOf(CombatEventKind.DAMAGE, id).length;
    arena.step(39);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, id).length, hurt);
    arena.until(() => !arena.has(npc, EntityFlag.STUNNED), 3, "free again");
    assert.equal(arena.world.tick, stunned + 40);
  });

  it("1.6 root, slow and haste change the speed; slows of one kind stack, the strongest of each side counts", () => {
    const { arena, id, dummy } = duel({ npcs: [{ npc: "wolf", at: [70, 50] }] }, { classId: "witch" });
    const speed = (of: number) => arena.world.speedMmps[indexOf(of)];
    arena.tryUse(id, WITCH.CHILL, dummy);
    assert.equal(speed(dummy), 2800, "4 m/s less 30 %");
    assert.ok(arena.has(dummy, EntityFlag.SLOWED));
    arena.tryUse(id, WITCH.CHILL, dummy);
    arena.tryUse(id, WITCH.CHILL, dummy);
    assert.equal(speed(dummy), 1600, "two stacks are the most");
    arena.tryUse(id, WITCH.ROOT, dummy);
    assert.equal(speed(dummy), 0);
    arena.tryUse(id, WITCH.SPRINT);
    assert.equal(speed(id), 9000);
    arena.step(45);
    assert.deepEqual([speed(dummy), speed(id)], [4000, 6000]);
  });

  it("1.6 a rooted or stunned player does not move, whatever he sends", () => {
    const ogre = {
      id: "ogre",
      code: 91,
      name: "ogre",
      level: 1,
      speedMps: 1,
      aggroRadiusM: 20,
      leashM: 40,
      abilities: ["root", "bite"],
      experience: 0,
      stats: { health: { base: 100, perLevel: 0 }, power: { base: 0, perLevel: 0 }, armour: { base: 0, perLevel: 0 } },
    };
    const arena = new Arena({ extraNpcs: [ogre], npcs: [{ npc: "ogre", at: [60, 50] }] });
    const id = arena.player(50, 50);
    arena.until(() => arena.has(id, EntityFlag.ROOTED), 40, "rooted");
    const x = arena.x(id);
    for (let n = 0; n < 30; n++) {
      arena.walk(id, -127, 0);
      arena.step();
    }
    assert.equal(arena.x(id), x);
  });

  it("1.6 damage over time pulses, stacks, and kills; it is its maker's kill", () => {
    const { arena, id, dummy } = duel({ npcs: [{ npc: "wolf", at: [60, 50] }] }, { classId: "witch" });
    arena.tryUse(id, WITCH.IGNITE, dummy);
    arena.tryUse(id, WITCH.IGNITE, dummy);
    const last = arena.world.tick;
    arena.step(70);
    const pulses = arena.eventsOf(CombatEventKind.DAMAGE, dummy);
    assert.deepEqual(
      pulses.map((e) => [e.tick - last, e.amount, e.flags]),
      [19, 39, 59].map((t) => [t, 11, CombatEventFlag.PERIODIC]),
      "5 × 1.1 (power 10) × 2 stacks, each second from the first application on, until 3 s after the second",
    );
    arena.set(dummy, { health: 3 });
    arena.tryUse(id, WITCH.IGNITE, dummy);
    arena.step(25);
    assert.deepEqual(
      arena.kills.map((k) => k.lootOwner),
      [id],
    );
  });

  it("1.6 healing over time pulses until it ends", () => {
    const { arena, id } = duel({ npcs: [] }, { classId: "witch", health: 10 });
    arena.tryUse(id, WITCH.RENEW);
    arena.step(100);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.HEAL, id).map((e) => e.amount),
      [6, 6, 6],
    );
  });

  it("1.6 death ends all statuses", () => {
    const { arena, id, dummy } = duel({ npcs: [{ npc: "wolf", at: [60, 50] }] }, { classId: "witch" });
    arena.tryUse(id, WITCH.IGNITE, dummy);
    arena.tryUse(id, WITCH.CHILL, dummy);
    arena.set(dummy, { health: 1 });
    arena.tryUse(id, WITCH.DRAIN, dummy);
    assert.ok(arena.has(dummy, EntityFlag.DEAD));
    assert.ok(!arena.has(dummy, EntityFlag.SLOWED));
    assert.ok(arena.world.statusCode.subarray(indexOf(dummy) * MAX_STATUSES, (indexOf(dummy) + 1) * MAX_STATUSES).every((c) => c === 0));
  });
});
