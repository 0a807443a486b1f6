import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag } from "#shared/protocol/codes.ts";
import { bitsAt, Cell, isFree, nearestFreeCell } from "#shared/rules/collision.ts";
import { Arena } from "#test/support/arena.ts";
import { testZone } from "#test/support/test-zone.ts";

const STRIKE = 0;
const ARROW = 2;

/** A U that opens to the west: whoever stands inside looks at walls to the north, east and south. */
const U: [number, number, number, number][] = [
  [40, 40, 20, 1],
  [40, 60, 20, 1],
  [60, 40, 1, 21],
];

/** Sees and follows everybody everywhere. */
const HUNTER = {
  id: "hunter",
  code: 92,
  name: "hunter",
  level: 1,
  speedMps: 8,
  aggroRadiusM: 60,
  leashM: 200,
  abilities: ["bite"],
  experience: 0,
  stats: { health: { base: 100, perLevel: 0 }, power: { base: 0, perLevel: 0 }, armour: { base: 0, perLevel: 0 } },
};

describe("1.7 NPCs: whom they attack", () => {
  it("1.7 an aggressive NPC attacks who comes into its radius and sight, not before", () => {
    const arena = new Arena({ walls: [[45, 45, 1, 10]], npcs: [{ npc: "wolf", at: [50, 50] }] });
    const id = arena.player(39, 50);
    const wolf = arena.npc();
    arena.step(40);
    assert.equal(arena.world.target[indexOf(wolf)], NOBODY, "11 m away");
    arena.set(id, { x: 42 });
    arena.step(40);
    assert.equal(arena.world.target[indexOf(wolf)], NOBODY, "behind a wall");
    arena.set(id, { x: 50, y: 42 });
    arena.step(5);
    assert.equal(arena.world.target[indexOf(wolf)], id);
    assert.ok(arena.has(wolf, EntityFlag.IN_COMBAT) && arena.has(id, EntityFlag.IN_COMBAT));
  });

  it("1.7 a peaceful NPC attacks only who hurts it", () => {
    const arena = new Arena({ npcs: [{ npc: "tank", at: [52, 50] }] });
    const id = arena.player(50, 50);
    arena.step(60);
    assert.equal(arena.health(id), 100);
    arena.tryUse(id, STRIKE, arena.npc());
    arena.step(40);
    assert.ok(arena.health(id) < 100);
  });

  it("1.7 friends of the group within the social radius join; others do not", () => {
    const arena = new Arena({
      npcs: [
        { npc: "wolf", at: [50, 50], group: 1 },
        { npc: "wolf", at: [56, 50], group: 1 },
        { npc: "wolf", at: [70, 50], group: 1 },
        { npc: "wolf", at: [52, 56], group: 2 },
      ],
    });
    const id = arena.player(41, 50);
    arena.step(6);
    const fighting = [0, 1, 2, 3].map((n) => arena.world.target[indexOf(arena.npc(n))] === id);
    assert.deepEqual(fighting, [true, true, false, false]);
  });

  it("1.7 it turns to who threatens it clearly more, and to nobody at once", () => {
    const arena = new Arena({ npcs: [{ npc: "tank", at: [52, 50] }] });
    const first = arena.player(50, 50);
    const second = arena.player(54, 50);
    const tank = arena.npc();
    const strikes = (id: number, times: number) => {
      for (let n = 0; n < times; n++) {
        arena.set(first, { health: 100 });
        arena.set(second, { health: 100 });
        arena.tryUse(id, STRIKE, tank);
        arena.step(20);
      }
    };
    strikes(first, 4);
    assert.equal(arena.world.target[indexOf(tank)], first);
    strikes(second, 4);
    assert.equal(arena.world.target[indexOf(tank)], first, "about the same");
    strikes(second, 2);
    assert.equal(arena.world.target[indexOf(tank)], second);
  });

  it("1.7 its abilities are used by priority as soon as they are ready", () => {
    const arena = new Arena({ npcs: [{ npc: "spitter", at: [52, 50] }] });
    const id = arena.player(50, 50);
    arena.step(100);
    const used = arena.eventsOf(CombatEventKind.DAMAGE, id).map((e) => e.ability);
    assert.equal(used[0], 22, "spits first");
    assert.ok(used.includes(21), "bites meanwhile");
  });

  it("1.7 an NPC that heals helps wounded friends", () => {
    const arena = new Arena({
      npcs: [
        { npc: "mother", at: [55, 50], group: 1 },
        { npc: "mother", at: [50, 50], group: 1 },
      ],
    });
    const id = arena.player(50, 48);
    arena.set(arena.npc(1), { health: 50 });
    arena.tryUse(id, STRIKE, arena.npc(1));
    arena.step(100);
    assert.ok(arena.eventsOf(CombatEventKind.HEAL).some((e) => e.target === indexOf(arena.npc(1)) && e.ability === 23));
  });

  it("1.7 what helps but does not heal is used at once, what spreads from oneself when the enemy is within", () => {
    const arena = new Arena({
      npcs: [
        { npc: "alpha", at: [50, 50], group: 1 },
        { npc: "wolf", at: [52, 50], group: 1 },
      ],
    });
    const id = arena.player(40, 50);
    arena.step(10);
    assert.deepEqual(
      [0, 1].map((n) => arena.world.speedMmps[indexOf(arena.npc(n))]),
      [6000, 6000],
      "4 m/s and half as much again",
    );
    let nearest = 100;
    arena.until(
      () => {
        const hit = arena.eventsOf(CombatEventKind.DAMAGE, id).some((e) => e.ability === 6);
        if (!hit) nearest = arena.distance(id, arena.npc());
        return hit;
      },
      100,
      "the nova",
    );
    assert.ok(nearest < 7, `${nearest} m before it`);
    assert.equal(arena.eventsOf(CombatEventKind.CAST_FINISHED).filter((e) => e.ability === 6).length, 1, "none was wasted on the way");
  });

  it("1.7 nobody is followed into a safe area: NPCs turn back at its border", () => {
    const zone = { safe: [[60, 30, 30, 40]] as [number, number, number, number][] };
    const map = testZone(zone).collision;
    const arena = new Arena({ ...zone, npcs: [{ npc: "wolf", at: [50, 50] }] });
    const id = arena.player(58, 50, { health: 100 });
    arena.step(8);
    assert.equal(arena.world.target[indexOf(arena.npc())], id);
    for (let n = 0; n < 100; n++) {
      arena.walk(id, 127, 0);
      arena.step();
      assert.equal(bitsAt(map, arena.x(arena.npc()), arena.y(arena.npc())) & Cell.SAFE, 0);
    }
    assert.equal(arena.world.target[indexOf(arena.npc())], NOBODY);
    arena.until(() => !arena.has(arena.npc(), EntityFlag.EVADING), 200, "home");
  });
});

