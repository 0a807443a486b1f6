import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { World } from "../world.ts";
import { History } from "./history.ts";

describe("1.6 where everybody was", () => {
  const make = (tickRate: number) => {
    const world = new World(8, 1);
    const history = new History(world, tickRate);
    const i = indexOf(world.spawn(EntityKind.PLAYER));
    history.restart(i);
    /** Moves it 1 m per tick along x, y stays. */
    const walk = (ticks: number) => {
      for (let n = 0; n < ticks; n++) {
        world.tick++;
        world.x[i] += 1;
        history.record();
      }
    };
    const xAt = (back: number) => {
      history.at(i, back);
      return history.place[0];
    };
    return { world, history, i, walk, xAt };
  };

  for (const [tickRate, most] of [
    [20, 600],
    [60, 1800],
    [5, 150],
  ]) {
    it(`1.6 300 ms back at ${tickRate} ticks a second, also between two ticks`, () => {
      const { history, walk, xAt } = make(tickRate);
      walk(200);
      assert.equal(history.most, most);
      for (const back of [0, 1, 50, 99, 100, 149, most - 1, most]) assert.ok(Math.abs(xAt(back) - (200 - back / 100)) < 1e-5, `${back}`);
    });
  }

  it("1.6 nobody was on the way of a teleport", () => {
    const { world, history, i, walk, xAt } = make(20);
    walk(50);
    world.x[i] = 5000;
    history.restart(i);
    assert.equal(xAt(600), 5000, "put there after this tick's walk");
    walk(2);
    assert.deepEqual([0, 100, 150, 200, 600].map(xAt), [5002, 5001, 5001, 5001, 5001]);
    walk(10);
    assert.equal(xAt(550), 5006.5);
  });
});
