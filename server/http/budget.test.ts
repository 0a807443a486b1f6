import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Budgets } from "./budget.ts";

const busy = { code: "busy" };

describe("R15 budgets of requests", () => {
  it("work that takes too long is given up; time spent before counts", async () => {
    const budget = new Budgets({ ms: 60 }).open();
    assert.equal(await budget.spend(() => sleep(40, "done")), "done");
    await assert.rejects(
      budget.spend(() => sleep(40)),
      busy,
    );
    await assert.rejects(
      budget.spend(() => sleep(5)),
      busy,
    );
  });

  it("what fails fails as it did, also after it was given up", async () => {
    const budget = new Budgets({ ms: 20 }).open();
    await assert.rejects(
      budget.spend(() => Promise.reject(new RangeError("wrong"))),
      RangeError,
    );
    const late = sleep(40).then(() => Promise.reject(new Error("nobody waits for this")));
    await assert.rejects(
      budget.spend(() => late),
      busy,
    );
    await assert.rejects(late);
  });

  it("so many are under way at once, given up or not; there is room again when one ends", async () => {
    const budgets = new Budgets({ ms: 10, most: 2 });
    let end = () => {};
    const long = new Promise<void>((resolve) => {
      end = resolve;
    });
    for (let n = 0; n < 2; n++)
      await assert.rejects(
        budgets.open().spend(() => long),
        busy,
      );
    let asked = 0;
    const work = async () => ++asked;
    await assert.rejects(budgets.open().spend(work), busy);
    assert.equal(asked, 0);
    end();
    await sleep(0);
    assert.equal(await budgets.open().spend(work), 1);
  });
});
