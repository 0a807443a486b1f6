import assert from "node:assert/strict";
import fc from "fast-check";
import { placeInBag } from "./pick-up.ts";

describe("room in a bag", () => {
  const stack = (slot: number, templateId: string, quantity: number) => ({ id: `${slot}`, slot, template_id: templateId, quantity });

  it("4.1 fills up stacks of the same kind in slot order, then takes the first free slot", () => {
    const bag = [stack(0, "coin", 9), stack(1, "pelt", 3), stack(3, "coin", 8)];
    assert.deepEqual(placeInBag(bag, 5, { templateId: "coin", quantity: 7, maxStack: 10 }), {
      added: [
        { id: "0", slot: 0, quantity: 1 },
        { id: "3", slot: 3, quantity: 2 },
      ],
      rest: { slot: 2, quantity: 4 },
    });
    assert.equal(placeInBag(bag, 3, { templateId: "blade", quantity: 1, maxStack: 1 })?.rest?.slot, 2);
    assert.equal(placeInBag(bag, 2, { templateId: "blade", quantity: 1, maxStack: 1 }), null);
  });

  it("4.1 R8 whatever the bag: all of it is placed or nothing, no stack too large, no slot twice", () => {
    const maxStack = 5;
    const bags = fc
      .uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 8 })
      .chain((slots) =>
        fc.tuple(
          ...slots
            .sort((a, b) => a - b)
            .map((slot) =>
              fc
                .record({ templateId: fc.constantFrom("coin", "pelt"), quantity: fc.integer({ min: 1, max: maxStack }) })
                .map((s) => stack(slot, s.templateId, s.quantity)),
            ),
        ),
      );
    fc.assert(
      fc.property(bags, fc.integer({ min: 1, max: maxStack }), (bag, quantity) => {
        const placing = placeInBag(bag, 8, { templateId: "coin", quantity, maxStack });
        if (!placing) {
          const room = bag.filter((s) => s.template_id === "coin").reduce((n, s) => n + maxStack - s.quantity, 0);
          assert.ok(bag.length === 8 && room < quantity);
          return;
        }
        assert.equal(placing.added.reduce((n, a) => n + a.quantity, 0) + (placing.rest?.quantity ?? 0), quantity);
        for (const { id, quantity: more } of placing.added) {
          const target = bag.find((s) => s.id === id);
          assert.ok(target?.template_id === "coin" && more > 0 && target.quantity + more <= maxStack);
        }
        if (placing.rest) assert.ok(placing.rest.quantity > 0 && placing.rest.slot < 8 && bag.every((s) => s.slot !== placing.rest?.slot));
      }),
    );
  });
});
