import assert from "node:assert/strict";
import fc from "fast-check";
import type { Item } from "#shared/content/schema.ts";
import { ITEM_QUALITIES } from "#shared/rules/quality.ts";
import { mayNeed, shareOut, type Turns } from "./loot-split.ts";

const stacks = (...qualities: Array<Item["quality"]>) => qualities.map((quality) => ({ item: { quality } }));
const party = (rule: "round_robin" | "free_for_all" | "need_greed", eligible: string[]) => ({
  rule,
  threshold: "uncommon" as const,
  eligible,
});

describe("sharing loot out", () => {
  it("4.2 free for all: whoever was there may take it, others later", () => {
    assert.deepEqual(shareOut(stacks("epic", "poor"), party("free_for_all", ["a", "b"]), new Map()), [
      { owners: ["a", "b"], kept: false },
      { owners: ["a", "b"], kept: false },
    ]);
  });

  it("4.2 need and greed: from the threshold on it is rolled for, the rest goes in turns", () => {
    assert.deepEqual(shareOut(stacks("uncommon", "common", "epic", "poor"), party("need_greed", ["a", "b"]), new Map()), [
      "roll",
      { turn: "a" },
      "roll",
      { turn: "b" },
    ]);
  });

  it("4.2 turns: nobody who is always there gets two more than another; who joins late starts with the last", () => {
    const kill = fc.record({
      present: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }),
      count: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(kill, { maxLength: 20 }), (kills) => {
        const turns: Turns = new Map();
        for (const { present, count } of kills) {
          const before = new Map(turns);
          const got = shareOut(stacks(...Array.from({ length: count }, () => ITEM_QUALITIES[0])), party("round_robin", present), turns);
          for (const fate of got) assert.ok(typeof fate === "object" && "turn" in fate && (present as string[]).includes(fate.turn));
          for (const [id, count] of before) assert.ok((turns.get(id) ?? 0) >= count);
          if (present.length === 4 && count > 0) {
            const all = [...turns.values()];
            const were = [...before.values()];
            const spread = Math.max(...all) - Math.min(...all);
            const was = were.length > 0 ? Math.max(...were) - Math.min(...were) : 0;
            assert.ok(spread <= Math.max(1, was), `${spread} apart, ${was} before`);
          }
        }
      }),
    );
    const turns: Turns = new Map([
      ["a", 7],
      ["b", 7],
    ]);
    assert.deepEqual(shareOut(stacks("poor", "poor", "poor"), party("round_robin", ["a", "b", "new"]), turns), [
      { turn: "a" },
      { turn: "b" },
      { turn: "new" },
    ]);
  });

  it("4.2 who can put it on may need it", () => {
    const plate = { equip: { classes: ["warden"] } } as Item;
    assert.equal(mayNeed(plate, "warden"), true);
    assert.equal(mayNeed(plate, "mender"), false);
    assert.equal(mayNeed({} as Item, "mender"), true);
  });
});
