import assert from "node:assert/strict";
import { Cell, bitsAt, isFree } from "#shared/rules/collision.ts";
import { compileZone } from "./compile.ts";
import { compileGround, reachableFrom, type ZoneGround } from "./map.ts";
import { PLAIN_CHARACTERS } from "./plain.ts";
import { type Content, Npc, Progression, Zone } from "./schema.ts";

const wolf = Npc.parse({
  id: "wolf",
  code: 1,
  name: "Wolf",
  level: 1,
  stats: { health: { base: 50, perLevel: 0 }, power: { base: 5, perLevel: 0 }, armour: { base: 0, perLevel: 0 } },
  speedMps: 4,
  aggroRadiusM: 8,
  leashM: 30,
  abilities: ["bite"],
  experience: 10,
});

function zoneWith(part: Record<string, unknown>): Zone {
  return Zone.parse({
    id: "field",
    name: "Field",
    widthM: 100,
    heightM: 80,
    interest: { radiusM: 60, hysteresisM: 6 },
    entry: { at: [10, 10], radiusM: 3 },
    respawnPoints: [[12, 12]],
    ...part,
  });
}

function contentWith(zone: Zone): Content {
  const progression = Progression.parse({ maxLevel: 2, experienceForLevel: [100], globalCooldownMs: 1000 });
  return {
    ...PLAIN_CHARACTERS,
    hash: "test",
    progression,
    statuses: [],
    abilities: [],
    classes: [],
    npcs: [wolf],
    currencies: [],
    items: [],
    lootTables: [],
    sayings: [],
    encounters: [],
    vendors: [],
    professions: [],
    recipes: [],
    zones: [zone],
  };
}

const ground = (part: Record<string, unknown>) => compileGround(zoneWith(part) as ZoneGround);

describe("content: compiled zones", () => {
  it("1.3 boxes, discs and lines become solid cells where their middles lie inside", () => {
    const { collision } = ground({
      obstacles: [
        { shape: "box", box: [20, 20, 4, 2], look: "house" },
        { shape: "disc", at: [40.5, 20.5], radiusM: 1, look: "water" },
        {
          shape: "line",
          points: [
            [50, 10],
            [50, 20],
          ],
          widthM: 2,
          look: "wall",
        },
      ],
    });
    const rows = (x0: number, x1: number, y: number) =>
      Array.from({ length: x1 - x0 }, (_, n) => (bitsAt(collision, x0 + n, y) & Cell.SOLID ? "#" : ".")).join("");
    assert.equal(rows(18, 26, 20), "..####..");
    assert.equal(rows(18, 26, 21), "..####..");
    assert.equal(rows(18, 26, 22), "........");
    assert.equal(rows(38, 43, 20), ".###.");
    assert.equal(rows(38, 43, 21), "..#..");
    assert.equal(rows(47, 53, 15), "..##..");
    assert.equal(rows(47, 53, 21), "......");
  });

  it("1.6 walls, houses and rocks stop sight; water and trees only steps", () => {
    const { collision } = ground({
      obstacles: [
        { shape: "disc", at: [20, 20], radiusM: 2, look: "rock" },
        { shape: "disc", at: [30, 20], radiusM: 2, look: "water" },
        { shape: "disc", at: [40, 20], radiusM: 2, look: "tree" },
      ],
    });
    assert.equal(bitsAt(collision, 20, 20), Cell.SOLID | Cell.OPAQUE);
    assert.equal(bitsAt(collision, 30, 20), Cell.SOLID);
    assert.equal(bitsAt(collision, 40, 20), Cell.SOLID);
  });

  it("1.3 a slanting thin wall has no gap to slip through", () => {
    const { collision } = ground({
      obstacles: [
        {
          shape: "line",
          points: [
            [0, 70],
            [99.9, 20],
          ],
          widthM: 0.2,
          look: "wall",
        },
      ],
    });
    const reached = reachableFrom(collision, 10, 10, Cell.SOLID);
    assert.equal(reached[5 * 100 + 50], 1);
    assert.equal(reached[75 * 100 + 50], 0);
  });

  it("9.13 scatter keeps its clearance from obstacles, roads, safe areas and entries, and is the same every time", () => {
    const part = {
      safeAreas: [{ name: "Camp", box: [60, 40, 20, 20] }],
      paths: [
        {
          points: [
            [0, 30],
            [100, 30],
          ],
          widthM: 4,
        },
      ],
      obstacles: [{ shape: "scatter", box: [0, 0, 100, 80], count: 300, radiusM: [0.5, 1.5], seed: 7, clearanceM: 1, look: "tree" }],
    };
    const first = ground(part);
    assert.ok(first.scattered.length > 100, `only ${first.scattered.length} trees`);
    for (const [n, tree] of first.scattered.entries()) {
      assert.ok(Math.abs(tree.y - 30) >= 2 + 1 + tree.radiusM, `tree ${n} on the road`);
      assert.ok(Math.hypot(tree.x - 10, tree.y - 10) >= 3 + 1 + tree.radiusM, `tree ${n} on the entry`);
      assert.ok(!(bitsAt(first.collision, tree.x, tree.y) & Cell.SAFE), `tree ${n} in the safe area`);
      for (const other of first.scattered.slice(0, n))
        assert.ok(Math.hypot(tree.x - other.x, tree.y - other.y) >= tree.radiusM + 1, `tree ${n} too near`);
    }
    assert.deepEqual(ground(part), first);
    const otherSeed = ground({ ...part, obstacles: [{ ...part.obstacles[0], seed: 8 }] });
    assert.notDeepEqual(otherSeed.scattered, first.scattered);
  });

  it("1.7 NPCs of a group stand on free ground near its place, outside of safe areas and within reach", () => {
    const zone = zoneWith({
      safeAreas: [{ name: "Camp", box: [60, 30, 5, 20] }],
      // a walled pen inside the group's circle: nobody may be put in there
      obstacles: [
        {
          shape: "line",
          points: [
            [48, 38],
            [54, 38],
            [54, 44],
            [48, 44],
            [48, 38],
          ],
          widthM: 1,
          look: "wall",
        },
      ],
      spawns: [{ id: "pack", npc: "wolf", at: [55, 40], radiusM: 9, count: 20, respawnMs: 30_000 }],
    });
    const compiled = compileZone(contentWith(zone), "field");
    assert.equal(compiled.spawnPoints.length, 20);
    for (const point of compiled.spawnPoints) {
      assert.ok(Math.hypot(point.x - 55, point.y - 40) <= 9);
      assert.ok(isFree(compiled.collision, point.x, point.y));
      assert.ok(!(bitsAt(compiled.collision, point.x, point.y) & Cell.SAFE));
      assert.ok(!(point.x > 48 && point.x < 54 && point.y > 38 && point.y < 44), "inside the pen");
    }
    assert.deepEqual(compileZone(contentWith(zone), "field").spawnPoints, compiled.spawnPoints);
  });

  it("9.13 a zone the content does not have is a RangeError", () => {
    assert.throws(() => compileZone(contentWith(zoneWith({})), "moon"), RangeError);
  });
});
