import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { Item, LootTable } from "#shared/content/schema.ts";
import { rollLoot } from "./loot-roll.ts";

const item = (id: string, code: number, maxStack: number): Item => ({
  id,
  code,
  name: id,
  description: "",
  kind: "material",
  quality: "common",
  maxStack,
});
const ITEMS = new Map([item("coin", 1, 10), item("blade", 2, 1)].map((i) => [i.id, i]));
const roll = (entries: LootTable["entries"], killId: string = randomUUID()) => rollLoot(entries, ITEMS, killId);

describe("rolling loot", () => {
  it("4.2 each entry falls as often as its chance says, in amounts from min to max", () => {
    const entries = [
      { item: "coin", chance: 0.25, min: 2, max: 4 },
      { item: "blade", chance: 0.5, min: 1, max: 1 },
    ];
    const counts = { coin: 0, blade: 0, both: 0 };
    const amounts = new Set<number>();
    const rolls = 4000;
    for (let n = 0; n < rolls; n++) {
      const stacks = roll(entries, `kill ${n}`);
      const coin = stacks.find((s) => s.item.id === "coin");
      const blade = stacks.find((s) => s.item.id === "blade");
      if (coin) amounts.add(coin.quantity);
      counts.coin += coin ? 1 : 0;
      counts.blade += blade ? 1 : 0;
      counts.both += coin && blade ? 1 : 0;
    }
    assert.ok(Math.abs(counts.coin / rolls - 0.25) < 0.03, String(counts.coin / rolls));
    assert.ok(Math.abs(counts.blade / rolls - 0.5) < 0.03, String(counts.blade / rolls));
    assert.ok(Math.abs(counts.both / rolls - 0.125) < 0.02, "one entry's luck does not move the other's");
    assert.deepEqual([...amounts].sort(), [2, 3, 4]);
  });

  it("4.2 more than a stack holds becomes several stacks, apart from each other", () => {
    const stacks = roll([{ item: "coin", chance: 1, min: 27, max: 27 }]);
    assert.deepEqual(
      stacks.map((s) => s.quantity),
      [10, 10, 7],
    );
    assert.equal(new Set(stacks.map((s) => `${s.dx.toFixed(3)} ${s.dy.toFixed(3)}`)).size, 3);
    const [alone] = roll([{ item: "blade", chance: 1, min: 1, max: 1 }]);
    assert.deepEqual([alone.dx, alone.dy], [0, 0]);
  });

  it("4.2 the sum is what was rolled and no stack is too large, whatever the table", () => {
    const entry = fc.record({
      item: fc.constantFrom("coin", "blade", "gone"),
      chance: fc.constant(1),
      min: fc.integer({ min: 1, max: 60 }),
      max: fc.integer({ min: 60, max: 90 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), fc.uuid(), (entries, killId) => {
        const stacks = rollLoot(entries, ITEMS, killId);
        assert.deepEqual(stacks, rollLoot(entries, ITEMS, killId), "the same again");
        for (const s of stacks) assert.ok(s.quantity >= 1 && s.quantity <= s.item.maxStack);
        for (const id of ITEMS.keys()) {
          const mine = entries.filter((e) => e.item === id);
          const sum = stacks.filter((s) => s.item.id === id).reduce((n, s) => n + s.quantity, 0);
          assert.ok(sum >= mine.reduce((n, e) => n + e.min, 0) && sum <= mine.reduce((n, e) => n + e.max, 0));
        }
      }),
    );
  });
});
