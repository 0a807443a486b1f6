import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

describe("1.5 a steady tick of pictures", () => {
  it("1.5 a tick of 2 000 who fight and the snapshots of 200 allocate not a byte a snapshot, and the scales notice one small array", () => {
    const script = fileURLToPath(new URL("../../test/support/steady-pictures.ts", import.meta.url));
    // --predictable: the compiler works in between, always at the same points, so that every run weighs the same
    const figures = JSON.parse(execFileSync(process.execPath, ["--expose-gc", "--predictable", script], { encoding: "utf8" })) as Record<
      string,
      number
    >;
    assert.ok(figures.clean < 200, `${figures.clean} bytes a tick: one a snapshot`);
    assert.ok(figures.withAnArray - figures.clean >= 64, `only ${figures.withAnArray} bytes a tick with an array put in`);
    assert.ok(figures.bytes > 0);
  });
});
