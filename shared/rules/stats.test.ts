import assert from "node:assert/strict";
import fc from "fast-check";
import { deriveStats, STAT_NAMES, STATS, type StatBody } from "./stats.ts";

const BODY: StatBody = {
  stats: {
    health: { base: 100, perLevel: 12.5 },
    power: { base: 10, perLevel: 1.5 },
    armour: { base: 5, perLevel: 2 },
    resistance: { fire: { base: 3, perLevel: 1 } },
    crit: 0.1,
    dodge: 0.2,
    block: 0.15,
  },
  speedMps: 6,
  resource: { max: 120, regenPerSecond: 5 },
};

describe("3.2 derived stats", () => {
  it("3.2 stats of a level: growth, whole health, nothing for what content does not name", () => {
    const first = deriveStats(BODY, 1);
    assert.deepEqual(first, {
      ...{ maxHealth: 100, maxResource: 120, resourceRegen: 5, power: 10, armour: 5, speed: 6 },
      ...{ crit: 0.1, dodge: 0.2, block: 0.15, hit: 0, haste: 0 },
      ...{ resistFire: 3, resistFrost: 0, resistNature: 0, resistHoly: 0, resistShadow: 0 },
    });
    assert.deepEqual(deriveStats(BODY, 4), { ...first, maxHealth: 138, power: 14.5, armour: 11, resistFire: 6 });
    const { maxResource, resourceRegen } = deriveStats({ stats: BODY.stats, speedMps: 4 }, 1);
    assert.deepEqual([maxResource, resourceRegen], [0, 0]);
  });

  it("3.2 bonuses are added, each so many times", () => {
    const stats = deriveStats(BODY, 1, [
      { stats: { maxHealth: 4, crit: 0.01 }, times: 3 },
      { stats: { maxHealth: 10, speed: -0.5 }, times: 1 },
      { stats: { power: 1000 }, times: 0 },
    ]);
    assert.deepEqual([stats.maxHealth, stats.speed, stats.power], [122, 5.5, 10]);
    assert.ok(Math.abs(stats.crit - 0.13) < 1e-12);
  });

  it("3.2 whatever is added, every stat stays within its bounds", () => {
    const amounts = fc.record(Object.fromEntries(STAT_NAMES.map((name) => [name, fc.double({ min: -1e6, max: 1e6, noNaN: true })])));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(fc.record({ stats: amounts, times: fc.nat(1000) })), (level, bonuses) => {
        const stats = deriveStats(BODY, level, bonuses);
        for (const name of STAT_NAMES) {
          const { least, most } = STATS[name];
          assert.ok(stats[name] >= least && stats[name] <= most, `${name} ${stats[name]}`);
        }
        assert.ok(Number.isInteger(stats.maxHealth) && Number.isInteger(stats.maxResource));
      }),
    );
  });
});
