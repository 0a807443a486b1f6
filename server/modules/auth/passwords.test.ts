import assert from "node:assert/strict";
import { Problem } from "#server/http/problem.ts";
import { Passwords } from "./passwords.ts";

describe("R27 hashing in turn", () => {
  it("R27 of far too many at once those are refused who would wait for too long; the next one is served", async () => {
    const passwords = new Passwords();
    const outcomes = await Promise.allSettled(Array.from({ length: 400 }, () => passwords.matches(null, "guess")));
    const refused = outcomes.filter((o) => o.status === "rejected");
    assert.ok(refused.length >= 400 - 258, "more than can wait");
    for (const { reason } of refused) assert.ok(reason instanceof Problem && reason.code === "busy");
    assert.ok(outcomes.some((o) => o.status === "fulfilled" && o.value === false));
    assert.equal(await passwords.matches(null, "guess"), false);
  }).timeout(20_000);
});
