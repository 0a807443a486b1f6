import assert from "node:assert/strict";
import fc from "fast-check";
import { loadContent } from "#shared/content/load.ts";
import { type CharacterName, NamePolicy, readName } from "./names.ts";

const keyOf = (typed: string): string => {
  const name = readName(typed);
  assert.ok(typeof name === "object", `${typed}: ${name as string}`);
  return name.key;
};

describe("character names", () => {
  it("3.1 letters of one script, 3 to 16, the first upper, at most one more", () => {
    assert.deepEqual(readName("  mira "), { shown: "Mira", key: "mira" });
    assert.deepEqual(readName("McDuff"), { shown: "McDuff", key: "mcduff" });
    assert.equal((readName("MIRA") as CharacterName).shown, "Mira");
    assert.equal((readName("Ярослав") as CharacterName).shown, "Ярослав");
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
      "\ud800aa",
    ];
    for (const name of refused) assert.equal(typeof readName(name), "string", JSON.stringify(name));
  });

  it("3.1 names that look alike are one, those that do not are two", () => {
    const alike = [
      ["Mira", "MIRA"],
      ["Cocoa", "\u0421\u043e\u0441\u043e\u0430"], // Cyrillic
      ["Xeppo", "\u0425\u0435\u0440\u0440\u043e"],
      ["Opa", "\u039f\u03c1\u03b1"], // Greek
      ["Arnold", "Amold"],
      ["Evvin", "Ewin"],
      ["McIan", "Mcian"],
      ["Ilka", "\u0131lka"],
      ["Saa", "\u017faa"],
    ];
    for (const [a, b] of alike) assert.equal(keyOf(a), keyOf(b), `${a} ${b}`);
    const different = [
      ["Ian", "Lan"],
      ["Mira", "Mila"],
      ["Zoe", "Zoë"],
      ["Anna", "\u0410\u043d\u043d\u0430"],
    ];
    for (const [a, b] of different) assert.notEqual(keyOf(a), keyOf(b), `${a} ${b}`);
  });

  it("3.1 whatever is typed: a reason, or a name that reads to itself and has one key in every case", () => {
    const letters = fc.constantFrom(..."abcdeimnorvwzIMRVëßıſßабвгеиоряАВЕЮαβγοσςΑΒΩאבグ한", "ﬁ", "\u0301", "\u200b", "1", " ");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(letters, { maxLength: 18 }).map((list) => list.join("")),
        ),
        (typed) => {
          const name = readName(typed);
          if (typeof name === "string") return;
          const shown = [...name.shown];
          assert.ok(shown.length >= 3 && shown.length <= 16 && name.key.length <= 64);
          assert.ok(shown.filter((letter) => letter !== letter.toLowerCase()).length <= 2, "no shouting");
          assert.deepEqual(readName(name.shown), name);
          const lower = readName(name.shown.toLowerCase());
          if (typeof lower === "object") assert.equal(lower.key, name.key);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("3.1 reserved words and abuse are refused, also in disguise; names that only contain something are not", () => {
    const policy = new NamePolicy(loadContent().names);
    const refusal = (typed: string) => policy.refusal(readName(typed) as CharacterName);
    for (const name of ["Admin", "ADMINISTRATOR", "Adminbob", "System", "\u0410dmin".replace("dmin", "\u0501min")]) {
      const read = readName(name);
      if (typeof read === "object") assert.equal(policy.refusal(read), "This name is reserved.", name);
    }
    for (const name of ["Fuckface", "Shitlord", "Fuuuck", "Bitch"]) assert.equal(refusal(name), "This name is not allowed.", name);
    for (const name of ["Scunthorpe", "Cassandra", "Dickens", "Hancock", "Systemia", "Titania", "Essex"])
      assert.equal(refusal(name), null, name);
  });
});
