import assert from "node:assert/strict";
import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag } from "#shared/protocol/codes.ts";
import { aggroRadius } from "#shared/rules/aggro.ts";
import { Arena } from "#test/support/arena.ts";

const STRIKE = 0;
const ARROW = 2;
const flat = (base: number) => ({ base, perLevel: 0 });
const npc = (id: string, more: Record<string, unknown>) => ({
  id,
  code: 90,
  name: id,
  level: 1,
  stats: { health: flat(1000), power: flat(0), armour: flat(0), crit: 0, dodge: 0 },
  speedMps: 5,
  aggroRadiusM: 0,
  leashM: 60,
  abilities: ["bite"],
  experience: 10,
  ...more,
});

function hurtTo(arena: Arena, id: number, npcId: number, health: number): void {
  arena.set(npcId, { health });
  arena.tryUse(id, ARROW, npcId);
}

describe("1.7 NPCs: how they fight", () => {
  it("1.7 the stronger the visitor, the nearer he may come", () => {
    assert.equal(aggroRadius(10, 5, 5), 10);
    assert.equal(aggroRadius(10, 5, 10), 6);
    assert.equal(aggroRadius(10, 1, 60), 2.5);
    assert.equal(aggroRadius(10, 60, 1), 14);
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [50, 50] }] });
    const strong = arena.player(41, 50, { level: 4 });
    arena.step(40);
    assert.equal(arena.world.target[indexOf(arena.npc())], NOBODY, "9 m away, three levels above");
    arena.set(strong, { x: 43 });
    arena.step(10);
    assert.equal(arena.world.target[indexOf(arena.npc())], strong);
  });

  it("1.7 hurt badly it flees once, says so, and comes back", () => {
    const coward = npc("coward", { flee: { healthBelow: 0.3, forMs: 3000 }, says: { flee: "help" } });
    const arena = new Arena({
      extraNpcs: [coward],
      sayings: [{ id: "help", code: 7, text: "Help!" }],
      npcs: [{ npc: "coward", at: [50, 50] }],
    });
    const id = arena.player(47, 50);
    hurtTo(arena, id, arena.npc(), 250);
    arena.until(() => arena.eventsOf(CombatEventKind.SAY).length > 0, 40, "it cries");
    assert.deepEqual([arena.eventsOf(CombatEventKind.SAY)[0].source, arena.eventsOf(CombatEventKind.SAY)[0].amount], [1, 7]);
    arena.until(() => arena.distance(id, arena.npc()) > 12, 80, "runs away");
    arena.until(() => arena.distance(id, arena.npc()) < 3, 200, "comes back");
    arena.step(200);
    assert.equal(arena.eventsOf(CombatEventKind.SAY).length, 1, "once in a fight");
  });

  it("1.7 in a corner nobody flees: it fights on", () => {
    const walls: [number, number, number, number][] = [
      [48, 47, 6, 1],
      [48, 52, 6, 1],
      [53, 47, 1, 6],
    ];
    const arena = new Arena({
      walls,
      extraNpcs: [npc("coward", { flee: { healthBelow: 0.5 } })],
      npcs: [{ npc: "coward", at: [52.4, 50] }],
    });
    const id = arena.player(50, 50);
    hurtTo(arena, id, arena.npc(), 250);
    arena.step(60);
    assert.ok(arena.distance(id, arena.npc()) < 4);
    assert.ok(arena.eventsOf(CombatEventKind.DAMAGE, id).length > 0);
  });

  it("1.7 who flees to friends comes back with them", () => {
    const scout = npc("scout", { flee: { healthBelow: 0.5, to: "friends" }, socialRadiusM: 4 });
    const arena = new Arena({
      extraNpcs: [scout],
      npcs: [
        { npc: "scout", at: [50, 50], group: 1 },
        { npc: "scout", at: [70, 50], group: 1 },
      ],
    });
    const id = arena.player(46, 50);
    hurtTo(arena, id, arena.npc(0), 400);
    arena.until(() => arena.world.target[indexOf(arena.npc(1))] === id, 200, "the friend joins");
    assert.ok(arena.x(arena.npc(0)) > 62);
  });

  it("1.7 a call for help reaches the kin of other groups, after its time, once", () => {
    const herald = npc("herald", { callForHelp: { radiusM: 20, afterMs: 2000 } });
    const arena = new Arena({
      extraNpcs: [herald],
      npcs: [
        { npc: "herald", at: [50, 50], group: 1 },
        { npc: "herald", at: [60, 50], group: 2 },
        { npc: "herald", at: [75, 50], group: 3 },
        { npc: "tank", at: [55, 50], group: 4 },
      ],
    });
    const id = arena.player(48, 50);
    arena.tryUse(id, STRIKE, arena.npc(0));
    arena.step(30);
    assert.equal(arena.world.target[indexOf(arena.npc(1))], NOBODY, "not yet");
    arena.step(20);
    const fights = [0, 1, 2, 3].map((n) => arena.world.target[indexOf(arena.npc(n))] === id);
    assert.deepEqual(fights, [true, true, false, false]);
  });

  it("1.7 a linked group comes as one, however far its members stand", () => {
    const arena = new Arena({
      groups: { 1: { linked: true } },
      npcs: [
        { npc: "tank", at: [20, 50], group: 1 },
        { npc: "tank", at: [55, 50], group: 1 },
      ],
    });
    const id = arena.player(18, 50);
    arena.tryUse(id, STRIKE, arena.npc(0));
    arena.step(2);
    assert.equal(arena.world.target[indexOf(arena.npc(1))], id);
  });

  it("1.7 who keeps his distance steps back from who comes too near, and can be caught", () => {
    const archer = npc("archer", { abilities: ["spit"], keepDistanceM: 10, stats: { health: flat(1e5), power: flat(0), armour: flat(0) } });
    const arena = new Arena({ extraNpcs: [archer], npcs: [{ npc: "archer", at: [60, 50] }] });
    const id = arena.player(56, 50);
    arena.tryUse(id, STRIKE, arena.npc());
    arena.tryUse(id, ARROW, arena.npc());
    arena.until(() => arena.distance(id, arena.npc()) > 9, 120, "stepped back");
    arena.step(15);
    arena.set(id, { x: arena.x(arena.npc()) - 2, y: arena.y(arena.npc()) });
    arena.step(20);
    assert.ok(arena.distance(id, arena.npc()) < 4, "not again at once");
  });

  it("1.7 abilities wait for their conditions", () => {
    const picky = npc("picky", {
      abilities: ["nova", "spit", "bite"],
      when: { nova: { enemiesNear: { count: 2, withinM: 6 } }, spit: { healthBelow: 0.5, distanceMinM: 1 }, bite: { distanceMaxM: 2.5 } },
    });
    const arena = new Arena({ extraNpcs: [picky], npcs: [{ npc: "picky", at: [50, 50] }] });
    const first = arena.player(48, 50, { health: 100 });
    arena.tryUse(first, STRIKE, arena.npc());
    const used = () =>
      new Set(
        arena
          .eventsOf(CombatEventKind.DAMAGE)
          .filter((e) => e.source === 1)
          .map((e) => e.ability),
      );
    const step = () => {
      arena.set(first, { health: 100 });
      arena.step();
    };
    for (let n = 0; n < 100; n++) step();
    assert.deepEqual([...used()], [21], "only bites");
    arena.set(arena.npc(), { health: 400 });
    for (let n = 0; n < 60; n++) step();
    assert.deepEqual([...used()].sort(), [21, 22], "spits when hurt");
    const second = arena.player(52, 50);
    arena.tryUse(second, STRIKE, arena.npc());
    for (let n = 0; n < 60; n++) step();
    assert.ok(used().has(6), "the nova when two are near");
  });

  it("1.7 an enemy chosen by another rule than threat is kept for its time", () => {
    const fickle = npc("fickle", { targeting: "farthest", fixateMs: 4000 });
    const arena = new Arena({ extraNpcs: [fickle], npcs: [{ npc: "fickle", at: [50, 50] }] });
    const near = arena.player(48, 50);
    const far = arena.player(60, 50);
    arena.tryUse(near, STRIKE, arena.npc());
    arena.tryUse(far, ARROW, arena.npc());
    const target = () => arena.world.target[indexOf(arena.npc())];
    arena.until(() => target() === far, 120, "the farthest");
    const seen = new Map<number, number>();
    for (let n = 0; n < 400; n++) {
      arena.set(near, { health: 100 });
      arena.set(far, { health: 100 });
      const before = target();
      arena.step();
      if (target() !== before) seen.set(arena.world.tick, target());
    }
    const changes = [...seen.keys()];
    for (let n = 1; n < changes.length; n++) assert.ok(changes[n] - changes[n - 1] >= 76, `after ${changes[n] - changes[n - 1]} ticks`);
  });
});

