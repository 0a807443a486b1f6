import assert from "node:assert/strict";
import fc from "fast-check";
import { repairCost, restocked, sellingPrice } from "./vendors.ts";

describe("vendors", () => {
  it("4.5 pay a part of the value for the kinds they buy, rounded down", () => {
    const vendor = { buys: ["material"], paysPercent: 22 };
    assert.equal(sellingPrice({ kind: "material", value: 40 }, vendor), 8);
    assert.equal(sellingPrice({ kind: "material", value: 4 }, vendor), 0);
    assert.equal(sellingPrice({ kind: "armour", value: 4000 }, vendor), 0);
  });

  it("4.5 a repair costs more the more is worn off, nothing when nothing is, and never as much as it is worth", () => {
    const item = { value: 280, quality: "common", equip: { durability: 50 } } as const;
    const costs = Array.from({ length: 51 }, (_, left) => repairCost(item, left));
    assert.deepEqual([costs[0], costs[49], costs[50]], [42, 1, 0]);
    for (let left = 0; left < 50; left++) assert.ok(costs[left] >= costs[left + 1] && costs[left] > 0);
    assert.equal(repairCost({ value: 280, quality: "common" }, null), 0);
    assert.equal(repairCost({ ...item, value: 0 }, 0), 1);
  });

  it("4.5 restocking does not depend on how often somebody looks", () => {
    const limits = { most: 5, restockMs: 1000 };
    const looks = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), looks, (left, steps) => {
        const begin = { left, since: 0 };
        let supply = begin;
        let now = 0;
        for (const step of steps) supply = restocked(supply, limits, (now += step));
        const once = restocked(begin, limits, now);
        assert.equal(supply.left, once.left);
        assert.equal(once.left, Math.min(5, left + Math.floor(now / 1000)));
        if (once.left < 5) assert.deepEqual(supply, once);
      }),
    );
    assert.deepEqual(restocked({ left: 9, since: 0 }, limits, 10), { left: 5, since: 10 }, "the content has fewer now");
    assert.deepEqual(restocked({ left: 1, since: 5000 }, limits, 10), { left: 1, since: 5000 }, "a clock that went back");
  });
});
