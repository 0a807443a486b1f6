import assert from "node:assert/strict";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventFlag, CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { MAX_SLOTS, MAX_STATUSES } from "#rooms/simulation/world.ts";
import { Arena } from "#test/support/arena.ts";
import { COMBAT_CLASSES } from "#test/support/test-abilities.ts";
import { TEST_CLASSES } from "#test/support/test-zone.ts";

const stats = (health: number, rest: object = {}) => ({
  health: { base: health, perLevel: 0 },
  power: { base: 0, perLevel: 0 },
  armour: { base: 0, perLevel: 0 },
  crit: 0,
  dodge: 0,
  ...rest,
});
/** An NPC for one test. */
const npc = (id: string, rest: object) => ({
  id,
  code: 90,
  name: id,
  level: 1,
  speedMps: 1,
  aggroRadiusM: 0,
  leashM: 40,
  abilities: ["bite"],
  experience: 0,
  stats: stats(100_000),
  ...rest,
});

/** A warder and a shaper at (50, 50), both of whom may do what the tests ask for, and NPCs to the east. */
function stage(npcs: string[] = ["dummy"], extraNpcs: ReturnType<typeof npc>[] = []) {
  const arena = new Arena({ npcs: npcs.map((kind, n) => ({ npc: kind, at: [53 + n, 50] })), extraNpcs });
  const warder = arena.player(50, 50, { classId: "warder" });
  const shaper = arena.player(50, 51, { classId: "shaper" });
  arena.step();
  const use = (ability: string, target: EntityId = 0, aim: [number, number] = [0, 0]) => {
    const of = Object.entries(COMBAT_CLASSES).find(([, abilities]) => abilities.includes(ability));
    return arena.tryUse(of?.[0] === "shaper" ? shaper : warder, of?.[1].indexOf(ability) ?? 99, target, aim);
  };
  const statuses = (id: EntityId) =>
    [...arena.world.statusCode.subarray(indexOf(id) * MAX_STATUSES, (indexOf(id) + 1) * MAX_STATUSES)].filter((code) => code !== 0);
  /** The NPC bites once. */
  const hit = (id: EntityId, by: EntityId, ability: string) => {
    const slots = TEST_CLASSES.find((c) => c.id === "fighter")?.abilities ?? [];
    return arena.tryUse(by, slots.indexOf(ability), id);
  };
  return { arena, warder, shaper, dummy: arena.npc(), use, statuses, hit };
}

describe("1.6 shields", () => {
  it("1.6 take damage first, the one that ends first before the others; what is left hurts", () => {
    const { arena, warder, use, statuses } = stage([], []);
    use("ward", warder);
    use("shell", warder);
    const i = indexOf(warder);
    assert.equal(arena.world.shield[i], 33 + 11, "30 and 10, each × 1.1 for power 10");
    const biter = npc("biter", { aggroRadiusM: 20, abilities: ["spit"], stats: stats(100, { power: { base: 10, perLevel: 0 } }) });
    const fight = new Arena({ extraNpcs: [biter], npcs: [{ npc: "biter", at: [55, 50] }] });
    const id = fight.player(50, 50, { classId: "warder" });
    fight.tryUse(id, COMBAT_CLASSES.warder.indexOf("ward"), id);
    fight.until(() => fight.eventsOf(CombatEventKind.ABSORB, id).length === 1, 60, "absorbed");
    assert.equal(fight.health(id), 100);
    assert.deepEqual(fight.eventsOf(CombatEventKind.DAMAGE, id), []);
    fight.until(() => fight.eventsOf(CombatEventKind.STATUS_ENDED, id).length === 1, 60, "broken");
    const [first, second] = fight.eventsOf(CombatEventKind.ABSORB, id).map((e) => e.amount);
    assert.equal(first + second, 33);
    assert.equal(fight.health(id), 100 - fight.eventsOf(CombatEventKind.DAMAGE, id)[0].amount);
    assert.equal(fight.world.shield[indexOf(id)], 0);
    arena.step(41);
    assert.equal(arena.world.shield[i], 33, "the shell has run out");
    assert.deepEqual(statuses(warder), [8]);
  });
});

