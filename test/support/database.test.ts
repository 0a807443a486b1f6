import assert from "node:assert/strict";
import pg from "pg";
import { createDatabase } from "./database.ts";

describe("test databases", () => {
  it("10.1 every file gets the migrated and seeded tables for itself", async () => {
    const [one, two] = await Promise.all([createDatabase(), createDatabase()]);
    const a = new pg.Client(one.url);
    const b = new pg.Client(two.url);
    await Promise.all([a.connect(), b.connect()]);
    await a.query("CREATE TABLE mine (id int)");
    await assert.rejects(b.query("SELECT * FROM mine"), /does not exist/);
    assert.ok((await b.query("SELECT count(*)::int AS n FROM zones")).rows[0].n > 0);
    await Promise.all([a.end(), b.end()]);
    await one.drop();
    await assert.rejects(new pg.Client(one.url).connect(), /does not exist/);
    await two.drop();
  });
});
