import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Breakers, RemoteUnavailable } from "./breaker.ts";

describe("9.1 circuit breakers", () => {
  const failing = () => Promise.reject(new Error("no luck"));

  it("after failures in a row it is not asked any more; after a rest one call tries, and closes the circuit", async () => {
    const breakers = new Breakers();
    const breaker = breakers.add("shop", { timeoutMs: 1000, afterFailures: 3, restMs: 50 });
    for (let n = 0; n < 3; n++) await assert.rejects(breaker.run(failing), /no luck/);
    let asked = 0;
    const works = async () => ++asked;
    await assert.rejects(breaker.run(works), RemoteUnavailable);
    assert.equal(asked, 0);
    assert.deepEqual(breakers.states(), { shop: "open" });
    await sleep(60);
    assert.equal(await breaker.run(works), 1);
    assert.deepEqual(breakers.states(), { shop: "closed" });
  });

  it("a call that takes too long fails, its signal is aborted, and it counts as failure", async () => {
    const breaker = new Breakers().add("shop", { timeoutMs: 20, afterFailures: 1, restMs: 60_000 });
    let signal: AbortSignal | undefined;
    const forever = (given: AbortSignal) => {
      signal = given;
      return new Promise<never>(() => {});
    };
    await assert.rejects(
      breaker.run(forever),
      (error: RemoteUnavailable) => error.remote === "shop" && /shop does not answer/.test(error.message),
    );
    assert.equal(signal?.aborted, true);
    assert.equal(breaker.state, "open");
  });

  it("refusals that are answers open nothing", async () => {
    const breaker = new Breakers().add("shop", { timeoutMs: 1000, afterFailures: 1, isFailure: (error) => !(error instanceof RangeError) });
    for (let n = 0; n < 5; n++)
      await assert.rejects(
        breaker.run(() => Promise.reject(new RangeError("sold out"))),
        RangeError,
      );
    assert.equal(breaker.state, "closed");
    await assert.rejects(breaker.run(failing), /no luck/);
    assert.equal(breaker.state, "open");
  });
});
