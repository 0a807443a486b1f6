import assert from "node:assert/strict";
import fc from "fast-check";
import { Histogram, median } from "./stats.ts";

describe("9.11 statistics of a load test", () => {
  it("9.11 quantiles are within 2 % of the exact ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const h = new Histogram();
          for (const v of values) h.record(v);
          const exact = [...values].sort((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length)) - 1];
          const got = h.quantile(q);
          assert.ok(Math.abs(got - exact) <= exact * 0.02, `${got} for ${exact}`);
          assert.equal(h.count, values.length);
          assert.equal(h.max, Math.max(...values));
        },
      ),
    );
  });

  it("9.11 histograms of several processes add up", () => {
    const all = new Histogram();
    const sum = new Histogram();
    for (let part = 0; part < 3; part++) {
      const h = new Histogram();
      for (let i = 0; i < 100; i++) {
        h.record(part * 100 + i);
        all.record(part * 100 + i);
      }
      sum.add(JSON.parse(JSON.stringify(h.data())));
    }
    assert.deepEqual(sum.data(), all.data());
    assert.equal(sum.quantile(0.5), all.quantile(0.5));
    assert.equal(sum.mean, 149.5);
  });

  it("9.11 nothing recorded gives zeros, out-of-range values stay in the last bucket", () => {
    const h = new Histogram();
    assert.deepEqual([h.quantile(0.5), h.mean, h.max], [0, 0, 0]);
    h.record(1e12);
    h.record(0);
    assert.equal(h.max, 1e12);
    assert.equal(h.count, 2);
    h.reset();
    assert.deepEqual(h.data(), new Histogram().data());
  });

  it("9.11 the median of rounds", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.ok(Number.isNaN(median([])));
  });
});
