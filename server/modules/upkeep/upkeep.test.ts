import assert from "node:assert/strict";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { createDatabase } from "#test/support/database.ts";
import { books } from "#test/support/books.ts";
import { tidy } from "./upkeep.jobs.ts";

const ACCOUNT = "01900000-0000-7000-8000-000000000001";
const HEROES = ["01900000-0000-7000-8000-000000000002", "01900000-0000-7000-8000-000000000003"];
const DROPS = ["01900000-0000-7000-8000-000000000004", "01900000-0000-7000-8000-000000000005"];
const SESSIONS = [1, 2, 3].map((n) => `01900000-0000-7000-8000-00000000001${n}`);

describe("9.3 upkeep", () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    const created = await createDatabase();
    drop = created.drop;
    database = openDatabase(created.url, { poolSize: 2 });
  });
  after(async () => {
    await database.close();
    await drop();
  });

  it("9.3 removes what is past its time, keeps the rest, and a second round changes nothing", async () => {
    const { pool, prisma } = database;
    await pool.query("INSERT INTO accounts (id, email, password_hash) VALUES ($1, 'a@example.com', 'x')", [ACCOUNT]);
    for (const [n, id] of HEROES.entries())
      await pool.query("INSERT INTO characters (id, account_id, name, name_key, class_id) VALUES ($1, $2, $3, $3, 'warden')", [
        id,
        ACCOUNT,
        `n${n}`,
      ]);
    await pool.query(
      `INSERT INTO auth_sessions (id, account_id, refresh_hash, expires_at, revoked_at) VALUES
        ($1, $4, '\\x01', now() + interval '1 day', NULL),
        ($2, $4, '\\x02', now() + interval '1 day', now() - interval '31 days'),
        ($3, $4, '\\x03', now() - interval '31 days', NULL)`,
      [...SESSIONS, ACCOUNT],
    );
    for (const [n, id] of HEROES.entries())
      await pool.query(
        `INSERT INTO character_tickets (character_id, hash, session_id, zone_id, expires_at)
         SELECT $1, $2, $3, id, now() + $4 * interval '1 second' FROM zones LIMIT 1`,
        [id, Buffer.from([n]), SESSIONS[0], n === 0 ? 60 : -1],
      );
    for (const [n, id] of DROPS.entries()) {
      await pool.query(
        `INSERT INTO character_items (id, template_id, owner_type, owner_id, place, quantity)
         SELECT $1, t.id, 'zone', z.id, 'ground', 1 FROM item_templates t, zones z LIMIT 1`,
        [id],
      );
      await pool.query(
        `INSERT INTO world_drops (item_id, zone_id, layer, x, y, owned_until, expires_at)
         SELECT $1, id, 0, 1, 1, now(), now() + $2 * interval '1 second' FROM zones LIMIT 1`,
        [id, n === 0 ? -10 : -61],
      );
    }
    await pool.query(
      `INSERT INTO idempotency_keys (account_id, key, request_hash, created_at) VALUES
        ($1, 'of yesterday', '\\x01', now() - interval '24 hours 1 second'), ($1, 'of today', '\\x01', now() - interval '23 hours')`,
      [ACCOUNT],
    );
    const [kept, over] = [29, 31].map((days, n) => ({ days, id: `01900000-0000-7000-8000-00000000002${n}` }));
    for (const { id, days } of [kept, over]) {
      await pool.query(
        `INSERT INTO characters (id, account_id, name, name_key, class_id, deleted_at)
         VALUES ($1, $2, $3, $3, 'warden', now() - $4 * interval '1 day')`,
        [id, ACCOUNT, `gone${days}`, days],
      );
      await pool.query(
        `INSERT INTO character_items (id, template_id, owner_type, owner_id, place, slot, quantity)
         SELECT gen_random_uuid(), id, 'character', $1, 'bag', 0, 1 FROM item_templates LIMIT 1`,
        [id],
      );
    }
    await pool.query(
      `INSERT INTO account_tokens (hash, account_id, purpose, expires_at) VALUES
        ('\\x01', $1, 'verify_email', now() - interval '1 second'), ('\\x02', $1, 'verify_email', now() + interval '1 hour')`,
      [ACCOUNT],
    );
    await pool.query(
      `INSERT INTO login_guards (key, failures, last_at, blocked_until) VALUES
        ('old', 3, now() - interval '25 hours', now() - interval '25 hours'), ('new', 3, now() - interval '23 hours', now())`,
    );
    await pool.query(
      `INSERT INTO outgoing_mail (id, kind, recipient, data, next_attempt_at, finished_at, outcome) VALUES
        ($1, 'x', 'x', '{}', now(), now() - interval '8 days', 'sent'), ($2, 'x', 'x', '{}', now(), now() - interval '6 days', 'sent'),
        ($3, 'x', 'x', '{}', now() - interval '9 days', NULL, NULL)`,
      SESSIONS,
    );
    const eventOf = (n: number) => `01900000-0000-7000-8000-00000000003${n}`;
    await pool.query(
      `INSERT INTO game_events (id, name, payload, created_at) SELECT ('01900000-0000-7000-8000-00000000003' || n)::uuid, 'LEVEL_UP', '{}',
        now() - (CASE n WHEN 0 THEN 29 ELSE 31 END) * interval '1 day' FROM generate_series(0, 4) n`,
    );
    for (const [n, state] of ["handled", "handled", "waiting", "parked"].entries())
      await pool.query("INSERT INTO event_deliveries (event_id, subscriber, state, ended_at) VALUES ($1, 'x', $2, $3)", [
        eventOf(n),
        state,
        state === "waiting" ? null : new Date(),
      ]);
    const said: unknown[] = [];
    const log = { info: (details: unknown) => said.push(details) };
    await tidy(prisma, books(), log);
    assert.deepEqual(said, [
      { what: "tickets", rows: 1 },
      { what: "idempotency keys", rows: 1 },
      { what: "sessions", rows: 2 },
      { what: "one-time tokens", rows: 1 },
      { what: "failed log-ins", rows: 1 },
      { what: "mail", rows: 1 },
      { what: "drops", rows: 1 },
      { what: "characters", rows: 1 },
      { what: "events", rows: 2 },
    ]);
    await tidy(prisma, books(), log);
    assert.equal(said.length, 9);
    assert.equal((await pool.query("SELECT key FROM idempotency_keys")).rows[0].key, "of today");
    const events = await pool.query<{ event_id: string }>("SELECT event_id FROM event_deliveries ORDER BY event_id");
    assert.deepEqual(
      events.rows.map(({ event_id }) => event_id),
      [0, 2, 3].map(eventOf),
      "what is young, waits or is parked stays",
    );
    const left = async (table: string) => Number((await pool.query(`SELECT count(*) FROM ${table}`)).rows[0].count);
    assert.deepEqual(
      [await left("character_tickets"), await left("auth_sessions"), await left("world_drops"), await left("character_items")],
      [1, 1, 1, 2],
    );
  });
});
