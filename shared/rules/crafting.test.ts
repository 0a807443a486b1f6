import assert from "node:assert/strict";
import fc from "fast-check";
import { craftSeries, failureChance, learningChance } from "./crafting.ts";

describe("crafting", () => {
  const rules = { skill: 10, easyAt: 50, failure: { chance: 0.4 }, better: [{ chance: 0.2 }, { chance: 0.05 }] };

  it("4.5 failures and lessons grow rarer with the skill, and end where it is easy", () => {
    assert.deepEqual([failureChance(rules, 10), failureChance(rules, 30), failureChance(rules, 50)], [0.4, 0.2, 0]);
    assert.deepEqual([learningChance(rules, 10, 100), learningChance(rules, 30, 100), learningChance(rules, 50, 100)], [1, 0.5, 0]);
    assert.equal(learningChance(rules, 40, 40), 0, "nobody knows more");
    assert.equal(failureChance({ ...rules, failure: undefined }, 10), 0);
  });

  it("4.5 the same seed gives the same outcomes; more tries only add to them", () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(seeds, fc.integer({ min: 10, max: 60 }), fc.integer({ min: 1, max: 20 }), (seed, skill, count) => {
        const whole = craftSeries(rules, skill, 100, 20, seed);
        const part = craftSeries(rules, skill, 100, count, seed);
        assert.deepEqual(part.outcomes, whole.outcomes.slice(0, count));
        assert.equal(part.skill, skill + part.outcomes.filter(({ learned }) => learned).length);
        for (const { quality, learned } of part.outcomes) assert.ok(quality <= 3 && !(quality === 0 && learned));
        if (skill >= 50) assert.ok(part.skill === skill && part.outcomes.every(({ quality }) => quality > 0));
      }),
    );
  });

  it("4.5 over many seeds each outcome comes as often as the recipe says", () => {
    const counts = [0, 0, 0, 0];
    const rounds = 20_000;
    for (let seed = 0; seed < rounds; seed++) counts[craftSeries(rules, 30, 30, 1, seed).outcomes[0].quality]++;
    for (const [quality, chance] of [0.2, 0.8 * 0.75, 0.8 * 0.2, 0.8 * 0.05].entries()) {
      const spread = 5 * Math.sqrt((chance * (1 - chance)) / rounds);
      assert.ok(Math.abs(counts[quality] / rounds - chance) < spread, `quality ${quality}: ${counts[quality] / rounds}, not ${chance}`);
    }
  });
});
