import assert from "node:assert/strict";
import { EntityKind } from "#shared/protocol/codes.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { Entity } from "./entity.ts";
import { Flights } from "./flights.ts";

function at(index: number, x: number, y: number): Entity {
  const record = {
    id: 0x4000 + index,
    kind: EntityKind.NPC,
    template: 1,
    level: 1,
    facing: 0,
    health: 255,
    flags: 0,
    target: 0,
    name: "",
    appearance: 0,
  };
  return new Entity({ ...record, x: positionToWire(x), y: positionToWire(y) }, 1, 0);
}

describe("9.12 what flies on the page", () => {
  it("9.12 it follows its target at the ability's speed and is gone when it arrives", () => {
    const flights = new Flights();
    const target = at(2, 10, 0);
    flights.launch(at(1, 0, 0), target, 7, 20, 0);
    flights.advance(250, 250);
    assert.deepEqual([flights.all[0].x, flights.all[0].y, flights.all[0].facing], [5, 0, 0]);
    target.x = 5;
    target.y = 10;
    flights.advance(250, 500);
    assert.deepEqual([flights.all[0].x, flights.all[0].y], [5, 5]);
    flights.advance(300, 800);
    assert.equal(flights.all.length, 0);
  });

  it("9.12 one that never arrives gives up, and there are never too many", () => {
    const flights = new Flights();
    for (let n = 0; n < 500; n++) flights.launch(at(1, 0, 0), at(2, 90, 90), 7, 0.1, 0);
    assert.equal(flights.all.length, 200);
    flights.advance(16, 6000);
    assert.equal(flights.all.length, 0);
  });
});
