import assert from "node:assert/strict";
import fc from "fast-check";
import { packAppearance, unpackAppearance } from "./appearance.ts";
import { type Build, type BuildRules, characterStats, mostUses, pointsEarned, rankAt, skillRank, usesForRank } from "./progress.ts";
import { deserves } from "./titles.ts";

const CURVE = { ranksPerLevel: 5, usesForFirst: 6, usesMorePerRank: 2 };
const RULES: BuildRules = {
  attributes: [
    { id: "might", perPoint: { armour: 2 } },
    { id: "vitality", perPoint: { maxHealth: 4 } },
  ],
  skills: [{ perRank: { hit: 0.01 } }],
  progression: { powerPerPrimaryPoint: 0.5, skills: CURVE },
};
const BODY = {
  stats: { health: { base: 100, perLevel: 10 }, power: { base: 10, perLevel: 1 }, armour: { base: 0, perLevel: 0 }, crit: 0, dodge: 0 },
  speedMps: 6,
  primary: "might",
};
const build = (more: Partial<Build> = {}): Build => ({ origin: null, attributes: [], uses: [], trained: [], gear: [], ...more });

describe("3.2 what a character makes of its levels", () => {
  it("3.2 the skill curve: known values, and rank and uses are each other's inverse", () => {
    assert.deepEqual(
      [0, 1, 2, 5].map((rank) => usesForRank(rank, CURVE)),
      [0, 6, 14, 50],
    );
    assert.equal(mostUses(3, CURVE), usesForRank(15, CURVE));
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 50 }), fc.nat(20), (rank, usesForFirst, usesMorePerRank) => {
        const curve = { ranksPerLevel: 5, usesForFirst, usesMorePerRank };
        const uses = usesForRank(rank, curve);
        assert.equal(rankAt(uses, curve), rank);
        if (uses > 0) assert.equal(rankAt(uses - 1, curve), rank - 1);
      }),
    );
  });

  it("3.2 points come with every level after the first", () => {
    assert.deepEqual(
      [1, 2, 10].map((level) => pointsEarned(level, 2)),
      [0, 2, 18],
    );
  });

  it("3.2 stats: class growth, origin, attributes, the primary one's power, skills by use and training", () => {
    assert.equal(characterStats(BODY, 3, build(), RULES).maxHealth, 120);
    const origin = { attributes: { might: 2 }, stats: { resistFire: 4 } };
    const full = characterStats(BODY, 1, build({ origin, attributes: [3, 5], uses: [14], trained: [1] }), RULES);
    assert.deepEqual([full.armour, full.power, full.maxHealth, full.resistFire], [10, 12.5, 120, 4]);
    assert.equal(skillRank(build({ uses: [14], trained: [1] }), RULES, 0), 3);
    assert.ok(Math.abs(full.hit - 0.03) < 1e-9);
    assert.equal(characterStats({ ...BODY, primary: undefined }, 1, build({ attributes: [3] }), RULES).power, 10);
  });

  it("3.2 more points never make a stat of these rules smaller", () => {
    const points = fc.array(fc.nat(100), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), points, fc.nat(1), (level, attributes, n) => {
        const more = attributes.map((had, at) => had + (at === n ? 1 : 0));
        const [before, after] = [attributes, more].map((list) => characterStats(BODY, level, build({ attributes: list }), RULES));
        assert.ok(after.armour >= before.armour && after.maxHealth >= before.maxHealth && after.power >= before.power);
      }),
    );
  });

  it("5.3 a title is deserved when all it asks for is true", () => {
    const deeds = {
      level: 5,
      kills: new Map([
        ["wolf", 3],
        ["boar", 4],
      ]),
      ranks: new Map([["blades", 7]]),
    };
    assert.ok(deserves({ level: 5 }, deeds) && !deserves({ level: 6 }, deeds));
    assert.ok(deserves({ kills: { count: 7 } }, deeds) && !deserves({ kills: { count: 8 } }, deeds));
    assert.ok(
      deserves({ kills: { npcs: ["wolf", "bear"], count: 3 } }, deeds) && !deserves({ kills: { npcs: ["wolf"], count: 4 } }, deeds),
    );
    assert.ok(deserves({ skill: { id: "blades", rank: 7 } }, deeds) && !deserves({ skill: { id: "fire", rank: 1 } }, deeds));
    assert.ok(!deserves({ level: 5, skill: { id: "blades", rank: 8 } }, deeds));
  });

  it("3.1 an appearance is one number and comes back as it was", () => {
    const part = fc.nat(15);
    const look = fc.record({ body: part, skin: part, hair: part, hairColour: part, outfit: part });
    fc.assert(
      fc.property(look, (appearance) => {
        const code = packAppearance(appearance);
        assert.ok(Number.isInteger(code) && code >= 0 && code < 2 ** 20);
        assert.deepEqual(unpackAppearance(code), { ...appearance });
      }),
    );
  });
});
