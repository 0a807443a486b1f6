import { Prisma } from "#prisma/generated/client.ts";
import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

interface Part {
  /** Whose rows they are: $account and $characters stand for the account's id and the ids of its characters. */
  rows: string;
  /** Columns that are nobody's to read: hashes, and who the operators are. */
  withheld?: readonly string[];
}

const OF_ACCOUNT: Part = { rows: "account_id = $account" };
const OF_CHARACTERS: Part = { rows: "character_id IN $characters" };

/** Tables with something about an account. Every column is told that is not withheld. */
export const EXPORTED: Readonly<Record<string, Part>> = {
  accounts: { rows: "id = $account", withheld: ["password_hash", "guest_hash", "pending_password_hash"] },
  account_roles: OF_ACCOUNT,
  account_bans: { ...OF_ACCOUNT, withheld: ["by_id", "lifted_by_id"] },
  account_identities: OF_ACCOUNT,
  account_totp: { ...OF_ACCOUNT, withheld: ["sealed_secret"] },
  chat_ignores: OF_ACCOUNT,
  chat_messages: {
    rows: "sender_id IN $characters OR (channel = 'whisper' AND channel_id IN (SELECT id::text FROM characters WHERE account_id = $account))",
  },
  chat_mutes: { ...OF_ACCOUNT, withheld: ["by_id", "lifted_by_id"] },
  // what others wrote, and what was made of it, is not the reporter's; who reported is not told to the reported
  chat_reports: { rows: "reporter_id = $account", withheld: ["excerpt", "reported_account_id", "closed_by_id", "verdict"] },
  login_history: OF_ACCOUNT,
  outgoing_mail: { rows: "recipient IN (SELECT email::text FROM accounts WHERE id = $account)" },
  auth_sessions: { ...OF_ACCOUNT, withheld: ["refresh_hash"] },
  audit_log: { rows: "target_type = 'account' AND target_id = $account::text", withheld: ["actor_id"] },
  notifications: OF_ACCOUNT,
  notification_mutes: OF_ACCOUNT,
  characters: OF_ACCOUNT,
  character_slots: OF_ACCOUNT,
  player_positions: OF_CHARACTERS,
  character_inventory: OF_CHARACTERS,
  character_attributes: OF_CHARACTERS,
  character_skills: OF_CHARACTERS,
  character_professions: OF_CHARACTERS,
  character_recipes: OF_CHARACTERS,
  character_kills: OF_CHARACTERS,
  character_waystones: OF_CHARACTERS,
  loot_pity: OF_CHARACTERS,
  loot_turns: OF_CHARACTERS,
  loot_roll_choices: OF_CHARACTERS,
  loot_rolls: {
    rows: "winner_id IN $characters OR id IN (SELECT roll_id FROM loot_roll_choices WHERE character_id IN $characters)",
    withheld: ["seed", "winner_id"],
  },
  combat_sessions: OF_CHARACTERS,
  damage_logs: { rows: "session_id IN (SELECT id FROM combat_sessions WHERE character_id IN $characters)" },
  party_members: OF_CHARACTERS,
  party_invites: { rows: "from_id IN $characters OR to_id IN $characters" },
  character_items: { rows: "owner_type = 'character' AND owner_id IN (SELECT id::text FROM characters WHERE account_id = $account)" },
  item_history: { rows: "actor_id IN $characters" },
  currency_accounts: { rows: "owner_type = 'character' AND owner_id IN (SELECT id::text FROM characters WHERE account_id = $account)" },
  currency_entries: { rows: "owner_type = 'character' AND owner_id IN (SELECT id::text FROM characters WHERE account_id = $account)" },
  mail_messages: { rows: "to_id IN $characters OR from_id IN $characters" },
  mail_quotas: OF_ACCOUNT,
  vendor_buybacks: OF_CHARACTERS,
  auctions: { rows: "seller_id IN $characters OR bidder_id IN $characters", withheld: ["seller_id", "bidder_id"] },
  auction_bids: OF_CHARACTERS,
  trades: { rows: "from_id IN $characters OR to_id IN $characters" },
  trade_sides: OF_CHARACTERS,
  trade_offers: OF_CHARACTERS,
  market_orders: OF_CHARACTERS,
  world_drops: { rows: "owner_character_id IN $characters" },
  game_events: {
    // two questions, each of which an index answers
    rows: "id IN (SELECT id FROM game_events WHERE account_id = $account UNION SELECT id FROM game_events WHERE character_id IN $characters)",
  },
};

/** Tables that know accounts or characters and are left out, each with the reason. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  account_tokens: "links and challenges of a day at most, of which only hashes are stored",
  account_recovery_codes: "nothing but hashes",
  character_tickets: "rights of a few seconds, of which only a hash is stored",
  idempotency_keys: "copies of answers the account was given, for a day",
  parties: "what there is to tell of them stands with their members",
  hub_seats: "where a connection that is open now leads, and nothing of its own",
  zone_leases: "their owners are processes",
};

/** One row for each table: its name and its rows as JSON. Made of this file's constants only. */
const ALL_TABLES = Prisma.raw(
  Object.entries(EXPORTED)
    .map(([table, { rows, withheld = [] }]) => {
      const condition = rows
        .replaceAll("$characters", "(SELECT id FROM characters WHERE account_id = $account)")
        .replaceAll("$account", "(SELECT id FROM asker)");
      const told = `to_jsonb(t) - '{${withheld.join(",")}}'::text[]`;
      return `SELECT '${table}' AS name, (SELECT coalesce(json_agg(${told}), '[]') FROM "${table}" t WHERE ${condition}) AS rows`;
    })
    .join(" UNION ALL "),
);

/** Everything that is stored about an account, as JSON: table → rows. One statement, so that all of it is of the same moment. */
export async function exportAccount(db: PrismaClient | Tx, accountId: string): Promise<string> {
  const [{ json }] = await rowsOf<{ json: string }>(db)`
    WITH asker AS (SELECT ${accountId}::uuid AS id) SELECT json_object_agg(name, rows)::text AS json FROM (${ALL_TABLES}) AS tables`;
  return json;
}
