import assert from "node:assert/strict";
import fc from "fast-check";
import { readLine, USAGES } from "./chat-commands.ts";

const read = (line: string) => readLine(line, "say");

describe("6.1 chat commands", () => {
  it("6.1 a line without a command goes where lines go", () => {
    assert.deepEqual(readLine("  hello there ", "party"), { kind: "say", channel: "party", text: "hello there" });
    assert.deepEqual(read("   "), { kind: "nothing" });
  });

  it("6.1 channels, with a text or from here on", () => {
    assert.deepEqual(read("/p pull in three"), { kind: "say", channel: "party", text: "pull in three" });
    assert.deepEqual(read("/Yell   hey"), { kind: "say", channel: "yell", text: "hey" });
    assert.deepEqual(read("/z"), { kind: "channel", channel: "zone" });
    assert.deepEqual(read("/s a /w b"), { kind: "say", channel: "say", text: "a /w b" });
  });

  it("6.1 whispers and replies", () => {
    assert.deepEqual(read("/w Tolan  come  here"), { kind: "whisper", to: "Tolan", text: "come  here" });
    assert.deepEqual(read("/tell Tolan hi"), { kind: "whisper", to: "Tolan", text: "hi" });
    assert.deepEqual(read("/r on my way"), { kind: "reply", text: "on my way" });
  });

  it("6.1 who, dice, names", () => {
    assert.deepEqual(read("/who"), { kind: "who" });
    assert.deepEqual(read("/who 7"), { kind: "who", minLevel: 7, maxLevel: 7 });
    assert.deepEqual(read("/who 10-20"), { kind: "who", minLevel: 10, maxLevel: 20 });
    assert.deepEqual(read("/who ember vale"), { kind: "who", find: "ember vale" });
    assert.deepEqual(read("/roll"), { kind: "roll", of: 100 });
    assert.deepEqual(read("/roll 6"), { kind: "roll", of: 6 });
    assert.deepEqual(read("/invite Tolan"), { kind: "invite", name: "Tolan" });
    assert.deepEqual(read("/ignore Tolan"), { kind: "ignore", name: "Tolan" });
    assert.deepEqual(read("/help"), { kind: "help" });
  });

  it("6.1 wrong use tells the usage", () => {
    for (const [line, usage] of [
      ["/w", USAGES.w],
      ["/w Tolan", USAGES.w],
      ["/r", USAGES.r],
      ["/roll 1", USAGES.roll],
      ["/roll -5", USAGES.roll],
      ["/roll 1e9", USAGES.roll],
      ["/roll 6 6", USAGES.roll],
      ["/invite", USAGES.invite],
      ["/ignore two names", USAGES.ignore],
    ])
      assert.deepEqual(read(line), { kind: "usage", text: usage }, line);
    for (const line of ["/dance", "/", "/ w x", "/constructor", "/__proto__", "/toString"])
      assert.match((read(line) as { text: string }).text, /^There is no \//, line);
  });

  it("6.1 whatever is typed means something, and never throws", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (line) => typeof read(`/${line}`).kind === "string" && typeof read(line).kind === "string",
      ),
    );
  });
});
