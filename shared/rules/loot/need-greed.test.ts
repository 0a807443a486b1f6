import assert from "node:assert/strict";
import fc from "fast-check";
import { decideRoll, ROLL_CHOICES } from "./need-greed.ts";

const entries = fc.uniqueArray(fc.record({ characterId: fc.uuid(), choice: fc.constantFrom(...ROLL_CHOICES, null) }), {
  selector: ({ characterId }) => characterId,
  maxLength: 10,
});

describe("need and greed", () => {
  it("4.2 need beats greed, the highest number wins, who passes or says nothing has no number", () => {
    fc.assert(
      fc.property(fc.nat(), entries, (seed, all) => {
        const { winner, numbers } = decideRoll(seed, all);
        const rolling = all.filter(({ choice }) => choice === "need" || choice === "greed");
        assert.deepEqual([...numbers.keys()].sort(), rolling.map(({ characterId }) => characterId).sort());
        assert.equal(winner === null, rolling.length === 0);
        if (!winner) return;
        const by = rolling.some(({ choice }) => choice === "need") ? "need" : "greed";
        assert.equal(winner.by, by);
        const best = Math.max(...rolling.filter(({ choice }) => choice === by).map(({ characterId }) => numbers.get(characterId) ?? 0));
        assert.equal(numbers.get(winner.characterId), best);
        assert.ok(best >= 1 && best <= 100);
      }),
    );
  });

  it("4.2 neither the order nor who else rolls changes a number; the same is decided again", () => {
    fc.assert(
      fc.property(fc.nat(), entries, (seed, all) => {
        const decided = decideRoll(seed, all);
        assert.deepEqual(decideRoll(seed, [...all].reverse()).winner, decided.winner);
        for (const entry of all)
          assert.equal(decideRoll(seed, [entry]).numbers.get(entry.characterId), decided.numbers.get(entry.characterId));
      }),
    );
  });

  it("4.2 everybody wins as often as the others, also among equal numbers", () => {
    const people = ["a", "b", "c", "d"].map((characterId) => ({ characterId, choice: "greed" as const }));
    const wins = new Map<string, number>();
    for (let seed = 0; seed < 8000; seed++) {
      const { winner } = decideRoll(seed, people);
      if (winner) wins.set(winner.characterId, (wins.get(winner.characterId) ?? 0) + 1);
    }
    for (const { characterId } of people)
      assert.ok(Math.abs((wins.get(characterId) ?? 0) - 2000) < 200, `${characterId}: ${wins.get(characterId)}`);
  });
});
