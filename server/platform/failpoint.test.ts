import assert from "node:assert/strict";
import { parseConfig } from "#server/config/config.ts";
import { armFailpoints, FailpointError, failpoint } from "./failpoint.ts";

describe("failpoints", () => {
  afterEach(() => armFailpoints([]));

  it("do nothing unless armed", async () => {
    await failpoint("nowhere");
    armFailpoints([{ name: "here", action: "throw", after: 0 }]);
    await failpoint("elsewhere");
  });

  it("happen once, after so many passes that go well", async () => {
    armFailpoints([{ name: "here", action: "throw", after: 2 }]);
    await failpoint("here");
    await failpoint("here");
    await assert.rejects(failpoint("here"), FailpointError);
    await failpoint("here");
  });

  it("are a setting of tests alone", () => {
    const { failpoints } = parseConfig({ NODE_ENV: "test", FAILPOINT: "handoff.saved:exit, trade.commit:throw:3" });
    assert.deepEqual(failpoints, [
      { name: "handoff.saved", action: "exit", after: 0 },
      { name: "trade.commit", action: "throw", after: 3 },
    ]);
    for (const NODE_ENV of ["production", "development", ""])
      assert.throws(() => parseConfig({ NODE_ENV, FAILPOINT: "a.b:exit" }), /FAILPOINT: .*NODE_ENV=test/);
    for (const FAILPOINT of ["a", "a.b:explode", "a.b:exit:x", ":exit"])
      assert.throws(() => parseConfig({ NODE_ENV: "test", FAILPOINT }), /FAILPOINT/);
  });
});
