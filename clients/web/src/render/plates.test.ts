import assert from "node:assert/strict";
import { NamePlaces } from "./plates.ts";

describe("play page: names in a crowd", () => {
  it("9.12 a name yields to one that is there already, unless it must be read; beside and above it there is room", () => {
    const names = new NamePlaces();
    assert.equal(names.take(100, 50, 10, false), true);
    assert.equal(names.take(130, 55, 10, false), false);
    assert.equal(names.take(100, 70, 10, false), true);
    assert.equal(names.take(180, 50, 10, false), true);
    assert.equal(names.take(300, 50, 10, true), true);
    assert.equal(names.take(310, 50, 10, true), false);
    // what had to be read has its place all the same
    assert.equal(names.take(365, 50, 6, false), false);
    names.clear();
    assert.equal(names.take(130, 55, 10, false), true);
  });
});
