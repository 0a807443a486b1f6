import assert from "node:assert/strict";
import fc from "fast-check";
import { asRead, chatText, MAX_TEXT } from "./text.ts";

const Text = chatText();
const read = (typed: string) => asRead(Text.parse(typed));

describe("6.1 what players write", () => {
  it("6.1 is composed and bounded as Unicode counts; blanks collapse; markup and links stay letters", () => {
    assert.equal(read("  Zoe\u0308   says \u00a0 hi "), "Zo\u00eb says hi");
    assert.equal(read("\u{1f409}".repeat(MAX_TEXT)), "\u{1f409}".repeat(MAX_TEXT));
    for (const same of ["<b>bold</b> & co", "https://example.com/?a=1&b=2", "javascript:alert(1)", "[x](y) **z**", "'; DROP TABLE x; --"])
      assert.equal(read(same), same);
    for (const text of ["", "   ", "\u00a0\u2003", "\u200d\u200d", "x".repeat(MAX_TEXT + 1), "\u{1f409}".repeat(MAX_TEXT + 1)])
      assert.ok(!Text.safeParse(text).success, JSON.stringify(text.slice(0, 5)));
  });

  it("R30 nothing invisible, reordering or controlling gets in", () => {
    for (const bad of [
      "\0",
      "\n",
      "\u001b[31m",
      "\u200b",
      "\u200e",
      "\u202e",
      "\u2066",
      "\u2060",
      "\ufeff",
      "\ud800",
      "\u2028",
      "\u{e0041}",
    ])
      assert.ok(!Text.safeParse(`a${bad}b`).success, JSON.stringify(bad));
    assert.ok(!Text.safeParse(`a${"\u0301".repeat(20)}`).success, "marks that paint over other lines");
    for (const good of ["می\u200cخواهم", "👩\u200d🚀"]) assert.equal(read(good), good);
    assert.equal(read("s\u200ch\u200dop"), "shop", "joiners hide nothing between plain letters");
  });

  it("6.1 words of abuse are stars, also spelled otherwise; words that contain them by chance are not", () => {
    assert.equal(read("you fuck"), "you ****");
    assert.equal(read("sh1t, ｆｕｃｋ, fuuuuck"), "****, ****, ****");
    assert.equal(read("f\u200duck"), "****");
    assert.equal(read("the class passed Scunthorpe"), "the class passed Scunthorpe");
  });

  it("6.1 whatever is accepted is accepted again and stays the same; masking makes nothing longer or empty", () => {
    const words = fc.constantFrom("fuck", "FUCK", "sh1t", "🐉", " ", "class", "é", "\u200d", "a", "<i>", "ｆ");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary", maxLength: 60 }),
          fc.array(words, { maxLength: 30 }).map((w) => w.join("")),
        ),
        (typed) => {
          const first = Text.safeParse(typed);
          if (!first.success) return;
          assert.equal(Text.parse(first.data), first.data);
          const masked = asRead(first.data);
          assert.ok([...masked].length <= [...first.data].length);
          assert.match(masked, /\S/u);
        },
      ),
    );
  });

  it("R30 4 KB of bait costs no more than 4 KB of talk: time grows with the length, not faster", () => {
    const bait = (length: number) =>
      [
        "a",
        "fu",
        "a ",
        "\u0301",
        "e\u0301",
        "(",
        "<img src=x onerror=alert(1)>",
        "aaaaaaaaaaaaaaaaaaaa!",
        "\u200d",
        "ni",
        "as",
        "\u00a0 ",
        "\ufb03",
      ].map((part) => part.repeat(Math.ceil(length / part.length)).slice(0, length));
    const cost = (texts: readonly string[]) => {
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now();
        for (const text of texts) {
          const parsed = Text.safeParse(text);
          if (parsed.success) asRead(parsed.data);
        }
        return (performance.now() - start) / texts.length;
      });
      return Math.min(...times);
    };
    cost(bait(250));
    const [short, long] = [cost(bait(250)), cost(bait(4096))];
    // refused for its length before anything else looks at it
    assert.ok(long <= 5, `4 KB: ${long.toFixed(3)} ms`);
    assert.ok(short <= 5, `250 characters: ${short.toFixed(3)} ms`);
    // the mask itself, were the limit ever raised: eight times the text in about eight times the time
    const mask = (length: number) => {
      const texts = bait(length);
      return Math.min(
        ...Array.from({ length: 5 }, () => {
          const start = performance.now();
          for (const text of texts) asRead(text);
          return performance.now() - start;
        }),
      );
    };
    const ratio = mask(4096) / mask(512);
    assert.ok(ratio < 40, `eight times the text took ${ratio.toFixed(1)} times as long`);
  });
});
