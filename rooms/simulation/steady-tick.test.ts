import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

describe("1.1 a steady tick", () => {
  it("1.1 5 000 who fight allocate nothing in a steady tick, and the scales notice one small array", () => {
    const script = fileURLToPath(new URL("../../test/support/steady-tick.ts", import.meta.url));
    // --predictable: the compiler works in between, always at the same points, so that every run weighs the same
    const figures = JSON.parse(execFileSync(process.execPath, ["--expose-gc", "--predictable", script], { encoding: "utf8" })) as Record<
      string,
      number
    >;
    assert.ok(figures.clean < 64, `${figures.clean} bytes a tick`);
    assert.ok(figures.withAnArray - figures.clean >= 64, `only ${figures.withAnArray} bytes a tick with an array put in`);
  });
});
