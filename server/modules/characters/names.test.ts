import assert from "node:assert/strict";
import { readName } from "./names.ts";

describe("character names", () => {
  it("3.1 letters of one script, 3 to 16, the first upper", () => {
    assert.deepEqual(readName("  mira "), { shown: "Mira", key: "mira" });
    assert.deepEqual(readName("McDuff"), { shown: "McDuff", key: "mcduff" });
    assert.deepEqual(readName("Ярослав"), { shown: "Ярослав", key: "ярослав" });
    assert.deepEqual(readName("a".repeat(16)), { shown: `A${"a".repeat(15)}`, key: "a".repeat(16) });
    // composed and decomposed are one name
    assert.deepEqual(readName("Zoe\u0308"), readName("Zo\u00eb"));
  });

  it("3.1 anything else is refused with a reason", () => {
    const refused = [
      "",
      "ab",
      "a".repeat(17),
      "Mi ra",
      "Mira1",
      "Mir\u0430",
      "<b>Mira</b>",
      "Mira'; --",
      "Mi\u200bra",
      "\u{1d400}\u{1d401}\u{1d402}1",
      "ADMIN",
      "\ud800aa",
    ];
    for (const name of refused) assert.equal(typeof readName(name), "string", JSON.stringify(name));
  });
});
