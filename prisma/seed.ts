import pg from "pg";
import type { Content } from "#shared/content/schema.ts";

/**
 * Copies content into the tables that rows refer to: item templates, loot tables, zones. Run again, it brings them up to date.
 * @throws Error, changing nothing, when an item template that exists in the database was renumbered or removed: stacks refer to it
 */
export async function seed(url: string, content: Content): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "seed" });
  await client.connect();
  try {
    await client.query("BEGIN");
    // one at a time: several processes may start together
    await client.query("SELECT pg_advisory_xact_lock(hashtext('necpgame:seed'))");
    await refuseLostItems(client, content);
    await client.query(
      `INSERT INTO item_templates (id, code, name, kind, quality, max_stack)
       SELECT * FROM json_to_recordset($1) AS t(id text, code int, name text, kind text, quality text, "maxStack" int)
       ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind, quality = EXCLUDED.quality, max_stack = EXCLUDED.max_stack`,
      [JSON.stringify(content.items)],
    );
    await client.query(
      `INSERT INTO loot_tables (id, definition) SELECT t.id, t.definition FROM json_to_recordset($1) AS t(id text, definition jsonb)
       ON CONFLICT (id) DO UPDATE SET definition = EXCLUDED.definition`,
      [JSON.stringify(content.lootTables.map(({ id, ...definition }) => ({ id, definition })))],
    );
    await client.query(
      `INSERT INTO zones (id, name, width_m, height_m, max_players)
       SELECT * FROM json_to_recordset($1) AS t(id text, name text, "widthM" int, "heightM" int, "maxPlayers" int)
       ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, width_m = EXCLUDED.width_m, height_m = EXCLUDED.height_m, max_players = EXCLUDED.max_players`,
      [JSON.stringify(content.zones)],
    );
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

async function refuseLostItems(client: pg.Client, content: Content): Promise<void> {
  const { rows } = await client.query<{ id: string; code: number; used: boolean }>(
    "SELECT id, code, EXISTS (SELECT 1 FROM character_items i WHERE i.template_id = t.id) AS used FROM item_templates t",
  );
  const codes = new Map(content.items.map((item) => [item.id, item.code]));
  const problems: string[] = [];
  for (const row of rows) {
    const code = codes.get(row.id);
    if (code === undefined && row.used) problems.push(`item "${row.id}" was removed, but stacks of it exist`);
    if (code !== undefined && code !== row.code) problems.push(`item "${row.id}" had code ${row.code} and now has ${code}`);
  }
  if (problems.length) throw new Error(`content/items.yaml does not fit the database:\n  ${problems.join("\n  ")}`);
}