describe("1.7 NPCs: where they walk", () => {
  const patrol = {
    points: [
      [20, 50],
      [60, 50],
    ] as [number, number][],
    pauseMs: 1000,
    mode: "ping_pong" as const,
  };

  it("1.7 a patrol walks from place to place, the others behind the first", () => {
    const arena = new Arena({
      groups: { 1: { patrol } },
      npcs: [0, 1, 2].map((n) => ({ npc: "tank", at: [21 + n, 50] as [number, number], group: 1 })),
    });
    arena.player(40, 30);
    let east = 0;
    let together = 0;
    for (let n = 0; n < 900; n++) {
      arena.step();
      east = Math.max(east, arena.x(arena.npc(0)));
      if (n > 200 && [1, 2].every((k) => arena.distance(arena.npc(0), arena.npc(k)) < 5)) together++;
    }
    assert.ok(east > 58, `came to ${east}`);
    assert.ok(together > 600, `${together} of 700 ticks together`);
    arena.until(() => arena.x(arena.npc(0)) < 22, 1200, "back again");
  });

  it("1.7 a patrol that was fought goes back to where the fight found it, and on; when its first dies the next leads", () => {
    const arena = new Arena({
      widthM: 200,
      groups: {
        1: {
          patrol: {
            ...patrol,
            points: [
              [20, 50],
              [120, 50],
            ],
          },
          linked: true,
        },
      },
      npcs: [0, 1].map((n) => ({ npc: "tank", at: [21 + n, 50] as [number, number], group: 1 })),
    });
    const id = arena.player(60, 30);
    arena.until(() => arena.x(arena.npc(0)) > 40, 900, "on the way");
    arena.set(id, { x: arena.x(arena.npc(0)) + 5, y: 50 });
    arena.tryUse(id, ARROW, arena.npc(0));
    arena.step(30);
    arena.set(id, { x: arena.x(arena.npc(0)), y: 95 });
    arena.until(() => arena.has(arena.npc(0), EntityFlag.EVADING), 900, "gives up");
    arena.until(() => !arena.has(arena.npc(0), EntityFlag.EVADING), 400, "is back");
    assert.ok(arena.x(arena.npc(0)) > 36, "not at its spawn point");
    arena.set(arena.npc(0), { health: 1 });
    arena.set(id, { x: arena.x(arena.npc(0)) - 4, y: 50 });
    arena.tryUse(id, ARROW, arena.npc(0));
    arena.until(() => arena.has(arena.npc(0), EntityFlag.DEAD), 60, "dies");
    arena.set(id, { x: 60, y: 95 });
    arena.until(() => arena.x(arena.npc(1)) > 110, 3000, "the second walks on");
  });

  it("R18 a stall makes no NPC jump: each tick moves everybody by a stride at most, whatever the clock did", () => {
    const arena = new Arena({ groups: { 1: { patrol } }, npcs: [{ npc: "tank", at: [21, 50], group: 1 }] });
    arena.player(40, 30);
    for (let n = 0; n < 400; n++) {
      const before = arena.x(arena.npc());
      arena.step();
      assert.ok(Math.abs(arena.x(arena.npc()) - before) <= 4 / 20 + 1e-3);
    }
  });
});
