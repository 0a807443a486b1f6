import assert from "node:assert/strict";
import { getPriority, platform } from "node:os";
import { lowerPoolPriority } from "./pool-priority.ts";

describe("R27 the tick before the hashes", () => {
  it("R27 the threads of the pool yield to the main thread, where a thread can have a priority", async () => {
    const before = getPriority(process.pid);
    const found = await lowerPoolPriority();
    if (platform() === "linux") assert.ok(found >= 4, "libuv's four threads");
    else assert.equal(found, 0);
    assert.equal(getPriority(process.pid), before);
  });
});
