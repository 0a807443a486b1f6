import assert from "node:assert/strict";
import fc from "fast-check";
import { loadContent } from "#shared/content/load.ts";
import { LootTable } from "#shared/content/schema.ts";
import { type ItemOdds, oddsOf } from "./odds.ts";
import { type LootContext, type LootTables, rollTable } from "./roll.ts";
import { type ItemTally, simulateTable, wilson } from "./simulate.ts";

const ANYBODY: LootContext = { zoneId: "vale", roller: { level: 5, classId: "warden", firstKill: false } };
const NOBODY: LootContext = { zoneId: "vale", roller: null };

/** The first is the one that is rolled. */
function tables(...parts: Array<Record<string, unknown>>): LootTables {
  return new Map(parts.map((part) => LootTable.parse(part)).map((table) => [table.id, table]));
}

const fallen = (all: LootTables, seed: number, context = ANYBODY) =>
  rollTable(all, [...all.keys()][0], seed, context, new Map()).items.map(({ item }) => item);

/** What fell lies where the table says, so surely that no seed will do otherwise. */
function agree(tally: ItemTally | undefined, { chance, mean }: ItemOdds, kills: number, most: number, what: string): void {
  const [low, high] = wilson(tally?.kills ?? 0, kills, 6);
  assert.ok(chance >= low - 1e-9 && chance <= high + 1e-9, `${what}: ${tally?.kills} of ${kills} kills, ${chance} by the table`);
  const slack = (6 * most) / 2 / Math.sqrt(kills);
  const average = (tally?.quantity ?? 0) / kills;
  assert.ok(Math.abs(average - mean) <= slack, `${what}: ${average} per kill, ${mean} by the table`);
}

