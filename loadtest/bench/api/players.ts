import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import pg from "pg";
import { Tokens } from "#server/modules/auth/tokens.ts";
import { CLASS_ID, FIELD_ID } from "../contenders/field.ts";
import type { Deal } from "./dealers.ts";

const PASSWORD = "a password of the bench";
const BAG_SLOTS = 24;
const ITEMS = 12;
export const LAST_SLOT = BAG_SLOTS - 1;
/** Where all of them stand in the field, both ways. */
export const PLACE_M = 20;

export interface BenchPlayer {
  accountId: string;
  characterId: string;
  sessionId: string;
  email: string;
  password: string;
  passwordHash: string;
  token: string;
  /** What lies in the first slot of the bag, of a version; the last slot is free. */
  itemId: string;
  itemVersion: number;
  /** Of a dealer only. */
  deal?: Deal;
}

/** Accounts with a session, a character in the field and a bag with some items; written at once, all with one password. */
export async function makePlayers(databaseUrl: string, count: number, tokenSecret: string): Promise<BenchPlayer[]> {
  const passwordHash = await hash(PASSWORD, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const tokens = new Tokens(tokenSecret, Date.now);
  const players = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const [accountId, sessionId, characterId] = [randomUUID(), randomUUID(), randomUUID()];
      const token = await tokens.sign({ accountId, sessionId, roles: ["player"], verified: true });
      return {
        accountId,
        sessionId,
        characterId,
        email: `asker-${n}@bench.example`,
        password: PASSWORD,
        passwordHash,
        token,
        itemId: "",
        itemVersion: 0,
      };
    }),
  );
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ids = [players.map((p) => p.accountId), players.map((p) => p.characterId), players.map((p) => p.sessionId)];
  const from = "FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t(a, c, s)";
  try {
    await client.query("BEGIN");
    await client.query("INSERT INTO accounts (id, email, password_hash) SELECT a, e, $3 FROM unnest($1::uuid[], $2::text[]) AS t(a, e)", [
      ids[0],
      players.map((p) => p.email),
      passwordHash,
    ]);
    for (const sql of [
      `INSERT INTO account_roles (account_id, role) SELECT a, 'player' ${from}`,
      `INSERT INTO auth_sessions (id, account_id, refresh_hash, expires_at) SELECT s, a, '', now() + interval '1 day' ${from}`,
      `INSERT INTO characters (id, account_id, name, name_key, class_id) SELECT c, a, 'Asker', 'asker' || c, '${CLASS_ID}' ${from}`,
      `INSERT INTO character_slots (account_id, slot, character_id) SELECT a, 1, c ${from}`,
      `INSERT INTO character_inventory (character_id, bag_slots) SELECT c, ${BAG_SLOTS} ${from}`,
      `INSERT INTO player_positions (character_id, zone_id, x, y, facing) SELECT c, '${FIELD_ID}', ${PLACE_M}, ${PLACE_M}, 0 ${from}`,
      `WITH made AS (
         INSERT INTO character_items (id, template_id, owner_type, owner_id, place, slot, quantity)
         SELECT gen_random_uuid(), (SELECT id FROM item_templates ORDER BY id LIMIT 1), 'character', c, 'bag', n, 1
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t(a, c, s), generate_series(0, ${ITEMS - 1}) AS n RETURNING *)
       INSERT INTO item_history (operation, reason, template_id, quantity, to_item, to_place)
       SELECT id, 'operator', template_id, quantity, id, 'bag' FROM made`,
    ])
      await client.query(sql, ids);
    const { rows } = await client.query<{ character: string; id: string; version: number }>(
      "SELECT owner_id AS character, id::text, version FROM character_items WHERE owner_id = ANY($1::text[]) AND place = 'bag' AND slot = 0",
      [ids[1]],
    );
    const first = new Map(rows.map((row) => [row.character, row]));
    for (const player of players) {
      const { id, version } = first.get(player.characterId) as (typeof rows)[number];
      Object.assign(player, { itemId: id, itemVersion: version });
    }
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
  return players;
}