describe("1.6 dispels, purges, interrupts", () => {
  it("1.6 a dispel takes harmful statuses of its categories off friends, nothing else", () => {
    const cutter = npc("cutter", { aggroRadiusM: 20, abilities: ["heavy"] });
    const arena = new Arena({ extraNpcs: [cutter], npcs: [{ npc: "cutter", at: [54, 50] }] });
    const id = arena.player(50, 50, { classId: "warder" });
    arena.until(() => arena.world.statusCode[indexOf(id) * MAX_STATUSES] === 22, 60, "bleeding");
    arena.tryUse(id, COMBAT_CLASSES.warder.indexOf("ward"), id);
    const before = arena.eventsOf(CombatEventKind.DISPEL).length;
    arena.tryUse(id, COMBAT_CLASSES.warder.indexOf("cleanse"), id);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.DISPEL, id).map((e) => e.ability),
      [22],
    );
    assert.equal(before, 0);
    assert.ok(arena.world.shield[indexOf(id)] > 0, "the ward stays");
  });

  it("1.6 a purge takes helpful statuses off enemies", () => {
    const caller = npc("caller", { abilities: ["ward", "renew"], stats: stats(1000) });
    const { arena, use, statuses, dummy } = stage(["caller"], [caller]);
    use("taunt", dummy);
    arena.until(() => statuses(dummy).length > 0, 80, "strengthened");
    const had = statuses(dummy);
    use("shatter", dummy);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.DISPEL, dummy).map((e) => e.ability),
      had,
    );
  });

  it("1.6 an interrupt breaks a cast off and locks its school, not the others", () => {
    const caster = npc("caster", { aggroRadiusM: 20, abilities: ["spit", "bite"] });
    const { arena, use, dummy } = stage(["caster"], [caster]);
    arena.until(() => arena.has(dummy, EntityFlag.CASTING), 40, "casting");
    assert.equal(use("kick", dummy), null);
    const [event] = arena.eventsOf(CombatEventKind.INTERRUPT, dummy);
    assert.equal(event.ability, 22);
    assert.ok(!arena.has(dummy, EntityFlag.CASTING));
    const slots = indexOf(dummy) * MAX_SLOTS;
    assert.equal(arena.world.readyTick[slots], event.tick + 60, "fire waits for 3 s");
    assert.ok(arena.world.readyTick[slots + 1] <= event.tick + 30, "teeth do not");
    assert.equal(use("kick", dummy), null, "on somebody who casts nothing it is wasted");
    assert.equal(arena.eventsOf(CombatEventKind.INTERRUPT, dummy).length, 1);
  });

  it("1.6 the silenced cast nothing, what they cast breaks off; they still strike", () => {
    const husher = npc("husher", { aggroRadiusM: 20, abilities: ["hush"] });
    const arena = new Arena({ extraNpcs: [husher], npcs: [{ npc: "husher", at: [60, 50] }] });
    const id = arena.player(50, 50);
    arena.until(() => arena.has(id, EntityFlag.SILENCED), 40, "silenced");
    assert.equal(arena.tryUse(id, 1, arena.npc()), "silenced");
    arena.set(arena.npc(), { x: 52 });
    assert.equal(arena.tryUse(id, 0, arena.npc()), null);
  });
});

describe("1.6 threat", () => {
  it("1.6 a taunt turns the NPC to the taunter, whoever hurt it more; who fades is left", () => {
    const { arena, warder, shaper, dummy, use } = stage();
    use("heavy", dummy);
    arena.until(() => arena.world.target[indexOf(dummy)] === shaper, 20, "the shaper is attacked");
    assert.equal(use("taunt", dummy), null);
    assert.equal(arena.world.target[indexOf(dummy)], warder);
    assert.equal(arena.eventsOf(CombatEventKind.TAUNT, dummy).length, 1);
    arena.step(20);
    assert.equal(arena.world.target[indexOf(dummy)], warder, "it stays with him");
    use("fade");
    arena.until(() => arena.world.target[indexOf(dummy)] === shaper, 20, "back to the shaper");
  });

  it("1.6 a stance doubles threat and power; another stance takes its place", () => {
    const { arena, warder, use, statuses } = stage();
    const i = indexOf(warder);
    use("rage");
    assert.deepEqual(statuses(warder), [14]);
    use("peace");
    assert.deepEqual(statuses(warder), [15]);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.STATUS_ENDED, warder).map((e) => e.ability),
      [14],
    );
    assert.equal(arena.world.maxHealth[i], 150);
    assert.equal(arena.health(warder), 100, "what is gained has to be filled");
    arena.set(warder, { health: 150 });
    arena.step(61);
    assert.deepEqual([arena.world.maxHealth[i], arena.health(warder)], [100, 100]);
  });
});