describe("1.7 NPCs: where they go", () => {
  it("1.7 a chase leads around a U-shaped wall", () => {
    const arena = new Arena({ walls: U, npcs: [{ npc: "tank", at: [55, 50] }] });
    const id = arena.player(65, 50);
    // seen over nothing: make it angry by an arrow from the open side, then stand behind the wall
    arena.set(id, { x: 38, y: 50 });
    arena.tryUse(id, ARROW, arena.npc());
    arena.until(() => arena.health(arena.npc()) < 1000, 40, "the arrow hits");
    arena.set(id, { x: 65, y: 50 });
    const map = testZone({ walls: U }).collision;
    const ticks = arena.until(
      () => {
        assert.ok(isFree(map, arena.x(arena.npc()), arena.y(arena.npc())));
        return arena.health(id) < 100;
      },
      600,
      "it bites",
    );
    assert.ok(ticks > 150, "the way around is some 45 m at 4 m/s");
  });

  it("1.7 whatever stands in the way, an NPC reaches who can be reached", () => {
    const wall = fc.tuple(
      fc.integer({ min: 25, max: 70 }),
      fc.integer({ min: 25, max: 70 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(wall, { maxLength: 25 }), fc.nat(), (boxes, seed) => {
        const water = boxes as [number, number, number, number][];
        const map = testZone({ water }).collision;
        const from = nearestFreeCell(map, 30, 50);
        const to = nearestFreeCell(map, 65, 50);
        const middle = (cell: number): [number, number] => [(cell % 100) + 0.5, Math.floor(cell / 100) + 0.5];
        fc.pre(reachable(map.cells, from, to));
        const arena = new Arena({ seed, water, extraNpcs: [HUNTER], npcs: [{ npc: "hunter", at: middle(from) }] });
        const id = arena.player(...middle(to));
        arena.until(() => arena.health(id) < 100, 600, "reached");
      }),
      { numRuns: 60 },
    );
  });

  it("1.7 who can only be shot at but not reached loses the NPC's interest: it goes home and heals", () => {
    const island: [number, number, number, number][] = [
      [60, 40, 1, 20],
      [80, 40, 1, 20],
      [60, 40, 21, 1],
      [60, 60, 21, 1],
    ];
    const arena = new Arena({ water: island, npcs: [{ npc: "tank", at: [50, 50] }] });
    const id = arena.player(70, 50);
    for (let n = 0; n < 20; n++) {
      arena.tryUse(id, ARROW, arena.npc());
      arena.step(20);
    }
    assert.ok(arena.has(arena.npc(), EntityFlag.EVADING) || arena.health(arena.npc()) === 1000 || arena.distance(id, arena.npc()) > 9);
    assert.ok(
      arena.refusals.some((r) => r.code === "bad_target"),
      "evading it cannot be attacked",
    );
    arena.until(() => arena.health(arena.npc()) === 1000 && !arena.has(arena.npc(), EntityFlag.EVADING), 400, "whole again");
  });

  it("1.7 who is hurt from afar does not give up as long as there is a way", () => {
    const arena = new Arena({ widthM: 100, npcs: [{ npc: "dummy", at: [50, 50] }] });
    const id = arena.player(75, 50);
    for (let n = 0; n < 20; n++) {
      arena.tryUse(id, ARROW, arena.npc());
      arena.step(29);
    }
    assert.equal(arena.world.target[indexOf(arena.npc())], id, "30 s, at half a metre a second and 25 m away");
    arena.step(20 * 17);
    assert.ok(!arena.has(arena.npc(), EntityFlag.IN_COMBAT), "left alone it gives up");
  });

  it("1.7 a safe area is gone around, not through", () => {
    const zone = { safe: [[45, 40, 10, 20]] as [number, number, number, number][] };
    const map = testZone(zone).collision;
    const arena = new Arena({ ...zone, extraNpcs: [HUNTER], npcs: [{ npc: "hunter", at: [40, 50] }] });
    const id = arena.player(60, 50);
    arena.until(
      () => {
        assert.equal(bitsAt(map, arena.x(arena.npc()), arena.y(arena.npc())) & Cell.SAFE, 0);
        return arena.health(id) < 100;
      },
      300,
      "bitten",
    );
  });

  it("1.7 beyond its leash it evades: untouchable, forgetful, home, whole", () => {
    const arena = new Arena({ widthM: 300, npcs: [{ npc: "wolf", at: [50, 50] }] });
    const wolf = arena.npc();
    const id = arena.player(55, 50, { health: 100 });
    arena.tryUse(id, ARROW, wolf);
    arena.step(10);
    let farthest = 0;
    arena.until(
      () => {
        arena.walk(id, 100, 0);
        arena.set(id, { health: 100 });
        farthest = Math.max(farthest, arena.x(wolf) - 50);
        return arena.has(wolf, EntityFlag.EVADING);
      },
      600,
      "evades",
    );
    assert.ok(farthest >= 40 && farthest < 42, `leash of 40 m, evaded at ${farthest}`);
    assert.equal(arena.tryUse(id, ARROW, wolf), "bad_target");
    const health = arena.health(wolf);
    assert.ok(health < 200);
    arena.until(() => !arena.has(wolf, EntityFlag.EVADING), 400, "home");
    assert.ok(Math.hypot(arena.x(wolf) - 50, arena.y(wolf) - 50) < 1);
    assert.equal(arena.health(wolf), 200);
    assert.equal(arena.world.target[indexOf(wolf)], NOBODY);
  });

  it("1.7 a wanderer strolls near its home while somebody is near, and sleeps while nobody is", () => {
    const awake = new Arena({ widthM: 400, npcs: [{ npc: "wanderer", at: [50, 50] }] });
    awake.player(70, 50);
    let strayed = 0;
    for (let n = 0; n < 1500; n++) {
      awake.step();
      strayed = Math.max(strayed, Math.hypot(awake.x(awake.npc()) - 50, awake.y(awake.npc()) - 50));
    }
    assert.ok(strayed > 1 && strayed < 9, `${strayed} m of 8`);

    const asleep = new Arena({ widthM: 400, npcs: [{ npc: "wanderer", at: [50, 50] }] });
    asleep.player(390, 50);
    asleep.step(1500);
    assert.deepEqual([asleep.x(asleep.npc()), asleep.y(asleep.npc())], [50, 50]);
  });

  it("1.7 many that chase one do not stand on one spot", () => {
    const arena = new Arena({ npcs: Array.from({ length: 6 }, (_, n) => ({ npc: "wolf", at: [50, 50 + n * 0.1] as [number, number] })) });
    const id = arena.player(58, 50);
    for (let n = 0; n < 120; n++) {
      arena.set(id, { health: 100 });
      arena.step();
    }
    const places = Array.from({ length: 6 }, (_, n) => arena.npc(n));
    const pairs = places.flatMap((a, n) => places.slice(n + 1).map((b) => arena.distance(a, b)));
    assert.ok(pairs.filter((d) => d < 0.5).length <= 3, `distances ${pairs.map((d) => d.toFixed(1)).join(" ")}`);
  });
});

function reachable(cells: Uint8Array, from: number, to: number): boolean {
  const seen = new Set([from]);
  const waiting = [from];
  for (const cell of waiting) {
    if (cell === to) return true;
    for (const next of [cell + 1, cell - 1, cell + 100, cell - 100]) {
      const sameRow = Math.abs((next % 100) - (cell % 100)) <= 1;
      if (next < 0 || next >= cells.length || !sameRow || cells[next] & Cell.SOLID || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}
