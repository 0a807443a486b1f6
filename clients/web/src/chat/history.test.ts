import assert from "node:assert/strict";
import { ChatHistory } from "./history.ts";

const at = (seq: number, channelId = "vale", channel: "zone" | "party" = "zone") => ({ channel, channelId, seq });

describe("6.1 what the page knows of what was said", () => {
  it("6.1 every message once, whichever way it comes", () => {
    const history = new ChatHistory();
    assert.deepEqual(
      [at(1), at(2), at(2), at(1), at(1, "town"), at(1, "vale", "party")].map((message) => history.add(message)),
      [true, true, false, false, true, true],
    );
  });

  it("6.1 a number that jumps says that something is missing; the first one and late ones do not", () => {
    const history = new ChatHistory();
    assert.equal(history.isBehind(at(41)), false);
    history.add(at(41));
    assert.equal(history.isBehind(at(42)), false);
    assert.equal(history.isBehind(at(44)), true);
    history.add(at(44));
    assert.equal(history.isBehind(at(43)), false);
    assert.equal(history.isBehind(at(45)), false);
  });

  it("6.1 it remembers so much and no more", () => {
    const history = new ChatHistory();
    for (let seq = 1; seq <= 600; seq++) history.add(at(seq));
    assert.equal(history.add(at(600)), false);
    assert.equal(history.add(at(101)), false);
  });
});
