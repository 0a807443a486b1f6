import assert from "node:assert/strict";
import { Rng } from "#shared/primitives/rng.ts";
import { entitiesOf, INTEREST_HYSTERESIS_M, INTEREST_RADIUS_M, SCENARIOS, sideFor, visibleIn } from "./scenario.ts";

describe("9.11 bench scenarios", () => {
  it("9.11 the side of the square gives the density that is promised", () => {
    for (const scenario of Object.values(SCENARIOS)) {
      for (const clients of scenario.clients) {
        const entities = entitiesOf(scenario, clients);
        const side = sideFor(entities, scenario.visible);
        const rng = new Rng(clients);
        const points = Array.from({ length: entities }, () => [rng.range(0, side), rng.range(0, side)]);
        const within = (radiusM: number): number => {
          let near = 0;
          for (const [x, y] of points) for (const [u, v] of points) if ((x - u) ** 2 + (y - v) ** 2 <= radiusM ** 2) near++;
          return near / entities;
        };
        const [least, most] = [within(INTEREST_RADIUS_M), within(INTEREST_RADIUS_M + INTEREST_HYSTERESIS_M)];
        const where = `${scenario.name} ${clients}: ${least} to ${most} visible in ${side} m`;
        assert.ok(least < scenario.visible * 1.03 && most > scenario.visible * 0.97 && most - least < scenario.visible * 0.2, where);
      }
    }
  });

  it("9.11 NPCs are their part of all entities", () => {
    assert.equal(entitiesOf(SCENARIOS.fight, 500), 625);
    assert.equal(entitiesOf(SCENARIOS.spread, 500), 500);
    assert.ok(visibleIn(100, 50, 60) <= 100);
  });
});