describe("1.6 statuses of all kinds", () => {
  it("1.6 nothing harms the immune; of one school, only that school does not", () => {
    const { arena, shaper, use } = stage();
    const burner = npc("burner", { aggroRadiusM: 20, abilities: ["spit"] });
    const fight = new Arena({ extraNpcs: [burner], npcs: [{ npc: "burner", at: [55, 50] }] });
    const id = fight.player(50, 50, { classId: "shaper" });
    fight.until(() => fight.has(fight.npc(), EntityFlag.CASTING), 40, "casting");
    fight.tryUse(id, COMBAT_CLASSES.shaper.indexOf("asbestos"), id);
    fight.until(() => fight.eventsOf(CombatEventKind.IMMUNE, id).length === 1, 40, "immune");
    assert.equal(fight.health(id), 100);
    assert.ok(!fight.has(id, EntityFlag.IMMUNE), "not to everything");
    assert.equal(use("aegis", shaper), null);
    assert.ok(arena.has(shaper, EntityFlag.IMMUNE));
    arena.step(41);
    assert.ok(!arena.has(shaper, EntityFlag.IMMUNE));
  });

  it("1.6 stealth hides from NPCs until one attacks, with what only the hidden can do", () => {
    const hunter = npc("hunter", { aggroRadiusM: 12, abilities: ["bite"], speedMps: 0.5 });
    const arena = new Arena({ extraNpcs: [hunter], npcs: [{ npc: "hunter", at: [60, 50] }] });
    const id = arena.player(30, 50, { classId: "warder" });
    arena.tryUse(id, COMBAT_CLASSES.warder.indexOf("vanish"));
    assert.ok(arena.has(id, EntityFlag.STEALTHED));
    arena.set(id, { x: 54 });
    arena.step(40);
    assert.equal(arena.world.target[indexOf(arena.npc())], 0, "6 m away, unseen");
    arena.set(id, { x: 57 });
    arena.step(10);
    assert.equal(arena.world.target[indexOf(arena.npc())], id, "3 m away, noticed");
    arena.tryUse(id, COMBAT_CLASSES.warder.indexOf("kick"), arena.npc());
    assert.ok(!arena.has(id, EntityFlag.STEALTHED), "who attacks is seen");
  });

  it("1.6 an aura strengthens friends around, and no longer who goes away", () => {
    const { arena, shaper, use, statuses } = stage();
    use("rally");
    arena.step(10);
    assert.deepEqual(statuses(shaper), [17]);
    const told = arena.eventsOf(CombatEventKind.STATUS_APPLIED, shaper).length;
    arena.step(30);
    assert.deepEqual(statuses(shaper), [17]);
    assert.equal(arena.eventsOf(CombatEventKind.STATUS_APPLIED, shaper).length, told, "told once");
    arena.set(shaper, { x: 70 });
    arena.step(25);
    assert.deepEqual(statuses(shaper), []);
  });

  it("1.6 sleep breaks with any damage; its control works shorter each time on those it diminishes on", () => {
    const elite = npc("champion", { elite: true, abilities: ["howl"] });
    const { arena, dummy, use } = stage(["champion"], [elite]);
    const lengths = () =>
      arena
        .eventsOf(CombatEventKind.STATUS_APPLIED, dummy)
        .filter((e) => e.ability === 19)
        .map((e) => e.amount);
    for (let n = 0; n < 4; n++) {
      use("daze", dummy);
      arena.step(41);
    }
    assert.deepEqual(lengths(), [2000, 1000, 500]);
    assert.equal(arena.eventsOf(CombatEventKind.IMMUNE, dummy).length, 1);
    use("lull", dummy);
    assert.ok(arena.has(dummy, EntityFlag.ROOTED), "another kind of control is counted on its own");
    use("heavy", dummy);
    assert.ok(!arena.has(dummy, EntityFlag.ROOTED));
    for (let n = 0; n < 18; n++) {
      arena.step(19);
      use("heavy", dummy);
    }
    use("daze", dummy);
    assert.equal(lengths()[3], 2000, "18 s later in full again");
  });

  it("1.6 refresh rules: extended up to twice the time, ignored while it is there", () => {
    const { arena, shaper, use } = stage();
    const at = indexOf(shaper) * MAX_STATUSES;
    use("grow", shaper);
    arena.step(9);
    use("grow", shaper);
    assert.equal(arena.world.statusEndTick[at] - arena.world.tick, 30 + 40);
    use("grow", shaper);
    assert.equal(arena.world.statusEndTick[at] - arena.world.tick, 80, "at most twice");
    use("haste");
    const end = arena.world.statusEndTick[at + 1];
    arena.step(10);
    use("haste");
    assert.equal(arena.world.statusEndTick[at + 1], end);
  });

  it("1.6 areas stay on the ground as an entity, pulse, and go", () => {
    const { arena, dummy, use } = stage();
    assert.equal(use("pool", 0, [53, 50]), null);
    const began = arena.world.tick;
    assert.ok(arena.world.kind.includes(EntityKind.PROJECTILE));
    arena.step(60);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.DAMAGE, dummy).map((e) => e.tick - began),
      [0, 10, 20, 30, 40],
    );
    assert.ok(!arena.world.kind.includes(EntityKind.PROJECTILE));
  });
});

