import assert from "node:assert/strict";
import fc from "fast-check";
import { Seal } from "./seal.ts";

const SECRET = "a secret of the tests, long enough";

describe("2.1 sealed secrets", () => {
  it("2.1 open for their owner and purpose only, and never the same twice", () => {
    const seal = new Seal(SECRET, "tests");
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, owner, other) => {
        const sealed = seal.seal(text, owner);
        assert.equal(seal.open(sealed, owner), text);
        assert.notDeepEqual(seal.seal(text, owner), sealed);
        if (other !== owner) assert.throws(() => seal.open(sealed, other));
        assert.throws(() => new Seal(SECRET, "other tests").open(sealed, owner));
        assert.throws(() => new Seal(`${SECRET}!`, "tests").open(sealed, owner));
      }),
    );
  });

  it("2.1 a changed bit anywhere is noticed", () => {
    const seal = new Seal(SECRET, "tests");
    const sealed = seal.seal("JBSWY3DPEHPK3PXP", "somebody");
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = sealed.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      assert.throws(() => seal.open(changed, "somebody"), `bit ${bit}`);
    }
    for (const length of [0, 5, 12, 27]) assert.throws(() => seal.open(sealed.slice(0, length), "somebody"));
  });

  it("2.1 hashes need the secret", () => {
    assert.deepEqual(new Seal(SECRET, "tests").hash("code"), new Seal(SECRET, "tests").hash("code"));
    assert.notDeepEqual(new Seal(SECRET, "tests").hash("code"), new Seal(`${SECRET}!`, "tests").hash("code"));
  });
});
