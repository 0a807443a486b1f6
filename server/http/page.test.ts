import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { pagesBy } from "./page.ts";

const pages = pagesBy("numbers", z.tuple([z.int()]));
const Query = z.strictObject(pages.fields);

describe("pages", () => {
  it("9.1 walking through a list page by page meets every entry once, whatever the size of the pages", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { maxLength: 250 }), fc.integer({ min: 1, max: 100 }), (numbers, limit) => {
        const sorted = [...numbers].sort((a, b) => a - b);
        const seen: number[] = [];
        let cursor: string | undefined;
        do {
          const asked = Query.parse({ limit: String(limit), ...(cursor && { cursor }) });
          const after = asked.cursor?.[0] ?? Number.NEGATIVE_INFINITY;
          const rows = sorted.filter((n) => n > after).slice(0, asked.limit + 1);
          const page = pages.cut(
            rows,
            asked.limit,
            (n) => [n],
            (n) => n,
          );
          assert.ok(page.items.length <= limit);
          seen.push(...page.items);
          cursor = page.next ?? undefined;
        } while (cursor);
        assert.deepEqual(seen, sorted);
      }),
    );
  });

  it("9.1 a page has 1 to 100 entries, 50 unless asked otherwise", () => {
    assert.equal(Query.parse({}).limit, 50);
    assert.equal(Query.parse({ limit: "100" }).limit, 100);
    for (const limit of ["0", "101", "-1", "1.5", "1e1", "", " 5", "NaN", "0x10", 5, null, ["5"]])
      assert.ok(!Query.safeParse({ limit }).success, JSON.stringify(limit));
  });

  it("9.1 what is no cursor of this list is refused", () => {
    const foreign = pagesBy("letters", z.tuple([z.string()])).cut(
      ["a", "b"],
      1,
      (c) => [c],
      (c) => c,
    ).next as string;
    const wrongKey = Buffer.from('["numbers",["x"]]').toString("base64url");
    for (const cursor of [foreign, wrongKey, "", "x", "%00", "A".repeat(500), "bnVsbA"])
      assert.ok(!Query.safeParse({ cursor }).success, cursor);
  });
});