describe("1.6 how a blow meets its target", () => {
  it("1.6 a dodged blow brings nothing with it", () => {
    const ghost = npc("ghost", { stats: stats(1e6, { dodge: 0.7 }) });
    const { arena, dummy, use } = stage(["ghost"], [ghost]);
    let dodged = 0;
    for (let n = 0; n < 40; n++) {
      const before = arena.eventsOf(CombatEventKind.STATUS_APPLIED, dummy).length;
      const evasions = arena.eventsOf(CombatEventKind.DODGE, dummy).length;
      use("heavy", dummy);
      if (arena.eventsOf(CombatEventKind.DODGE, dummy).length === evasions) continue;
      dodged++;
      assert.equal(arena.eventsOf(CombatEventKind.STATUS_APPLIED, dummy).length, before);
    }
    assert.ok(dodged > 15, `${dodged} of 40`);
  });

  it("1.6 who stands far above is missed now and then; who blocks takes less, from the front only", () => {
    const giant = npc("giant", { level: 11, stats: stats(1e6) });
    const far = stage(["giant"], [giant]);
    for (let n = 0; n < 200; n++) far.use("heavy", far.dummy);
    const missed = far.arena.eventsOf(CombatEventKind.MISS, far.dummy).length;
    assert.ok(missed > 20 && missed < 65, `${missed} of 200 at 20 %`);
    const guard = npc("guard", { stats: stats(1e6, { block: 0.75 }) });
    const near = stage(["guard"], [guard]);
    const blocked = () => near.arena.eventsOf(CombatEventKind.BLOCK, near.dummy).length;
    for (let n = 0; n < 40; n++) near.use("heavy", near.dummy);
    assert.ok(blocked() >= 20, `${blocked()} of 40 blocked from the front`);
    const before = blocked();
    near.arena.set(near.shaper, { x: 56 });
    for (let n = 0; n < 40; n++) {
      near.use("taunt", near.dummy);
      near.arena.step(4);
      near.use("heavy", near.dummy);
    }
    assert.equal(blocked(), before, "none from behind: it looks at the taunter");
    const direct = near.arena.eventsOf(CombatEventKind.DAMAGE, near.dummy).filter((e) => (e.flags & CombatEventFlag.PERIODIC) === 0);
    const [least, most] = [Math.min(...direct.map((e) => e.amount)), Math.max(...direct.map((e) => e.amount))];
    assert.ok(least >= 13 && least <= 15 && most >= 19, `${least} … ${most} for 20 and 14`);
  });
});
