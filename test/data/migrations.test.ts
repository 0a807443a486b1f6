import assert from "node:assert/strict";
import pg from "pg";
import { Migrator } from "#prisma/migrator.ts";
import { createDatabase, createEmptyDatabase } from "#test/support/database.ts";

/** What tests try to write, each against one rule of the tables. */
const WRONG: Array<[rule: string, sql: string]> = [
  ["account_roles_role_known", "INSERT INTO account_roles VALUES ($1, 'god')"],
  ["accounts_erased_whole", "UPDATE accounts SET erased_at = now() WHERE id = $1"],
  [
    "account_bans_ends_later",
    "INSERT INTO account_bans (id, account_id, reason, created_at, ends_at, by_id) VALUES (gen_random_uuid(), $1, 'x', now(), now(), $1)",
  ],
  [
    "account_bans_lifted_whole",
    "INSERT INTO account_bans (id, account_id, reason, created_at, by_id, lifted_at) VALUES (gen_random_uuid(), $1, 'x', now(), $1, now())",
  ],
  ["characters_level_range", "UPDATE characters SET level = 0 WHERE id = $2 AND account_id = $1"],
  ["characters_experience_range", "UPDATE characters SET experience = -1 WHERE id = $2 AND account_id = $1"],
  ["characters_experience_range", "UPDATE characters SET experience = 4294967296 WHERE id = $2 AND account_id = $1"],
  ["characters_health_range", "UPDATE characters SET health = -1 WHERE id = $2 AND account_id = $1"],
  ["characters_resource_range", "UPDATE characters SET resource = 'NaN' WHERE id = $2 AND account_id = $1"],
  [
    "characters_name_key_key",
    "INSERT INTO characters (id, account_id, name, name_key, class_id) VALUES (gen_random_uuid(), $1, 'MIRA', 'mira', 'warden')",
  ],
  ["accounts_email_key", "INSERT INTO accounts (id, email, password_hash) VALUES (gen_random_uuid(), 'ONE@example.com', 'x')"],
  ["characters_deleted_not_held", "UPDATE characters SET deleted_at = now(), lease_owner = 'room' WHERE id = $2 AND account_id = $1"],
  [
    "characters_one_in_world",
    "INSERT INTO characters (id, account_id, name, name_key, class_id, lease_owner) SELECT gen_random_uuid(), $1, n, n, 'warden', 'room' FROM unnest(ARRAY['a', 'b']) n",
  ],
  ["characters_appearance_range", "UPDATE characters SET appearance = 1048576 WHERE id = $2"],
  ["character_attributes_points_range", "INSERT INTO character_attributes VALUES ($2, 'might', 0)"],
  ["character_skills_uses_range", "INSERT INTO character_skills VALUES ($2, 'bladework', -1)"],
  ["character_skills_trained_range", "INSERT INTO character_skills VALUES ($2, 'bladework', 0, 101)"],
  ["character_kills_kills_range", "INSERT INTO character_kills VALUES ($2, 'grimjaw', 0)"],
  [
    "combat_sessions_in_order",
    "INSERT INTO combat_sessions VALUES (gen_random_uuid(), $2, 'z', 1, now(), now() - interval '1 s', 'peace', 0, 0, 0, 0, 0)",
  ],
  [
    "combat_sessions_outcome_known",
    "INSERT INTO combat_sessions VALUES (gen_random_uuid(), $2, 'z', 1, now(), now(), 'won', 0, 0, 0, 0, 0)",
  ],
  [
    "combat_sessions_totals_range",
    "INSERT INTO combat_sessions VALUES (gen_random_uuid(), $2, 'z', 1, now(), now(), 'left', 0, -1, 0, 0, 0)",
  ],
  ["character_slots_slot_range", "INSERT INTO character_slots VALUES ($1, 51, $2)"],
  ["character_inventory_bag_slots_range", "UPDATE character_inventory SET bag_slots = 0 WHERE character_id = $2"],
  ["player_positions_inside", "INSERT INTO player_positions VALUES ($2, 'emberwatch_vale', 'NaN', 1, 0)"],
  ["player_positions_inside", "INSERT INTO player_positions VALUES ($2, 'emberwatch_vale', 1, -0.1, 0)"],
  ["character_items_quantity_range", "UPDATE character_items SET quantity = 0 WHERE owner_id = $2"],
  ["character_items_quantity_range", "UPDATE character_items SET quantity = -1 WHERE owner_id = $2"],
  ["character_items_place_fits_owner", "UPDATE character_items SET place = 'ground' WHERE owner_id = $2"],
  ["character_items_place_fits_owner", "UPDATE character_items SET slot = NULL WHERE owner_id = $2"],
  [
    "character_items_one_per_slot",
    "INSERT INTO character_items (id, template_id, owner_type, owner_id, place, slot, quantity) VALUES (gen_random_uuid(), 'wolf_fang', 'character', $2, 'bag', 0, 1)",
  ],
  ["character_items_template_id_fkey", "UPDATE character_items SET template_id = 'no_such_item' WHERE owner_id = $2"],
];

describe("the tables", () => {
  it("9.8 model, migrations and database are in step", async () => {
    const { url, drop } = await createDatabase();
    const migrator = new Migrator(url);
    assert.equal(await migrator.pending(), "", "schema.prisma is ahead: npm run db:migration -- NAME");
    assert.equal(await migrator.drift(), "");
    const client = new pg.Client(url);
    await client.connect();
    await client.query("ALTER TABLE characters ADD COLUMN gold int");
    await client.end();
    assert.match(await migrator.drift(), /gold/, "a database that differs is seen");
    await drop();
  });

  it("9.8 migrating twice, also at the same time, applies each migration once", async () => {
    const { url, drop } = await createEmptyDatabase();
    const migrator = new Migrator(url);
    const applied = await Promise.all([migrator.deploy(), migrator.deploy()]);
    assert.ok(applied.flat().length > 0);
    assert.equal(new Set(applied.flat()).size, applied.flat().length);
    assert.deepEqual(await migrator.deploy(), []);
    await drop();
  });

  describe("refuse what must never be true, whoever writes", () => {
    const account = "00000000-0000-7000-8000-00000000000a";
    const character = "00000000-0000-7000-8000-00000000000c";
    let client: pg.Client;
    let drop: () => Promise<void>;
    before(async () => {
      const database = await createDatabase();
      drop = database.drop;
      client = new pg.Client(database.url);
      await client.connect();
      await client.query("INSERT INTO accounts (id, email, password_hash) VALUES ($1, 'one@example.com', 'x')", [account]);
      await client.query("INSERT INTO characters (id, account_id, name, name_key, class_id) VALUES ($2, $1, 'Mira', 'mira', 'warden')", [
        account,
        character,
      ]);
      await client.query("INSERT INTO character_inventory VALUES ($1, 24)", [character]);
      await client.query(
        "INSERT INTO character_items (id, template_id, owner_type, owner_id, place, slot, quantity) VALUES (gen_random_uuid(), 'wolf_fang', 'character', $1, 'bag', 0, 5)",
        [character],
      );
    });
    after(async () => {
      await client.end();
      await drop();
    });

    for (const [rule, sql] of WRONG) {
      it(`R7 ${rule}: ${sql}`, async () => {
        const text = sql.replaceAll("$1", `'${account}'`).replaceAll("$2", `'${character}'`);
        await assert.rejects(client.query(text), (error: pg.DatabaseError) => {
          assert.equal(error.constraint, rule);
          return true;
        });
      });
    }
  });
});
