import assert from "node:assert/strict";
import fc from "fast-check";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { coneCovers, inRange, msToTicks, readinessRefusal } from "./ability.ts";
import { armourReduction, finalAmount, pulseAmount, rawAmount, SPREAD_STEPS } from "./combat.ts";
import { killExperience, levelAt, nextLevelAt } from "./experience.ts";
import { areEnemies, canAttack, canBeHarmed, canHelp } from "./hostility.ts";
import { speedUnder } from "./stats.ts";

const { PLAYER, NPC, DROP } = EntityKind;

describe("1.6 rules in numbers", () => {
  it("1.6 damage: known values", () => {
    assert.equal(rawAmount(1000, 150, 2000), 4000, "10 + 1.5 × 20");
    assert.equal(finalAmount(4000, 50, false, 0), 40);
    assert.equal(finalAmount(4000, 0, false, 0), 38);
    assert.equal(finalAmount(4000, SPREAD_STEPS - 1, false, 0), 42);
    assert.equal(finalAmount(4000, 50, true, 0), 60);
    assert.equal(finalAmount(4000, 50, true, 500), 30);
    assert.equal(finalAmount(0, 50, false, 0), 1, "never nothing");
    assert.equal(pulseAmount(500, 1000, 2), 11, "5 × 1.1 × 2");
  });

  it("1.6 damage never falls with power, spread or a critical hit, never rises with armour", () => {
    const points = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        points,
        points,
        fc.nat(SPREAD_STEPS - 2),
        fc.nat(5000),
        fc.integer({ min: 1, max: 60 }),
        (raw, more, draw, armour, level) => {
          const reduction = armourReduction(armour, level);
          const amount = finalAmount(raw, draw, false, reduction);
          assert.ok(Number.isInteger(amount) && amount >= 1);
          assert.ok(finalAmount(raw + more, draw, false, reduction) >= amount);
          assert.ok(finalAmount(raw, draw + 1, false, reduction) >= amount);
          assert.ok(finalAmount(raw, draw, true, reduction) >= amount);
          assert.ok(finalAmount(raw, draw, false, armourReduction(armour + 10, level)) <= amount);
        },
      ),
    );
  });

  it("1.6 armour: nothing takes nothing, the constant takes half, no armour takes more than three quarters", () => {
    assert.equal(armourReduction(0, 1), 0);
    assert.equal(armourReduction(75, 1), 500);
    assert.equal(armourReduction(550, 20), 500);
    assert.equal(armourReduction(1e9, 1), 750);
  });

  it("1.6 durations are never shorter in ticks than in milliseconds", () => {
    assert.equal(msToTicks(1000, 20), 20);
    assert.equal(msToTicks(1001, 20), 21);
    assert.equal(msToTicks(0, 20), 0);
    fc.assert(fc.property(fc.nat(1e6), fc.integer({ min: 5, max: 60 }), (ms, rate) => (msToTicks(ms, rate) * 1000) / rate >= ms));
  });

  it("1.6 speed under slows and hastes", () => {
    assert.equal(speedUnder(6000, 0, 0), 6000);
    assert.equal(speedUnder(6000, 500, 0), 3000);
    assert.equal(speedUnder(6000, 500, 500), 4500);
    assert.equal(speedUnder(60_000, 0, 900), 65_535, "what fits the wire");
  });

  it("3.2 experience: whole for one's like, less for the strong, a little more for the daring", () => {
    assert.equal(killExperience(100, 5, 5, 1, 1), 100);
    assert.equal(killExperience(100, 5, 7, 1, 1), 100);
    assert.equal(killExperience(100, 5, 9, 1, 1), 60);
    assert.equal(killExperience(100, 5, 12, 1, 1), 0);
    assert.equal(killExperience(100, 5, 2, 1, 1), 115);
    assert.equal(killExperience(100, 9, 1, 1, 1), 125);
    assert.equal(killExperience(100, 5, 5, 1, 1000), 1, "who did anything gets something");
    assert.equal(killExperience(0, 5, 5, 1, 1), 0);
  });

  it("3.2 shares never add up to more than the kill is worth to equals, but for a point each", () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 32 }), (worth, parts) => {
        const whole = parts.reduce((a, b) => a + b);
        const given = parts.reduce((sum, part) => sum + killExperience(worth, 5, 5, part, whole), 0);
        assert.ok(given <= worth + parts.length);
      }),
    );
  });

  it("3.2 levels begin at their thresholds and end at the last", () => {
    const thresholds = [100, 300, 600];
    assert.deepEqual(
      [0, 99, 100, 299, 300, 599, 600, 1e9].map((xp) => levelAt(xp, thresholds)),
      [1, 1, 2, 2, 3, 3, 4, 4],
    );
    assert.deepEqual(
      [1, 2, 3, 4].map((level) => nextLevelAt(level, thresholds)),
      [100, 300, 600, 0],
    );
  });

  it("1.6 readiness: each reason has its code", () => {
    assert.equal(readinessRefusal(100, 0, 100, 100, true, true), null);
    assert.equal(readinessRefusal(100, EntityFlag.DEAD, 0, 0, true, true), "dead");
    assert.equal(readinessRefusal(100, EntityFlag.STUNNED, 0, 0, true, true), "incapacitated");
    assert.equal(readinessRefusal(100, EntityFlag.CASTING, 0, 0, true, true), "casting");
    assert.equal(readinessRefusal(100, 0, 101, 0, true, true), "not_ready");
    assert.equal(readinessRefusal(100, 0, 0, 101, true, true), "not_ready");
    assert.equal(readinessRefusal(100, 0, 0, 101, false, true), null);
    assert.equal(readinessRefusal(100, 0, 0, 0, true, false), "not_enough_resource");
  });

  it("1.6 range and cone", () => {
    assert.ok(inRange(3, 4, 5) && !inRange(3, 4.01, 5));
    const cos45 = Math.cos(Math.PI / 4);
    assert.ok(coneCovers(5, 4, 1, 0, cos45) && !coneCovers(4, 5, 1, 0, cos45) && !coneCovers(-1, 0, 1, 0, cos45));
    assert.ok(coneCovers(0, 0, 1, 0, cos45));
  });

  it("1.6 who may do what to whom: players fight NPCs and help players, and that is all", () => {
    assert.deepEqual(
      [PLAYER, NPC, DROP].map((a) => [PLAYER, NPC, DROP].map((b) => areEnemies(a, b))),
      [
        [false, true, false],
        [true, false, false],
        [false, false, false],
      ],
    );
    for (const flag of [EntityFlag.DEAD, EntityFlag.EVADING, EntityFlag.SAFE]) assert.ok(!canBeHarmed(PLAYER, NPC, flag));
    assert.ok(canAttack(PLAYER, 0, NPC, EntityFlag.IN_COMBAT | EntityFlag.STUNNED));
    assert.ok(!canAttack(PLAYER, EntityFlag.SAFE, NPC, 0), "nobody attacks out of a safe area");
    assert.ok(canHelp(PLAYER, PLAYER, EntityFlag.SAFE) && !canHelp(PLAYER, PLAYER, EntityFlag.DEAD) && !canHelp(PLAYER, NPC, 0));
  });
});
