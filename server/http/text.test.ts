import assert from "node:assert/strict";
import fc from "fast-check";
import { playerText } from "./text.ts";

const Line = playerText(20);

describe("text of players", () => {
  it("9.1 is composed, trimmed and bounded as Unicode counts", () => {
    assert.equal(Line.parse("  Zoe\u0308 & <b>Co</b> "), "Zo\u00eb & <b>Co</b>");
    assert.equal(Line.parse("\u{1f409}".repeat(20)), "\u{1f409}".repeat(20));
    for (const text of ["", "   ", "x".repeat(21), "\u{1f409}".repeat(21), "x".repeat(1_000_000)]) assert.ok(!Line.safeParse(text).success);
  });

  it("R30 what cannot be seen, or changes what is read, is refused", () => {
    for (const bad of ["\0", "\u0007", "\u001b[31m", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\u2028", "\u{e0041}", "\u0085"])
      assert.ok(!Line.safeParse(`a${bad}b`).success, JSON.stringify(bad));
    assert.ok(!Line.safeParse(`a${"\u0301".repeat(9)}`).success, "marks that paint over other lines");
    // joiners belong to scripts and to emoji
    for (const good of ["می\u200cخواهم", "👩\u200d🚀", "नमस्ते", "ผู้ใหญ่", "don't"]) assert.equal(Line.parse(good), good);
  });

  it("9.1 lines are allowed where asked for", () => {
    assert.ok(!Line.safeParse("a\nb").success);
    assert.equal(playerText(20, { lines: true }).parse("a\r\nb"), "a\nb");
    assert.ok(!playerText(20, { lines: true }).safeParse("a\u0007b").success);
  });

  it("9.1 whatever is accepted is accepted again and stays the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (typed) => {
        const first = Line.safeParse(typed);
        if (first.success) assert.equal(Line.parse(first.data), first.data);
      }),
    );
  });
});
