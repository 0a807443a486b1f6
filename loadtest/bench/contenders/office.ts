import { createHash, randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import type { Entrance } from "../ipc.ts";
import { CLASS_ID, FIELD_ID, LEVEL } from "./field.ts";

const BAG_SLOTS = 24;

/**
 * Players ready to enter: accounts, sessions, characters at their places, written in one transaction, and tickets.
 * (Logging in thousands over the API would take minutes of password hashing before each run and measure nothing of it.)
 * @returns one ticket per place
 */
export async function preparePlayers(databaseUrl: string, places: ReadonlyArray<readonly [number, number]>): Promise<string[]> {
  const players = places.map(([x, y], n) => ({
    account: randomUUID(),
    session: randomUUID(),
    character: randomUUID(),
    email: `walker-${n}@bench.example`,
    name: `Walker${letters(n)}`,
    x,
    y,
  }));
  const column = <T>(read: (player: (typeof players)[number]) => T): T[] => players.map(read);
  await withClient(databaseUrl, async (client) => {
    await client.query("BEGIN");
    await client.query(`INSERT INTO accounts (id, email, password_hash) SELECT *, 'none' FROM unnest($1::uuid[], $2::text[])`, [
      column((p) => p.account),
      column((p) => p.email),
    ]);
    await client.query(
      `INSERT INTO auth_sessions (id, account_id, refresh_hash, expires_at)
       SELECT s, a, '', now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[]) AS t(s, a)`,
      [column((p) => p.session), column((p) => p.account)],
    );
    await client.query(
      `INSERT INTO characters (id, account_id, name, name_key, class_id, level)
       SELECT c, a, n, lower(n), '${CLASS_ID}', ${LEVEL} FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS t(c, a, n)`,
      [column((p) => p.character), column((p) => p.account), column((p) => p.name)],
    );
    await client.query(
      `INSERT INTO character_slots (account_id, slot, character_id) SELECT a, 1, c FROM unnest($1::uuid[], $2::uuid[]) AS t(a, c)`,
      [column((p) => p.account), column((p) => p.character)],
    );
    await client.query(`INSERT INTO character_inventory (character_id, bag_slots) SELECT c, ${BAG_SLOTS} FROM unnest($1::uuid[]) AS t(c)`, [
      column((p) => p.character),
    ]);
    await client.query(
      `INSERT INTO player_positions (character_id, zone_id, x, y, facing)
       SELECT c, '${FIELD_ID}', x, y, 0 FROM unnest($1::uuid[], $2::real[], $3::real[]) AS t(c, x, y)`,
      [column((p) => p.character), column((p) => p.x), column((p) => p.y)],
    );
    await client.query("COMMIT");
  });
  return issueTickets(
    databaseUrl,
    players.map(({ character, session }) => ({ characterId: character, sessionId: session })),
  );
}

/** What lets characters into the field, once each, for half an hour. @returns one per character */
export async function issueTickets(
  databaseUrl: string,
  players: ReadonlyArray<{ characterId: string; sessionId: string }>,
): Promise<string[]> {
  const tickets = players.map(() => randomBytes(32).toString("base64url"));
  const sql = `
    INSERT INTO character_tickets (character_id, hash, session_id, zone_id, expires_at)
    SELECT c, h, s, '${FIELD_ID}', now() + interval '30 minutes' FROM unnest($1::uuid[], $2::bytea[], $3::uuid[]) AS t(c, h, s)`;
  const hashes = tickets.map((ticket) => createHash("sha256").update(ticket).digest());
  const values = [players.map((p) => p.characterId), hashes, players.map((p) => p.sessionId)];
  await withClient(databaseUrl, (client) => client.query(sql, values));
  return tickets;
}

/** Makes the field known to a database whose content was seeded without it. */
export async function addField(databaseUrl: string, sideM: number): Promise<void> {
  const sql = `INSERT INTO zones (id, name, width_m, height_m, max_players, soft_players) VALUES ('${FIELD_ID}', 'Bench Field', $1, $1, 5000, 5000) ON CONFLICT DO NOTHING`;
  await withClient(databaseUrl, (client) => client.query(sql, [sideM]));
}

/** Where the field is open, as the servers tell each other. @throws Error while it is not */
export async function findField(databaseUrl: string): Promise<{ roomId: string; address: string }> {
  const sql = "SELECT room_id, address FROM zone_leases WHERE zone_id = $1 AND room_id IS NOT NULL AND expires_at > now()";
  const { rows } = await withClient(databaseUrl, (client) => client.query<{ room_id: string; address: string }>(sql, [FIELD_ID]));
  if (rows.length === 0) throw new Error("the bench field is not open");
  return { roomId: rows[0].room_id, address: rows[0].address };
}

/** How those with these tickets get into the field. @throws Error while it is not open */
export async function entrancesOf(databaseUrl: string, tickets: readonly string[]): Promise<Entrance[]> {
  const { roomId: room, address: endpoint } = await findField(databaseUrl);
  const options = tickets.map((ticket) => ({ ticket, protocol: PROTOCOL_VERSION }));
  return options.map((one) => ({ kind: "matchmake", endpoint, method: "joinById", room, options: one }));
}

export async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "bench" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A number in letters, as names are written. */
function letters(n: number): string {
  return (n >= 26 ? letters(Math.floor(n / 26) - 1) : "") + String.fromCharCode(97 + (n % 26));
}
