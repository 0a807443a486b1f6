import assert from "node:assert/strict";
import { getPriority, platform } from "node:os";
import { lowerPoolPriority } from "./pool-priority.ts";

describe("R27 the tick before the hashes", () => {
  it("R27 the threads of the pool yield to the main thread", async function () {
    if (platform() !== "linux") return this.skip();
    const before = getPriority(process.pid);
    assert.ok((await lowerPoolPriority()) >= 4, "libuv's four threads");
    assert.equal(getPriority(process.pid), before);
  });
});
