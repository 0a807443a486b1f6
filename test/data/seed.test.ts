import assert from "node:assert/strict";
import pg from "pg";
import { SeedError, seed } from "#prisma/seed.ts";
import type { Content } from "#shared/content/schema.ts";
import { loadContent } from "#shared/content/load.ts";
import { createDatabase, type TestDatabase } from "#test/support/database.ts";

describe("seeding the content", () => {
  const content = loadContent();
  let database: TestDatabase;
  let client: pg.Client;
  beforeEach(async () => {
    database = await createDatabase();
    client = new pg.Client(database.url);
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const state = async () => (await client.query("SELECT id, code, name, max_stack FROM item_templates ORDER BY code")).rows;
  const lay = (templateId: string) =>
    client.query(
      "INSERT INTO character_items (id, template_id, owner_type, owner_id, place, quantity) VALUES (gen_random_uuid(), $1, 'zone', 'emberwatch_vale', 'ground', 1)",
      [templateId],
    );
  /** Refused for these reasons, and nothing changed. */
  async function refused(changed: Content, ...reasons: RegExp[]): Promise<void> {
    const before = await state();
    await assert.rejects(seed(database.url, changed), (error) => {
      assert.ok(error instanceof SeedError);
      assert.equal(error.problems.length, reasons.length, error.message);
      for (const [n, reason] of reasons.entries()) assert.match(error.problems[n], reason);
      return true;
    });
    assert.deepEqual(await state(), before);
  }
  const withItems = (change: (items: Content["items"]) => Content["items"]): Content => ({
    ...content,
    items: change(structuredClone(content.items)),
  });

  it("9.13 again and at the same time: the same rows", async () => {
    const before = await state();
    assert.deepEqual(
      before.map((row) => row.id),
      content.items.map((item) => item.id),
    );
    await Promise.all([seed(database.url, content), seed(database.url, content), seed(database.url, content)]);
    assert.deepEqual(await state(), before);
    const { rows } = await client.query("SELECT id, entries, groups FROM loot_tables ORDER BY id");
    assert.deepEqual(
      rows,
      content.lootTables.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it("4.2 9.13 every form of a loot table stays, so that old rolls can be done again", async () => {
    const changed = structuredClone(content);
    changed.lootTables[0].entries[0].chance = 0.01;
    await seed(database.url, changed);
    const versions = await client.query<{ version: string; tables: unknown[] }>(
      "SELECT version, tables FROM loot_table_versions WHERE table_id = $1 ORDER BY created_at",
      [content.lootTables[0].id],
    );
    assert.deepEqual(
      versions.rows.map(({ tables }) => tables[0]),
      [content.lootTables[0], changed.lootTables[0]],
    );
    const [current] = (await client.query("SELECT version FROM loot_tables WHERE id = $1", [content.lootTables[0].id])).rows;
    assert.equal(current.version, versions.rows[1].version);
  });

  it("9.13 changes of what an item is called and how it stacks come through", async () => {
    await seed(
      database.url,
      withItems((items) => items.map((item) => (item.id === "wolf_pelt" ? { ...item, name: "Pelt", maxStack: 33 } : item))),
    );
    assert.deepEqual((await state())[0], { id: "wolf_pelt", code: 1, name: "Pelt", max_stack: 33 });
  });

  it("9.13 what nobody has may go; what somebody has may not", async () => {
    const without = withItems((items) => items.filter((item) => item.id !== "bent_nail"));
    await lay("bent_nail");
    await refused(without, /item "bent_nail" \(code 20\) was removed, but there are stacks of it/);
    await client.query("DELETE FROM character_items");
    await seed(database.url, without);
    assert.ok((await state()).every((row) => row.id !== "bent_nail"));
  });

  it("9.13 a number is for ever", async () => {
    const [a, b] = [content.items[0], content.items[1]];
    await refused(
      withItems((items) => items.map((item) => (item.id === a.id ? { ...item, code: 777 } : item))),
      new RegExp(`item "${a.id}" had code ${a.code} and now has 777`),
    );
    await refused(
      withItems((items) => items.map((item) => (item.id === b.id ? { ...item, id: "newcomer" } : item))),
      new RegExp(`code ${b.code} was item "${b.id}" and is now "newcomer"`),
    );
  });

  it("9.13 zones and classes that characters are in stay", async () => {
    await client.query(
      "INSERT INTO accounts (id, email, password_hash) VALUES ('00000000-0000-7000-8000-00000000000a', 'a@example.com', 'x')",
    );
    await client.query(
      "INSERT INTO characters (id, account_id, name, name_key, class_id) VALUES ('00000000-0000-7000-8000-00000000000c', '00000000-0000-7000-8000-00000000000a', 'Mira', 'mira', 'warden')",
    );
    await client.query("INSERT INTO player_positions VALUES ('00000000-0000-7000-8000-00000000000c', 'emberwatch_vale', 1, 1, 0)");
    const elsewhere = [{ ...content.zones[0], id: "elsewhere" }];
    const others = content.classes.filter((c) => c.id !== "warden");
    await refused(
      { ...content, zones: elsewhere, classes: others },
      /zone "emberwatch_vale" was removed, but characters are there/,
      /class "warden" was removed, but 1 character has it/,
    );
    await client.query("DELETE FROM characters");
    await seed(database.url, { ...content, zones: elsewhere, classes: others });
    assert.deepEqual((await client.query("SELECT id FROM zones")).rows, [{ id: "elsewhere" }]);
  });
});
