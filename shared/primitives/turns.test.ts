import assert from "node:assert/strict";
import { Turns } from "./turns.ts";

describe("turns", () => {
  it("R12 one at a time per key, in the order of asking, also after a failure", async () => {
    const turns = new Turns();
    const log: string[] = [];
    const work =
      (name: string, fail = false) =>
      async () => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 2));
        log.push(`${name} ends`);
        if (fail) throw new Error(name);
      };
    const all = await Promise.allSettled([
      turns.take("x", work("1", true)),
      turns.take("x", work("2")),
      turns.take("y", work("other")),
      turns.take("x", work("3")),
    ]);
    assert.deepEqual(
      log.filter((line) => !line.startsWith("other")),
      ["1 begins", "1 ends", "2 begins", "2 ends", "3 begins", "3 ends"],
    );
    assert.equal(log[2].startsWith("1 ends") || log[1].startsWith("other"), true, "another key does not wait");
    assert.deepEqual(
      all.map((r) => r.status),
      ["rejected", "fulfilled", "fulfilled", "fulfilled"],
    );
  });
});
