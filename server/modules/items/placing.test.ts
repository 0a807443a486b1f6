import assert from "node:assert/strict";
import fc from "fast-check";
import { placeInBag } from "./placing.ts";

describe("room in a bag", () => {
  const stack = (slot: number, what: string, quantity: number) => ({ slot, what, quantity });
  const place = (bag: ReturnType<typeof stack>[], slots: number, what: string, quantity: number, maxStack: number) =>
    placeInBag(bag, slots, { quantity, maxStack, joins: (s) => s.what === what });

  it("4.1 fills up stacks of the same kind in slot order, then takes the first free slots", () => {
    const bag = [stack(3, "coin", 8), stack(1, "pelt", 3), stack(0, "coin", 9)];
    assert.deepEqual(place(bag, 6, "coin", 15, 10), {
      added: [
        { stack: bag[2], quantity: 1 },
        { stack: bag[0], quantity: 2 },
      ],
      rest: [
        { slot: 2, quantity: 10 },
        { slot: 4, quantity: 2 },
      ],
    });
    assert.deepEqual(place(bag, 3, "blade", 1, 1)?.rest, [{ slot: 2, quantity: 1 }]);
    assert.equal(place(bag, 2, "blade", 1, 1), null);
  });

  it("4.1 R8 whatever the bag: all of it is placed or nothing, no stack too large, no slot twice", () => {
    const maxStack = 5;
    const slots = 8;
    const content = fc.option(fc.tuple(fc.constantFrom("coin", "pelt"), fc.integer({ min: 1, max: maxStack })), { freq: 3 });
    fc.assert(
      fc.property(fc.array(content, { minLength: slots, maxLength: slots }), fc.integer({ min: 1, max: 40 }), (contents, quantity) => {
        const bag = contents.flatMap((found, slot) => (found ? [stack(slot, found[0], found[1])] : []));
        const placing = place(bag, slots, "coin", quantity, maxStack);
        const room = bag.filter((s) => s.what === "coin").reduce((n, s) => n + maxStack - s.quantity, 0);
        const free = (slots - bag.length) * maxStack;
        assert.equal(placing === null, quantity > room + free);
        if (!placing) return;
        const sum = [...placing.added, ...placing.rest].reduce((n, part) => n + part.quantity, 0);
        assert.equal(sum, quantity);
        for (const { stack: target, quantity: more } of placing.added)
          assert.ok(target.what === "coin" && more > 0 && target.quantity + more <= maxStack);
        const taken = new Set(bag.map((s) => s.slot));
        for (const { slot, quantity: part } of placing.rest) {
          assert.ok(part > 0 && part <= maxStack && slot < slots && !taken.has(slot));
          taken.add(slot);
        }
      }),
    );
  });
});