describe("loot tables", () => {
  it("4.2 what falls follows from seed, table, character and misses alone", () => {
    const all = new Map(loadContent().lootTables.map((table) => [table.id, table]));
    fc.assert(
      fc.property(fc.constantFrom(...all.keys()), fc.nat(), fc.integer({ min: 1, max: 60 }), (id, seed, level) => {
        const context = { zoneId: "emberwatch_vale", roller: { level, classId: "mender", firstKill: true } };
        assert.deepEqual(rollTable(all, id, seed, context, new Map()), rollTable(all, id, seed, context, new Map()));
      }),
    );
  });

  it("4.2 an entry without a chance always falls; of a group as many as it says, none twice unless it may", () => {
    const entries = ["a1", "b1", "c1", "d1"].map((item, n) => ({ item, weight: n + 1 }));
    const once = tables({ id: "t1", entries: [{ item: "sure" }], groups: [{ pick: 3, entries }] });
    const again = tables({ id: "t1", groups: [{ pick: 3, repeat: true, entries }] });
    let twice = 0;
    for (let seed = 0; seed < 300; seed++) {
      const [sure, ...group] = fallen(once, seed);
      assert.equal(sure, "sure");
      assert.equal(new Set(group).size, 3);
      twice += new Set(fallen(again, seed)).size < 3 ? 1 : 0;
    }
    assert.ok(twice > 100);
  });

  it("4.2 nothing is never used up, and a group of which less is left than it picks gives what there is", () => {
    const all = tables({
      id: "t1",
      groups: [
        {
          pick: 5,
          entries: [
            { nothing: true, weight: 1 },
            { item: "a1", weight: 1 },
          ],
        },
      ],
    });
    const counts = new Set(Array.from({ length: 200 }, (_, seed) => fallen(all, seed).length));
    assert.deepEqual([...counts].sort(), [0, 1]);
    const few = tables({
      id: "t1",
      groups: [
        {
          pick: 5,
          entries: [
            { item: "a1", weight: 1 },
            { item: "b1", weight: 1 },
          ],
        },
      ],
    });
    assert.deepEqual(fallen(few, 1).sort(), ["a1", "b1"]);
  });

  it("4.2 conditions: level, class, zone, first kill; what falls for nobody meets only zones", () => {
    const all = tables({
      id: "t1",
      entries: [
        { item: "low", when: { maxLevel: 4 } },
        { item: "high", when: { minLevel: 5 } },
        { item: "steel", when: { classes: ["warden"] } },
        { item: "robe", when: { classes: ["arcanist", "mender"] } },
        { item: "here", when: { zones: ["vale"] } },
        { item: "there", when: { zones: ["fen"] } },
        { item: "once", when: { firstKill: true } },
        { item: "later", when: { firstKill: false } },
      ],
      groups: [{ when: { minLevel: 6 }, entries: [{ item: "group", weight: 1 }] }],
    });
    assert.deepEqual(fallen(all, 1), ["high", "steel", "here", "later"]);
    const novice = { zoneId: "fen", roller: { level: 4, classId: "mender", firstKill: true } };
    assert.deepEqual(fallen(all, 1, novice), ["low", "robe", "there", "once"]);
    assert.deepEqual(fallen(all, 1, { zoneId: "vale", roller: { level: 6, classId: "none", firstKill: true } }), [
      "high",
      "here",
      "once",
      "group",
    ]);
    assert.deepEqual(fallen(all, 1, NOBODY), ["here"]);
  });

  it("4.2 one entry's luck and conditions do not move the others'", () => {
    const whole = tables({
      id: "t1",
      entries: [
        { item: "a1", chance: 0.5 },
        { item: "b1", chance: 0.5, max: 9 },
      ],
      groups: [
        {
          pick: 2,
          entries: [
            { item: "c1", weight: 1 },
            { item: "d1", weight: 2 },
            { item: "e1", weight: 3 },
          ],
        },
      ],
    });
    const rarer = structuredClone(whole);
    (rarer.get("t1") as LootTable).entries[0] = { item: "a1", chance: 0.01, when: { minLevel: 50 } };
    const others = (all: LootTables, seed: number) =>
      rollTable(all, "t1", seed, ANYBODY, new Map()).items.filter(({ item }) => item !== "a1");
    for (let seed = 0; seed < 200; seed++) assert.deepEqual(others(rarer, seed), others(whole, seed));
  });

  it("4.2 pity: after so many misses in a row it falls, never later; the count is the character's", () => {
    const after = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.5, noNaN: true }), after, after, fc.nat(), (chance, entry, group, seed) => {
        const all = tables(
          { id: "t1", entries: [{ item: "a1", chance, pity: { id: "a1", after: entry } }, { table: "t2" }] },
          {
            id: "t2",
            groups: [
              {
                pick: 2,
                entries: [
                  { item: "b1", weight: 1, pity: { id: "b1", after: group } },
                  { nothing: true, weight: 50 },
                ],
              },
            ],
          },
        );
        const misses = new Map<string, number>();
        for (const [item, limit] of [
          ["a1", entry],
          ["b1", group],
        ] as const) {
          let missed = 0;
          for (let n = 0; n < 60; n++) {
            const result = rollTable(all, "t1", seed + n, ANYBODY, misses);
            for (const [key, count] of result.misses) misses.set(key, count);
            missed = result.items.some((fell) => fell.item === item) ? 0 : missed + 1;
            assert.ok(missed <= limit, `${missed} misses of ${item}`);
            assert.equal(misses.get(`${item === "a1" ? "t1" : "t2"}.${item}`), missed);
          }
          misses.clear();
        }
        assert.equal(rollTable(all, "t1", seed, NOBODY, new Map([["t1.a1", 99]])).misses.size, 0, "nobody waits");
      }),
      { numRuns: 50 },
    );
  });

  it("4.2 pity counts only where its condition holds", () => {
    const all = tables({ id: "t1", entries: [{ item: "a1", chance: 1e-9, when: { minLevel: 9 }, pity: { id: "a1", after: 1 } }] });
    const result = rollTable(all, "t1", 1, ANYBODY, new Map([["t1.a1", 5]]));
    assert.deepEqual([result.items.length, result.misses.size], [0, 0]);
  });

  it("4.2 what 100 000 kills bring is what the game's tables say", () => {
    const all = new Map(loadContent().lootTables.map((table) => [table.id, table]));
    const context = { zoneId: "emberwatch_vale", roller: { level: 3, classId: "warden", firstKill: false } };
    for (const id of ["captain", "hollow_king", "wraith", "outlaw"]) {
      const tallies = simulateTable(all, id, context, { kills: 100_000, seed: 20 });
      for (const [item, odds] of oddsOf(all, id, context)) {
        const tally = tallies.get(item);
        const [low, high] = wilson(tally?.kills ?? 0, 100_000, 4);
        assert.ok(odds.chance >= low - 1e-9 && odds.chance <= high + 1e-9, `${id} ${item}: ${tally?.kills}, ${odds.chance} by the table`);
        assert.ok(Math.abs((tally?.quantity ?? 0) / 100_000 - odds.mean) <= 0.01 + odds.mean * 0.02, `${id} ${item}`);
      }
    }
  });

  it("4.2 what is worked out of a table is what rolling it comes to, whatever the table", () => {
    const item = fc.constantFrom("a1", "b1", "c1");
    const quantities = fc.constantFrom({}, { max: 3 }, { min: 2 });
    const when = fc.constantFrom({}, {}, { when: { minLevel: 5 } }, { when: { minLevel: 6 } });
    const chance = fc.constantFrom(1, 0.5, 0.2, 0.05);
    const weight = fc.constantFrom(1, 2, 10);
    const entry = fc.record({ item, chance, quantities, when }).map(({ quantities: q, when: w, ...rest }) => ({ ...rest, ...q, ...w }));
    const nested = fc.record({ table: fc.constant("t2"), chance });
    const choice = fc.oneof(
      fc.record({ item, weight, quantities, when }).map(({ quantities: q, when: w, ...rest }) => ({ ...rest, ...q, ...w })),
      fc.record({ nothing: fc.constant(true), weight }),
    );
    const group = (inner: boolean) =>
      fc
        .record({
          pick: fc.integer({ min: 1, max: 4 }),
          repeat: fc.boolean(),
          entries: fc.array(choice, { minLength: 1, maxLength: 4 }),
          table: inner ? fc.constantFrom([], [{ table: "t2", weight: 3 }]) : fc.constant([]),
        })
        .map(({ entries, table, ...rest }) => ({ ...rest, entries: [...entries, ...table] }));
    const pity = fc.constantFrom(1, 3, 8);
    const waiting = pity.map((after) => ({ item: "p1", chance: 0.1, pity: { id: "p1", after } }));
    const waitingGroup = fc
      .record({ pick: fc.integer({ min: 1, max: 3 }), repeat: fc.boolean(), after: pity })
      .map(({ after, ...rest }) => ({
        ...rest,
        entries: [
          { item: "q1", weight: 1, pity: { id: "q1", after } },
          { item: "a1", weight: 4 },
          { item: "b1", weight: 4 },
          { nothing: true, weight: 4 },
        ],
      }));
    const kills = 4000;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(entry, nested), { maxLength: 3 }),
        fc.array(group(true), { maxLength: 2 }),
        fc.array(entry, { maxLength: 2 }),
        group(false),
        waiting,
        waitingGroup,
        fc.nat(),
        (entries, groups, innerEntries, innerGroup, waits, waitsGroup, seed) => {
          const all = tables(
            { id: "t1", entries: [...entries, waits], groups: [...groups, waitsGroup] },
            { id: "t2", entries: innerEntries, groups: [innerGroup] },
          );
          const tallies = simulateTable(all, "t1", ANYBODY, { kills, seed });
          for (const [name, odds] of oddsOf(all, "t1", ANYBODY)) agree(tallies.get(name), odds, kills, 60, name);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("4.2 the confidence interval is Wilson's", () => {
    const [low, high] = wilson(10, 100);
    assert.ok(Math.abs(low - 0.0552) < 1e-4 && Math.abs(high - 0.1744) < 1e-4, `${low} ${high}`);
    assert.deepEqual(wilson(0, 0), [0, 1]);
    assert.equal(wilson(0, 50)[0], 0);
  });
});
