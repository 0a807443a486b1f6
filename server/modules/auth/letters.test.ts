import assert from "node:assert/strict";
import { write } from "./letters.ts";

describe("2.1 letters", () => {
  it("2.1 every value is text: nothing becomes markup", () => {
    const evil = `<img src=x onerror="alert('1')">&amp;`;
    const { html, text, subject } = write({
      subject: evil,
      before: [evil],
      link: { label: evil, url: `https://x/#${evil}` },
      after: [evil],
    });
    assert.doesNotMatch(html, /<img|onerror="|'1'/);
    assert.equal(html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;amp;/g)?.length, 6);
    assert.equal(subject, evil);
    assert.ok(text.includes(`https://x/#${evil}`));
  });
});
