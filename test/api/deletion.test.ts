import assert from "node:assert/strict";
import { eraseDue } from "#server/modules/accounts/accounts.jobs.ts";
import { tidy } from "#server/modules/upkeep/upkeep.jobs.ts";
import { books } from "#test/support/books.ts";
import { type Player, TestApi } from "./support/api.ts";

const ACCOUNT = "/api/v1/account";
const DELETION = "/api/v1/account/deletion";
const MINE = "/api/v1/characters";
const PASSWORD = "a good password";
const DAY_MS = 24 * 3600_000;
const silent = { info: () => {} };

describe("2.2 account deletion", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  const ask = (player: Player, body: object = { password: PASSWORD }) => api.post(DELETION, body, { token: player.accessToken });
  const view = async (player: Player) => (await api.get(ACCOUNT, { token: player.accessToken })).body;
  const erase = (inMs = 0) => eraseDue(api.database.prisma, silent, new Date(api.now + inMs));

  it("2.2 all sessions end at once; for 14 days the owner may log in and keep everything", async () => {
    const player = await api.player();
    const beside = await api.login(player.email);
    const asked = await ask(player);
    assert.equal(asked.status, 202, asked.text);
    assert.equal(Date.parse(asked.body.deletesAt), api.now + 14 * DAY_MS);
    for (const { accessToken, refreshToken } of [player, beside]) {
      assert.equal((await api.get(MINE, { token: accessToken })).body.code, "unauthenticated");
      assert.equal((await api.post("/api/v1/auth/refresh", { refreshToken })).body.code, "refresh_invalid");
    }
    const { deletesAt } = asked.body;
    api.pass(5 * DAY_MS);
    let again = await api.login(player.email);
    assert.equal((await view(again)).deletesAt, deletesAt);
    assert.equal((await ask(again)).body.deletesAt, deletesAt, "asking again neither hurries nor delays");
    again = await api.login(player.email);
    assert.equal((await api.send("DELETE", DELETION, undefined, { token: again.accessToken })).status, 204);
    assert.equal((await view(again)).deletesAt, null);
    assert.equal(await erase(60 * DAY_MS), 0);
    assert.equal((await api.login(player.email)).accountId, player.accountId);
    const mails = await api.database.prisma.outgoingMail.findMany({ where: { recipient: player.email, kind: "deletion_asked" } });
    assert.equal((mails[0].data as { deletesAt: string }).deletesAt, deletesAt);
  });

  it("2.2 it takes the password, or a log-in of the last ten minutes", async () => {
    const player = await api.player();
    assert.equal((await ask(player, { password: "not this one" })).body.code, "invalid_credentials");
    api.pass(10 * 60_000 + 1);
    const { refreshToken } = (await api.post("/api/v1/auth/refresh", { refreshToken: player.refreshToken })).body;
    const old = { ...player, accessToken: (await api.post("/api/v1/auth/refresh", { refreshToken })).body.accessToken };
    assert.equal((await ask(old, {})).body.code, "fresh_login_required", "new tokens make no new log-in");
    assert.equal((await view(old)).deletesAt, null);
    assert.equal((await ask(await api.login(player.email), {})).status, 202);
  });

  it("2.2 then nothing personal is left in any table, names are free when deleted characters are, and the rest of the world is untouched", async () => {
    const { prisma, pool } = api.database;
    const bystander = await api.player();
    await api.character(bystander, "Bystander");
    const agent = { headers: { "user-agent": "marked-agent/1.0" } };
    const email = "under_score@example.com";
    const markers = [email, "marked-agent", "marked reason", "marked device"];
    await api.post("/api/v1/auth/register", { email, password: PASSWORD }, agent);
    // an address that a careless pattern would take for the same
    await api.post("/api/v1/auth/register", { email: "underXscore@example.com", password: PASSWORD });
    const login = async () => (await api.post("/api/v1/auth/login", { email, password: PASSWORD }, agent)).body;
    let { accessToken: token, account } = await login();
    const headers = { "idempotency-key": "an-idempotency-key" };
    const made = await api.post(MINE, { name: "Vanishing", classId: "warden" }, { token, headers });
    assert.equal(made.status, 201, made.text);
    const [session] = (await api.get("/api/v1/account/sessions", { token })).body.sessions;
    await api.send("PATCH", `/api/v1/account/sessions/${session.id}`, { name: "marked device" }, { token });
    const admin = await api.player();
    await prisma.accountRole.create({ data: { accountId: admin.accountId, role: "admin" } });
    await prisma.accountBan.create({
      data: {
        id: account.id,
        accountId: account.id,
        reason: "marked reason",
        createdAt: new Date(),
        endsAt: null,
        byId: admin.accountId,
        liftedAt: new Date(),
        liftedById: admin.accountId,
        liftReason: "x",
      },
    });
    ({ accessToken: token } = await login());
    assert.equal((await api.post(DELETION, { password: PASSWORD }, { token })).status, 202);
    assert.equal(await erase(14 * DAY_MS - 1000), 0, "not before its time");
    for (const marker of [...markers, "Vanishing"]) assert.notDeepEqual(await tablesWith(marker), [], marker);
    const due = await prisma.account.count({ where: { deletionAt: { not: null }, erasedAt: null } });
    const [one, other] = await Promise.all([erase(14 * DAY_MS), erase(14 * DAY_MS)]);
    assert.equal(one + other, due, "each once, whoever does it");

    for (const marker of markers) assert.deepEqual(await tablesWith(marker), [], marker);
    assert.deepEqual(await tablesWith("Vanishing"), ["characters"]);
    const row = await prisma.account.findUniqueOrThrow({ where: { id: account.id } });
    assert.deepEqual([row.email, row.passwordHash, row.erasedAt?.getTime()], [null, null, api.now + 14 * DAY_MS]);
    assert.equal((await api.post("/api/v1/auth/login", { email, password: PASSWORD })).body.code, "invalid_credentials");
    assert.equal((await api.get(MINE, { token })).body.code, "unauthenticated");
    assert.equal(await erase(99 * DAY_MS), 0);

    const name = { name: "Vanishing", classId: "warden" };
    assert.equal((await api.post(MINE, name, { token: bystander.accessToken })).body.code, "name_taken");
    await pool.query("UPDATE characters SET deleted_at = now() - interval '31 days' WHERE deleted_at IS NOT NULL");
    await tidy(prisma, books(), silent);
    assert.deepEqual(await tablesWith("Vanishing"), []);
    assert.equal((await api.post(MINE, name, { token: bystander.accessToken })).status, 201);
    assert.equal(await prisma.outgoingMail.count({ where: { recipient: "underxscore@example.com" } }), 1, "another's mail is still there");
    const events = await prisma.gameEvent.findMany({ where: { accountId: account.id }, orderBy: { id: "asc" } });
    assert.deepEqual(
      events.map((e) => e.name).filter((n) => n.startsWith("CHARACTER")),
      ["CHARACTER_CREATED", "CHARACTER_DELETED"],
      "that something happened stays, under a number",
    );
    const newcomer = await api.post("/api/v1/auth/register", { email, password: PASSWORD });
    assert.equal(newcomer.status, 202);
    assert.notEqual((await api.login(email)).accountId, account.id);
  });

  /** Tables in which the text stands anywhere. */
  async function tablesWith(text: string): Promise<string[]> {
    const { pool } = api.database;
    const { rows } = await pool.query<{ table: string }>(
      "SELECT table_name AS table FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1",
    );
    const found: string[] = [];
    for (const { table } of rows) {
      const { rowCount } = await pool.query(`SELECT 1 FROM "${table}" t WHERE t::text ILIKE '%' || $1 || '%' LIMIT 1`, [
        text.replaceAll("_", "\\_"),
      ]);
      if (rowCount) found.push(table);
    }
    return found;
  }
});
