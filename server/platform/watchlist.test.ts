import assert from "node:assert/strict";
import { AT_ONCE, Watchlist } from "./watchlist.ts";

describe("watch list", () => {
  let complaints: string[];
  let list: Watchlist<{ name: string }>;
  beforeEach(() => {
    complaints = [];
    const log = { info() {}, warn() {}, error: (_details: unknown, message: string) => void complaints.push(message) };
    // nothing is asked in the time of a test
    list = new Watchlist({ everyMs: 3600_000, ask: async () => {}, subject: "tests", complaint: "could not take it", log });
  });
  afterEach(() => list.close());

  it("tells everybody who watches a key, whoever throws, and nobody who has stopped", () => {
    list.add("a", { name: "first" });
    list.add("a", { name: "throws" });
    list.add("a", { name: "stopped" })();
    list.add("a", { name: "last" });
    list.add("b", { name: "of b" });
    const told: string[] = [];
    list.tell("a", ({ name }) => {
      if (name === "throws") throw new Error("told badly");
      told.push(name);
    });
    assert.deepEqual([told, complaints], [["first", "last"], ["could not take it"]]);
  });

  it("knows what is watched, until the last one stops or all of them are dropped", () => {
    const stops = ["first", "second"].map((name) => list.add("a", { name }));
    list.add("b", { name: "third" });
    assert.deepEqual(list.keys, ["a", "b"]);
    assert.deepEqual(
      list.ofAll(["a", "b", "c"]).map(([key, { name }]) => `${key} ${name}`),
      ["a first", "a second", "b third"],
    );
    stops[0]();
    assert.ok(list.has("a"));
    stops[1]();
    list.drop("b");
    assert.deepEqual([list.keys, list.of("a"), list.has("b")], [[], [], false]);
  });

  it("asks about all, some at a time, one round after the other, while others come and go", async () => {
    const asked: string[] = [];
    const log = { info() {}, warn() {}, error() {} };
    const many = new Watchlist({ everyMs: 5, ask: async (keys) => void asked.push(...keys), subject: "tests", complaint: "", log });
    const names = Array.from({ length: 2 * AT_ONCE + 1 }, (_, n) => `key ${n}`);
    for (const name of names) many.add(name, {});
    while (asked.length < 2 * names.length) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.deepEqual(asked.slice(0, names.length * 2), [...names, ...names]);
    for (const name of names) many.drop(name);
    many.add("another", {});
    asked.length = 0;
    while (!asked.includes("another")) await new Promise((resolve) => setTimeout(resolve, 2));
    await many.close();
  });

  it("a stop that comes late takes nothing from who watches the same key anew", () => {
    const stop = list.add("a", { name: "old" });
    list.drop("a");
    list.add("a", { name: "new" });
    stop();
    assert.deepEqual(list.of("a"), [{ name: "new" }]);
  });
});
