import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { EXPORTED, NOT_EXPORTED } from "#server/modules/accounts/export.repository.ts";
import { TestApi } from "./support/api.ts";

const EXPORT = "/api/v1/account/export";

/** Columns that refer to an account or a character, by constraint or by name. */
const REFERRING = `
  SELECT t.relname AS table, a.attname AS column
  FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND (
    a.attname ~ '(^|_)(account|character|player|owner|actor|target|recipient|sender|by)(_id)?$'
    OR t.relname IN ('accounts', 'characters')
    OR EXISTS (
      SELECT 1 FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = t.oid AND a.attnum = ANY (k.conkey)
        AND k.confrelid IN ('accounts'::regclass, 'characters'::regclass)))
  ORDER BY 1, 2`;

describe("2.2 account export", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  it("2.2 every table that knows accounts or characters is in it, or left out for a stated reason", async () => {
    const { rows } = await api.database.pool.query<{ table: string; column: string }>(REFERRING);
    const referring = new Set(rows.map(({ table }) => table));
    assert.ok(referring.size > 10, "the search finds the tables");
    const forgotten = [...referring].filter((table) => !(table in EXPORTED) && !(table in NOT_EXPORTED));
    assert.deepEqual(forgotten, [], "add them to server/modules/accounts/export.repository.ts");
    const known = await api.database.pool.query<{ table: string }>(
      "SELECT table_name AS table FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const existing = new Set(known.rows.map(({ table }) => table));
    const gone = [...Object.keys(EXPORTED), ...Object.keys(NOT_EXPORTED)].filter((table) => !existing.has(table));
    assert.deepEqual(gone, [], "no such tables");
    for (const reason of Object.values(NOT_EXPORTED)) assert.ok(reason.length > 10);
  });

  it("2.2 no column of it is a secret: all that look like one are withheld, and what is withheld exists", async () => {
    const { rows } = await api.database.pool.query<{ table: string; column: string; type: string }>(
      "SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns WHERE table_schema = 'public'",
    );
    const secret = rows.filter(({ column, type }) => type === "bytea" || /hash|secret|token|password|seal/.test(column));
    assert.ok(secret.length >= 4);
    const told = secret.filter(({ table, column }) => table in EXPORTED && !EXPORTED[table].withheld?.includes(column));
    assert.deepEqual(told, []);
    for (const [table, { withheld = [] }] of Object.entries(EXPORTED))
      for (const column of withheld)
        assert.ok(
          rows.some((r) => r.table === table && r.column === column),
          `${table}.${column}`,
        );
  });

  it("2.2 the owner gets a file with all of his own and nothing of anybody else", async () => {
    const { prisma, pool } = api.database;
    const owner = await api.player();
    const other = await api.player();
    const mine = await api.character(owner, "Exported");
    const theirs = await api.character(other, "Bystander");
    for (const [character, n] of [
      [mine, 3],
      [theirs, 4],
    ] as const) {
      await pool.query(
        `INSERT INTO character_items (id, template_id, owner_type, owner_id, place, slot, quantity)
         SELECT $1, id, 'character', $2, 'bag', 0, $3 FROM item_templates LIMIT 1`,
        [uuidv7(), character, n],
      );
      await pool.query("INSERT INTO player_positions SELECT $1, id, 1, 2, 3 FROM zones LIMIT 1", [character]);
      await pool.query("INSERT INTO game_events (id, name, character_id, payload) VALUES ($1, 'PLAYER_DIED', $2, $3)", [
        uuidv7(),
        character,
        { marker: `died ${n}` },
      ]);
    }
    const admin = await api.player();
    await prisma.accountRole.create({ data: { accountId: admin.accountId, role: "admin" } });
    const reason = { reason: "told to the player", until: new Date(api.now + 1000).toISOString() };
    await api.post(`/api/v1/admin/accounts/${owner.accountId}/suspend`, reason, { token: admin.accessToken });
    api.pass(1000);
    const { accessToken } = await api.login(owner.email);
    const reply = await api.get(EXPORT, { token: accessToken });
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.headers.get("content-disposition"), `attachment; filename="account-${owner.accountId}.json"`);
    assert.equal(reply.headers.get("cache-control"), "no-store");
    const { tables, account } = reply.body;
    assert.equal(account, owner.accountId);
    assert.deepEqual(Object.keys(tables).sort(), Object.keys(EXPORTED).sort());
    assert.equal(tables.accounts[0].email, owner.email);
    assert.deepEqual([tables.characters[0].name, tables.character_items[0].quantity, tables.player_positions[0].x], ["Exported", 3, 1]);
    assert.deepEqual(
      tables.login_history.map((l: { outcome: string }) => l.outcome),
      ["registered", "logged_in", "logged_in"],
    );
    assert.equal(tables.account_bans[0].reason, "told to the player");
    assert.equal(tables.audit_log[0].action, "account.suspended");
    const names = tables.game_events.map((e: { name: string }) => e.name);
    for (const name of ["ACCOUNT_CREATED", "CHARACTER_CREATED", "LOGIN_SUCCESS", "LOGOUT", "PLAYER_DIED"])
      assert.ok(names.includes(name), name);
    for (const foreign of [other.accountId, other.email, theirs, "Bystander", "died 4", admin.accountId, "argon2", "refresh_hash"])
      assert.ok(!reply.text.includes(foreign), foreign);
  });

  it("R28 nobody gets it without a log-in, and not too often", async () => {
    assert.equal((await api.get(EXPORT)).body.code, "unauthenticated");
    const limited = await TestApi.start({ rateLimits: true });
    try {
      const player = await limited.player();
      for (let n = 0; n < 5; n++) assert.equal((await limited.get(EXPORT, { token: player.accessToken })).status, 200);
      assert.equal((await limited.get(EXPORT, { token: player.accessToken })).body.code, "rate_limited");
    } finally {
      await limited.stop();
    }
  });
});
