import assert from "node:assert/strict";
import fc from "fast-check";
import type { Item } from "#shared/content/schema.ts";
import { layOut } from "./loot-roll.ts";

const item = (id: string, code: number, maxStack: number) => ({ id, code, maxStack }) as Item;
const ITEMS = new Map([item("coin", 1, 10), item("blade", 2, 1)].map((i) => [i.id, i]));

describe("laying out loot", () => {
  it("4.2 more than a stack holds becomes several stacks, apart from each other", () => {
    const stacks = layOut([{ item: "coin", quantity: 27 }], ITEMS, 7);
    assert.deepEqual(
      stacks.map((s) => s.quantity),
      [10, 10, 7],
    );
    assert.equal(new Set(stacks.map((s) => `${s.dx.toFixed(3)} ${s.dy.toFixed(3)}`)).size, 3);
    const [alone] = layOut([{ item: "blade", quantity: 1 }], ITEMS, 7);
    assert.deepEqual([alone.dx, alone.dy], [0, 0]);
  });

  it("4.2 the sum is what was rolled and no stack is too large; items that are gone are left out", () => {
    const rolled = fc.record({ item: fc.constantFrom("coin", "blade", "gone"), quantity: fc.integer({ min: 1, max: 90 }) });
    fc.assert(
      fc.property(fc.array(rolled, { maxLength: 5 }), fc.nat(), (all, seed) => {
        const stacks = layOut(all, ITEMS, seed);
        assert.deepEqual(stacks, layOut(all, ITEMS, seed), "the same again");
        for (const s of stacks) assert.ok(s.quantity >= 1 && s.quantity <= s.item.maxStack);
        for (const id of ITEMS.keys()) {
          const laid = stacks.filter((s) => s.item.id === id).reduce((n, s) => n + s.quantity, 0);
          assert.equal(
            laid,
            all.filter((e) => e.item === id).reduce((n, e) => n + e.quantity, 0),
          );
        }
      }),
    );
  });
});
