import assert from "node:assert/strict";
import pg from "pg";
import { Migrator } from "#prisma/migrator.ts";
import { createDatabase, createEmptyDatabase } from "#test/support/database.ts";

/** A roll for an item. @param rest from started_at on */
const insertRoll = (rest: string, seed = 1) =>
  `INSERT INTO loot_rolls SELECT gen_random_uuid(), $1, $1, 'z', 0, 1, 1, $1, 'wolf_fang', 1, ${seed}, ${rest}`;

/** An auction. @param other columns than usual */
const insertAuction = (other: Readonly<Record<string, string>>) => {
  const usual = { seller_id: "$2", template_id: "'x'", quantity: "1", start_price: "5", deposit: "1", price: "5" };
  const row: Record<string, string> = { id: "gen_random_uuid()", ...usual, listed_at: "now()", ends_at: "now()", ...other };
  return `INSERT INTO auctions (${Object.keys(row).join(", ")}) SELECT ${Object.values(row).join(", ")}`;
};

/** An order. @param other columns than usual */
const insertOrder = (other: Readonly<Record<string, string>>) => {
  const usual = { character_id: "$2", template_id: "'x'", side: "'buy'", price: "5", quantity: "2", remaining: "2" };
  const row: Record<string, string> = { id: "gen_random_uuid()", ...usual, placed_at: "now()", expires_at: "now()", ...other };
  return `INSERT INTO market_orders (${Object.keys(row).join(", ")}) SELECT ${Object.values(row).join(", ")}`;
};

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
  [
    "event_deliveries_state_known",
    "INSERT INTO event_deliveries (event_id, subscriber, state, ended_at) VALUES (gen_random_uuid(), 'x', 'lost', now())",
  ],
  ["event_deliveries_ended_whole", "INSERT INTO event_deliveries (event_id, subscriber, state) VALUES (gen_random_uuid(), 'x', 'handled')"],
  ...(
    [
      ["mail_messages_kind_known", "'gift', NULL, $1, NULL, NULL, false, false"],
      ["mail_messages_source_of_system", "'letter', 'loot', $1, NULL, NULL, false, false"],
      ["mail_messages_sender_of_letter", "'system', 'loot', $1, gen_random_uuid(), NULL, false, false"],
      ["mail_messages_cod_range", "'letter', NULL, $1, NULL, 0, false, false"],
      ["mail_messages_cod_of_letter", "'payment', NULL, $1, NULL, 5, false, false"],
      ["mail_messages_paid_stays", "'letter', NULL, $1, NULL, NULL, true, true"],
      ["mail_messages_not_to_self", "'letter', NULL, $1, $1, NULL, false, false"],
    ] as const
  ).map(([rule, values]): [string, string] => [
    rule,
    `INSERT INTO mail_messages (id, subject, text, sent_at, expires_at, kind, source, to_id, from_id, cod, paid, returned)
     VALUES (gen_random_uuid(), 'x', 'x', now(), now(), ${values.replaceAll("$1", "$2")})`,
  ]),
  ...(
    [
      ["auctions_state_known", { state: "'lost'", ended_at: "now()" }],
      ["auctions_ended_whole", { ended_at: "now()" }],
      ["auctions_quantity_range", { quantity: "0" }],
      ["auctions_prices_range", { buyout: "4" }],
      ["auctions_prices_range", { deposit: "0" }],
      ["auctions_seller_of_open", { seller_id: "NULL" }],
      ["auctions_bidder_of_open", { bid: "5", bids: "1" }],
      ["auctions_bids_counted", { bids: "1" }],
      ["auctions_sold_to_somebody", { state: "'sold'", ended_at: "now()" }],
      ["auctions_not_to_self", { bid: "5", bids: "1", bidder_id: "$2" }],
    ] as const
  ).map(([rule, wrong]): [string, string] => [rule, insertAuction(wrong)]),
  ...(
    [
      ["market_orders_side_known", { side: "'gift'" }],
      ["market_orders_state_known", { state: "'lost'", ended_at: "now()" }],
      ["market_orders_ended_whole", { ended_at: "now()" }],
      ["market_orders_filled_whole", { remaining: "0" }],
      ["market_orders_filled_whole", { remaining: "3" }],
      ["market_orders_amounts_range", { price: "0" }],
      ["market_orders_amounts_range", { quantity: "1001" }],
      ["market_orders_owner_of_open", { character_id: "NULL" }],
    ] as const
  ).map(([rule, wrong]): [string, string] => [rule, insertOrder(wrong)]),
  [
    "market_trades_amounts_range",
    "INSERT INTO market_trades (template_id, price, quantity, tax, at, buy_order_id, sell_order_id) VALUES ('x', 1, 0, 0, now(), $1, $1)",
  ],
  ["market_candles_in_order", "INSERT INTO market_candles VALUES ('x', now(), 5, 5, 6, 5, 1, 5)"],
  [
    "auction_bids_amount_range",
    `WITH auction AS (${insertAuction({})} RETURNING id) INSERT INTO auction_bids SELECT id, $2, 0, now() FROM auction`,
  ],
  ...(
    [
      ["trades_state_known", "$2, gen_random_uuid(), 'paused', NULL, NULL, 0"],
      ["trades_ended", "$2, gen_random_uuid(), 'completed', NULL, NULL, 0"],
      ["trades_reason_of_cancelled", "$2, gen_random_uuid(), 'cancelled', NULL, now(), 0"],
      ["trades_not_with_self", "$2, $2, 'open', NULL, NULL, 0"],
      ["trades_revision_range", "$2, gen_random_uuid(), 'open', NULL, NULL, -1"],
    ] as const
  ).map(([rule, values]): [string, string] => [
    rule,
    `INSERT INTO trades (id, created_at, expires_at, from_id, to_id, state, reason, ended_at, revision) VALUES (gen_random_uuid(), now(), now(), ${values})`,
  ]),
  ["trade_sides_money_range", "INSERT INTO trade_sides VALUES (gen_random_uuid(), $2, false, -1, false, false)"],
  ["trade_sides_confirmed_when_locked", "INSERT INTO trade_sides VALUES (gen_random_uuid(), $2, false, 0, false, true)"],
  ["trade_offers_quantity_range", "INSERT INTO trade_offers VALUES (gen_random_uuid(), $2, 0, gen_random_uuid(), 0, 0)"],
  ["trade_offers_position_range", "INSERT INTO trade_offers VALUES (gen_random_uuid(), $2, 12, gen_random_uuid(), 0, 1)"],
  ["characters_appearance_range", "UPDATE characters SET appearance = 1048576 WHERE id = $2"],
  ["character_attributes_points_range", "INSERT INTO character_attributes VALUES ($2, 'might', 0)"],
  ["character_skills_uses_range", "INSERT INTO character_skills VALUES ($2, 'bladework', -1)"],
  ["character_skills_trained_range", "INSERT INTO character_skills VALUES ($2, 'bladework', 0, 101)"],
  ["character_kills_kills_range", "INSERT INTO character_kills VALUES ($2, 'grimjaw', 0)"],
  ["loot_rolls_in_order", insertRoll("now(), now(), NULL, NULL, NULL, NULL")],
  ["loot_rolls_seed_range", insertRoll("now(), now() + interval '1 s', NULL, NULL, NULL, NULL", -1)],
  ["loot_rolls_decided_whole", insertRoll("now(), now() + interval '1 s', now(), NULL, NULL, NULL")],
  ["loot_rolls_decided_whole", insertRoll("now(), now() + interval '1 s', NULL, $2, 'need', NULL")],
  ["loot_rolls_decided_whole", insertRoll("now(), now() + interval '1 s', now(), NULL, NULL, 'bag'")],
  ["loot_rolls_won_by_known", insertRoll("now(), now() + interval '1 s', now(), $2, 'luck', 'bag'")],
  ["loot_rolls_delivered_known", insertRoll("now(), now() + interval '1 s', now(), $2, 'need', 'sea'")],
  [
    "loot_roll_choices_need_allowed",
    `WITH roll AS (${insertRoll("now(), now() + interval '1 s', NULL, NULL, NULL, NULL")} RETURNING id) INSERT INTO loot_roll_choices SELECT id, $2, false, 'need', now() FROM roll`,
  ],
  [
    "loot_roll_choices_choice_dated",
    `WITH roll AS (${insertRoll("now(), now() + interval '1 s', NULL, NULL, NULL, NULL")} RETURNING id) INSERT INTO loot_roll_choices SELECT id, $2, true, 'need' FROM roll`,
  ],
  ["loot_pity_misses_range", "INSERT INTO loot_pity VALUES ($2, 'wolf.fang', -1)"],
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
  ["parties_loot_rule_known", "INSERT INTO parties (id, created_at, loot_rule) VALUES (gen_random_uuid(), now(), 'mine')"],
  ["parties_ready_check_whole", "INSERT INTO parties (id, created_at, ready_check_done) VALUES (gen_random_uuid(), now(), false)"],
  ["party_members_seat_range", "INSERT INTO party_members VALUES ($2, gen_random_uuid(), 'leader', 'tank', 41, now())"],
  ["party_members_rank_known", "INSERT INTO party_members VALUES ($2, gen_random_uuid(), 'king', 'tank', 1, now())"],
  ["party_members_role_known", "INSERT INTO party_members VALUES ($2, gen_random_uuid(), 'leader', 'bard', 1, now())"],
  [
    "party_invites_not_oneself",
    "INSERT INTO party_invites VALUES (gen_random_uuid(), $2, $2, NULL, now(), now() + interval '1 minute', false)",
  ],
  ["character_slots_slot_range", "INSERT INTO character_slots VALUES ($1, 51, $2)"],
  ["character_inventory_bag_slots_range", "UPDATE character_inventory SET bag_slots = 0 WHERE character_id = $2"],
  ["player_positions_inside", "INSERT INTO player_positions VALUES ($2, 'emberwatch_vale', 'NaN', 1, 0)"],
  ["player_positions_inside", "INSERT INTO player_positions VALUES ($2, 'emberwatch_vale', 1, -0.1, 0)"],
  ["zones_soft_players_range", "UPDATE zones SET soft_players = max_players + 1"],
  ["zone_leases_players_range", "INSERT INTO zone_leases SELECT id, 0, 'x', 1, NULL, NULL, now(), false, -1 FROM zones"],
  ["zone_leases_first_layer_stays", "INSERT INTO zone_leases SELECT id, 0, 'x', 1, NULL, NULL, now(), true FROM zones"],
  ["character_items_quantity_range", "UPDATE character_items SET quantity = 0 WHERE owner_id = $2"],
  ["character_items_quantity_range", "UPDATE character_items SET quantity = -1 WHERE owner_id = $2"],
  ["character_items_place_fits_owner", "UPDATE character_items SET place = 'ground' WHERE owner_id = $2"],
  ["character_items_place_fits_owner", "UPDATE character_items SET slot = NULL WHERE owner_id = $2"],
  [
    "character_items_one_per_slot",
    "INSERT INTO character_items (id, template_id, owner_type, owner_id, place, slot, quantity) VALUES (gen_random_uuid(), 'wolf_fang', 'character', $2, 'bag', 0, 1)",
  ],
  ["character_items_place_fits_owner", "UPDATE character_items SET place = 'nowhere' WHERE owner_id = $2"],
  ["character_items_place_fits_owner", "UPDATE character_items SET owner_type = 'ghost' WHERE owner_id = $2"],
  ["character_items_place_fits_owner", "UPDATE character_items SET slot = 16, place = 'equipment' WHERE owner_id = $2"],
  ["character_items_durability_range", "UPDATE character_items SET durability = -1 WHERE owner_id = $2"],
  ["character_items_bound_to_holder", "UPDATE character_items SET bound_to = $1 WHERE owner_id = $2"],
  ["character_inventory_bank_slots_range", "UPDATE character_inventory SET bank_slots = 201"],
  [
    "item_history_quantity_range",
    "INSERT INTO item_history (operation, reason, template_id, quantity, to_item, to_place) VALUES ($1, 'x', 'x', 0, $1, 'x')",
  ],
  ["item_history_whole", "INSERT INTO item_history (operation, reason, template_id, quantity) VALUES ($1, 'x', 'x', 1)"],
  ["currencies_cap_range", "UPDATE currencies SET cap = 0"],
  ["currency_accounts_owner_type_known", "INSERT INTO currency_accounts VALUES ('faucet', 'kill', 'crowns', 0, 1)"],
  ["currency_accounts_balance_range", "INSERT INTO currency_accounts VALUES ('character', $2, 'crowns', -1, 1)"],
  ["currency_accounts_balance_range", "INSERT INTO currency_accounts VALUES ('character', $2, 'crowns', 2, 1)"],
  ["currency_accounts_currency_id_fkey", "INSERT INTO currency_accounts VALUES ('character', $2, 'gold', 1, 1)"],
  [
    "currency_entries_owner_type_known",
    "INSERT INTO currency_entries (operation, reason, owner_type, owner_id, currency_id, amount, balance_after) VALUES ($1, 'x', 'ghost', 'x', 'crowns', 1, 1)",
  ],
  [
    "currency_entries_amount_not_zero",
    "INSERT INTO currency_entries (operation, reason, owner_type, owner_id, currency_id, amount, balance_after) VALUES ($1, 'x', 'mail', 'x', 'crowns', 0, 1)",
  ],
  [
    "currency_entries_one_way",
    "INSERT INTO currency_entries (operation, reason, owner_type, owner_id, currency_id, amount) VALUES ($1, 'x', 'faucet', 'x', 'crowns', 1)",
  ],
  ["economy_state_one_row", "INSERT INTO economy_state (id) VALUES (2)"],
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
