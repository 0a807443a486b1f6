import pg from "pg";
import { type LootTableVersion, versionOf } from "#shared/content/loot-tables.ts";
import { type Content, softLimit } from "#shared/content/schema.ts";

/** The content takes away or renumbers what rows of the database refer to. */
export class SeedError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the content does not fit the database:\n${problems.map((p) => `  ${p}`).join("\n")}`);
    this.name = "SeedError";
    this.problems = problems;
  }
}

/**
 * Copies content into the tables that rows refer to: item templates, currencies, loot tables, zones. Run again, it brings them up to date and
 * removes what is neither in the content nor in use.
 * @throws SeedError, changing nothing, when something in use was removed or an item was renumbered
 */
export async function seed(url: string, content: Content): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "seed" });
  await client.connect();
  try {
    await client.query("BEGIN");
    // one at a time: several processes may start together
    await client.query("SELECT pg_advisory_xact_lock(hashtext('necpgame:seed'))");
    const problems = [
      ...(await itemProblems(client, content)),
      ...(await zoneProblems(client, content)),
      ...(await classProblems(client, content)),
      ...(await currencyProblems(client, content)),
    ];
    if (problems.length) throw new SeedError(problems);
    await writeItems(client, content);
    await writeCurrencies(client, content);
    await writeLootTables(client, content);
    await writeZones(client, content);
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

async function itemProblems(client: pg.Client, content: Content): Promise<string[]> {
  const { rows } = await client.query<{ id: string; code: number }>("SELECT id, code FROM item_templates ORDER BY code");
  const codes = new Map(content.items.map((item) => [item.id, item.code]));
  const owners = new Map(content.items.map((item) => [item.code, item.id]));
  const problems: string[] = [];
  for (const { id, code } of rows) {
    const now = codes.get(id);
    if (now !== undefined && now !== code) problems.push(`item "${id}" had code ${code} and now has ${now}`);
    if (now === undefined && owners.has(code)) problems.push(`code ${code} was item "${id}" and is now "${owners.get(code)}"`);
    if (now === undefined && (await exists(client, "character_items WHERE template_id = $1", id))) {
      problems.push(`item "${id}" (code ${code}) was removed, but there are stacks of it`);
    }
  }
  return problems;
}

async function zoneProblems(client: pg.Client, content: Content): Promise<string[]> {
  const problems: string[] = [];
  for (const id of await missing(client, "zones", content.zones)) {
    if (await exists(client, "player_positions WHERE zone_id = $1", id))
      problems.push(`zone "${id}" was removed, but characters are there`);
    else if (await exists(client, "world_drops WHERE zone_id = $1", id)) problems.push(`zone "${id}" was removed, but items lie there`);
  }
  return problems;
}

async function classProblems(client: pg.Client, content: Content): Promise<string[]> {
  const known = content.classes.map((c) => c.id);
  const { rows } = await client.query<{ id: string; used: number }>(
    "SELECT class_id AS id, count(*)::int AS used FROM characters WHERE class_id <> ALL($1::text[]) GROUP BY class_id",
    [known],
  );
  return rows.map(({ id, used }) => `class "${id}" was removed, but ${used} ${used === 1 ? "character has" : "characters have"} it`);
}

async function currencyProblems(client: pg.Client, content: Content): Promise<string[]> {
  const problems: string[] = [];
  for (const id of await missing(client, "currencies", content.currencies)) {
    if (await exists(client, "currency_accounts WHERE currency_id = $1 AND balance > 0", id))
      problems.push(`currency "${id}" was removed, but there is some of it`);
  }
  return problems;
}

/** A cap that was lowered takes nothing from those who have more. */
async function writeCurrencies(client: pg.Client, content: Content): Promise<void> {
  await client.query(
    `INSERT INTO currencies (id, name, cap) SELECT * FROM json_to_recordset($1) AS t(id text, name text, cap bigint)
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, cap = EXCLUDED.cap`,
    [JSON.stringify(content.currencies)],
  );
  await client.query(
    `UPDATE currency_accounts a SET cap = greatest(c.cap, a.balance) FROM currencies c
     WHERE c.id = a.currency_id AND a.owner_type = 'character' AND a.cap <> greatest(c.cap, a.balance)`,
  );
  const gone = await missing(client, "currencies", content.currencies);
  await client.query("DELETE FROM currency_accounts WHERE currency_id = ANY($1)", [gone]);
  await client.query("DELETE FROM currencies WHERE id = ANY($1)", [gone]);
}

async function writeItems(client: pg.Client, content: Content): Promise<void> {
  await client.query(
    `INSERT INTO item_templates (id, code, name, kind, quality, max_stack)
     SELECT * FROM json_to_recordset($1) AS t(id text, code int, name text, kind text, quality text, "maxStack" int)
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind, quality = EXCLUDED.quality, max_stack = EXCLUDED.max_stack`,
    [JSON.stringify(content.items)],
  );
  await client.query("DELETE FROM item_templates WHERE id = ANY($1)", [await missing(client, "item_templates", content.items)]);
}

async function writeLootTables(client: pg.Client, content: Content): Promise<void> {
  const tables = new Map(content.lootTables.map((table) => [table.id, table]));
  const rows = content.lootTables.map((table) => ({ ...table, ...(versionOf(tables, table.id) as LootTableVersion) }));
  await client.query(
    `INSERT INTO loot_tables (id, entries, groups, version)
     SELECT * FROM json_to_recordset($1) AS t(id text, entries jsonb, groups jsonb, version text)
     ON CONFLICT (id) DO UPDATE SET entries = EXCLUDED.entries, groups = EXCLUDED.groups, version = EXCLUDED.version`,
    [JSON.stringify(rows)],
  );
  await client.query(
    `INSERT INTO loot_table_versions (version, table_id, tables)
     SELECT * FROM json_to_recordset($1) AS t(version text, id text, tables jsonb) ON CONFLICT (version) DO NOTHING`,
    [JSON.stringify(rows)],
  );
  await client.query("DELETE FROM loot_tables WHERE id = ANY($1)", [await missing(client, "loot_tables", content.lootTables)]);
}

async function writeZones(client: pg.Client, content: Content): Promise<void> {
  await client.query(
    `INSERT INTO zones (id, name, width_m, height_m, soft_players, max_players)
     SELECT * FROM json_to_recordset($1) AS t(id text, name text, "widthM" int, "heightM" int, "softPlayers" int, "maxPlayers" int)
     ON CONFLICT (id) DO UPDATE
       SET name = EXCLUDED.name, width_m = EXCLUDED.width_m, height_m = EXCLUDED.height_m,
         soft_players = EXCLUDED.soft_players, max_players = EXCLUDED.max_players`,
    [JSON.stringify(content.zones.map((zone) => ({ ...zone, softPlayers: softLimit(zone) })))],
  );
  const gone = await missing(client, "zones", content.zones);
  await client.query("DELETE FROM zone_leases WHERE zone_id = ANY($1)", [gone]);
  await client.query("DELETE FROM zones WHERE id = ANY($1)", [gone]);
}

/** Ids of a table that the content no longer has. */
async function missing(client: pg.Client, table: string, kept: readonly { id: string }[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM ${table} WHERE id <> ALL($1::text[]) ORDER BY id`, [
    kept.map((entry) => entry.id),
  ]);
  return rows.map((row) => row.id);
}

async function exists(client: pg.Client, where: string, id: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(`SELECT EXISTS (SELECT 1 FROM ${where}) AS found`, [id]);
  return rows[0].found;
}
