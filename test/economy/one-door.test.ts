import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "../..");
const TABLES = { items: "character_items|item_history", currency: "currency_accounts|currency_entries" };
const MODELS = { items: "characterItem|itemHistory", currency: "currencyAccount|currencyEntry" };

/** Lines of the server that write these tables. */
function writers(kind: "items" | "currency"): string[] {
  const writes = new RegExp(
    `(INSERT INTO|UPDATE|DELETE FROM)\\s+"?(${TABLES[kind]})\\b|\\.(${MODELS[kind]})\\.(create|update|upsert|delete)`,
    "i",
  );
  const files = readdirSync(path.join(ROOT, "server"), { withFileTypes: true, recursive: true });
  return files
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .filter((file) => writes.test(readFileSync(path.join(ROOT, file), "utf8")))
    .sort();
}

describe("one door", () => {
  it("4.1 4.6 items are written by the repository of items alone, currency by that of the ledger", () => {
    assert.deepEqual(writers("items"), ["server/modules/items/items.repository.ts"]);
    assert.deepEqual(writers("currency"), ["server/modules/currency/ledger.repository.ts"]);
  });
});
