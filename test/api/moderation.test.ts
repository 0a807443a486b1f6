import assert from "node:assert/strict";
import { type Player, TestApi } from "./support/api.ts";

const ACCOUNTS = "/api/v1/admin/accounts";
const AUDIT = "/api/v1/admin/audit";
const LOGIN = "/api/v1/auth/login";
const REFRESH = "/api/v1/auth/refresh";
const PASSWORD = "a good password";
const DAY_MS = 24 * 3600_000;

describe("2.2 bans and suspensions", () => {
  let api: TestApi;
  let moderator: Player;
  let admin: Player;
  before(async () => {
    api = await TestApi.start();
    [moderator, admin] = [await operator("moderator"), await operator("admin")];
  });
  after(() => api.stop());

  async function operator(role: "moderator" | "admin"): Promise<Player> {
    const player = await api.player();
    await api.database.prisma.accountRole.create({ data: { accountId: player.accountId, role } });
    return player;
  }
  const inDays = (days: number) => new Date(api.now + days * DAY_MS).toISOString();
  const act = (by: Player, { accountId }: { accountId: string }, what: string, body: object) =>
    api.post(`${ACCOUNTS}/${accountId}/${what}`, body, { token: by.accessToken });
  const suspend = (by: Player, whom: Player, days: number) => act(by, whom, "suspend", { reason: "a reason", until: inDays(days) });
  const login = (player: Player, password = PASSWORD) => api.post(LOGIN, { email: player.email, password });
  const code = async (reply: Promise<{ status: number; body: { code?: string } | null }>) =>
    (await reply).body?.code ?? (await reply).status;
  const fresh = async (player: Player) => Object.assign(player, await api.login(player.email));

  it("2.2 a suspension ends every session at once, refuses log-in, refresh and ticket with reason and end, and ends by itself", async () => {
    const player = await api.player();
    const id = await api.character(player, "Suspended");
    const beside = await api.login(player.email);
    const until = inDays(2);
    const placed = await act(moderator, player, "suspend", { reason: "Insults in the chat", until });
    assert.equal(placed.status, 201, placed.text);
    assert.deepEqual(
      [placed.body.kind, placed.body.endsAt, placed.body.by, placed.body.inForce],
      ["suspension", until, moderator.accountId, true],
    );
    const replies = [
      await login(player),
      await api.post(REFRESH, { refreshToken: player.refreshToken }),
      await api.post(REFRESH, { refreshToken: beside.refreshToken }),
      await api.post(`/api/v1/characters/${id}/select`, undefined, { token: player.accessToken }),
      await api.get("/api/v1/characters", { token: beside.accessToken }),
    ];
    for (const reply of replies) {
      assert.deepEqual([reply.status, reply.body.code], [403, "account_suspended"]);
      assert.equal(reply.body.detail, `This account is suspended until ${until}. Reason: Insults in the chat`);
    }
    api.pass(2 * DAY_MS - 1000);
    assert.equal(await code(login(player)), "account_suspended");
    assert.equal(await api.database.prisma.loginHistory.count({ where: { accountId: player.accountId, outcome: "kept_out" } }), 2);
    api.pass(1000);
    await fresh(player);
    await Promise.all([fresh(moderator), fresh(admin)]);
    assert.equal(await code(api.post(REFRESH, { refreshToken: beside.refreshToken })), "refresh_invalid", "what ended stays ended");
    const { body } = await api.get(`${ACCOUNTS}/${player.accountId}`, { token: moderator.accessToken });
    assert.deepEqual([body.keptOut, body.bans.length, body.bans[0].inForce, body.bans[0].lifted], [null, 1, false, null]);
  });

  it("2.2 a ban lasts until it is lifted; both stay in the history", async () => {
    const player = await api.player();
    assert.equal((await act(admin, player, "ban", { reason: "Gold for sale" })).status, 201);
    const refused = await login(player);
    assert.deepEqual([refused.body.code, refused.body.detail], ["account_banned", "This account has been banned. Reason: Gold for sale"]);
    api.pass(80 * DAY_MS);
    await Promise.all([fresh(moderator), fresh(admin)]);
    assert.equal(await code(login(player)), "account_banned");
    const lifted = await act(admin, player, "lift", { reason: "It was the brother" });
    assert.deepEqual(lifted.body, { lifted: 1 });
    await fresh(player);
    const { body } = await api.get(`${ACCOUNTS}/${player.accountId}`, { token: admin.accessToken });
    assert.deepEqual(
      [body.bans[0].kind, body.bans[0].inForce, body.bans[0].lifted.by, body.bans[0].lifted.reason],
      ["ban", false, admin.accountId, "It was the brother"],
    );
    assert.deepEqual((await act(admin, player, "lift", { reason: "again" })).body, { lifted: 0 });
  });

  it("2.2 only who knows the password learns of a ban; a stolen old refresh token tells nothing", async () => {
    const player = await api.player();
    const next = (await api.post(REFRESH, { refreshToken: player.refreshToken })).body;
    await act(admin, player, "ban", { reason: "secret" });
    assert.equal(await code(login(player, "not this one")), "invalid_credentials");
    assert.equal(await code(api.post(REFRESH, { refreshToken: player.refreshToken })), "refresh_invalid");
    assert.equal(await code(api.post(REFRESH, { refreshToken: next.refreshToken })), "account_banned");
  });

  it("2.2 of several the longest counts; a shorter one that follows changes nothing for the player", async () => {
    const player = await api.player();
    await suspend(moderator, player, 5);
    await suspend(moderator, player, 1);
    const { body } = await api.get(`${ACCOUNTS}/${player.accountId}`, { token: moderator.accessToken });
    assert.deepEqual([body.bans.length, body.keptOut.endsAt], [2, inDays(5)]);
    assert.deepEqual((await act(moderator, player, "lift", { reason: "enough" })).body, { lifted: 2 });
    await fresh(player);
  });

  it("2.2 a moderator decides about seven days at most, and lifts no more than that", async () => {
    const player = await api.player();
    assert.equal(await code(suspend(moderator, player, 7.01)), "forbidden");
    assert.equal(await code(act(moderator, player, "ban", { reason: "x" })), "forbidden");
    assert.equal((await suspend(moderator, player, 7)).status, 201);
    assert.equal((await suspend(admin, player, 400)).status, 201);
    assert.equal(await code(act(moderator, player, "lift", { reason: "x" })), "forbidden");
    assert.equal(await code(login(player)), "account_suspended", "nothing was lifted");
    assert.deepEqual((await act(admin, player, "lift", { reason: "x" })).body, { lifted: 2 });
  });

  it("R28 nobody acts against an equal or a higher one, nor against himself, and players against nobody", async () => {
    const [player, victim, colleague, chief] = [
      await api.player(),
      await api.player(),
      await operator("moderator"),
      await operator("admin"),
    ];
    for (const [by, whom] of [
      [moderator, colleague],
      [moderator, admin],
      [moderator, moderator],
      [admin, chief],
      [admin, admin],
      [player, victim],
      [player, player],
    ] as const) {
      for (const [what, body] of [
        ["ban", { reason: "x" }],
        ["suspend", { reason: "x", until: inDays(1) }],
        ["lift", { reason: "x" }],
      ] as const)
        assert.equal(await code(act(by, whom, what, body)), "forbidden", `${what} by ${by.email} of ${whom.email}`);
    }
    for (const path of [ACCOUNTS, `${ACCOUNTS}/${victim.accountId}`, AUDIT]) {
      assert.equal(await code(api.get(path, { token: player.accessToken })), "forbidden");
      assert.equal(await code(api.get(path)), "unauthenticated");
    }
    assert.equal(await code(api.get(AUDIT, { token: moderator.accessToken })), "forbidden");
    assert.equal((await suspend(admin, colleague, 30)).status, 201, "a lower one");
    assert.equal(
      await code(api.get(ACCOUNTS, { token: colleague.accessToken })),
      "account_suspended",
      "who is suspended moderates no more",
    );
    assert.equal(
      await api.database.prisma.accountBan.count({ where: { accountId: { in: [victim.accountId, admin.accountId, chief.accountId] } } }),
      0,
    );
  });

  it("2.2 bad requests: unknown accounts, past ends, empty reasons, extra fields; nothing changes", async () => {
    const player = await api.player();
    const nobody = { accountId: "01900000-0000-7000-8000-000000000000" };
    assert.equal(await code(act(admin, nobody, "ban", { reason: "x" })), "account_not_found");
    assert.equal(await code(act(admin, nobody, "lift", { reason: "x" })), "account_not_found");
    assert.equal(await code(api.get(`${ACCOUNTS}/${nobody.accountId}`, { token: admin.accessToken })), "account_not_found");
    assert.equal(await code(api.get(`${ACCOUNTS}/not-an-id`, { token: admin.accessToken })), "invalid_request");
    for (const until of [inDays(0), inDays(-1), "tomorrow", "", 5, null, "9999-99-99T00:00:00Z"])
      assert.equal(await code(act(admin, player, "suspend", { reason: "x", until })), "invalid_request", String(until));
    for (const reason of ["", "  ", "x".repeat(501), "\u0000", null, 5, undefined])
      assert.equal(await code(act(admin, player, "ban", { reason })), "invalid_request", JSON.stringify(reason));
    const extra = await act(admin, player, "ban", { reason: "x", accountId: admin.accountId, role: "admin", endsAt: null });
    assert.deepEqual(
      extra.body.errors.map((e: { path: string }) => e.path),
      ["accountId", "role", "endsAt"],
    );
    assert.equal((await login(player)).status, 200);
  });

  it("2.2 every action is in the audit with who, what, whom, why, before and after; nobody can change it", async () => {
    const player = await api.player();
    await suspend(moderator, player, 3);
    await act(admin, player, "ban", { reason: "worse" });
    await act(admin, player, "lift", { reason: "mistake" });
    await api.get(`${ACCOUNTS}/${player.accountId}`, { token: moderator.accessToken });
    await suspend(moderator, player, 8); // refused: nothing was done
    const { items } = (await api.get(`${AUDIT}?account=${player.accountId}`, { token: admin.accessToken })).body;
    const of = (entry: { action: string; actor: string; reason: string; before: never; after: never }) => [
      entry.action,
      entry.actor === admin.accountId ? "admin" : entry.actor === moderator.accountId ? "moderator" : entry.actor,
      entry.reason,
      (entry.before as { keptOut?: { endsAt: unknown } } | null)?.keptOut?.endsAt,
      (entry.after as { keptOut?: { endsAt: unknown } } | null)?.keptOut?.endsAt,
    ];
    assert.deepEqual(items.map(of), [
      ["account.viewed", "moderator", null, undefined, undefined],
      ["account.lifted", "admin", "mistake", null, undefined],
      ["account.banned", "admin", "worse", inDays(3), null],
      ["account.suspended", "moderator", "a reason", undefined, inDays(3)],
    ]);
    const mine = (await api.get(`${AUDIT}?actor=${moderator.accountId}&limit=1`, { token: admin.accessToken })).body;
    assert.equal(mine.items[0].id, items[0].id);
    const older = (await api.get(`${AUDIT}?actor=${moderator.accountId}&limit=1&cursor=${mine.next}`, { token: admin.accessToken })).body;
    assert.equal(older.items[0].id, items[3].id);
    for (const sql of ["UPDATE audit_log SET reason = 'other'", "DELETE FROM audit_log", "TRUNCATE audit_log"])
      await assert.rejects(api.database.pool.query(sql), /only ever added/);
  });

  it("2.2 accounts are found by whole address or character name, whatever the case, and listed in pages", async () => {
    const player = await api.player();
    await api.character(player, "Findling");
    const find = async (query: string) =>
      (await api.get(`${ACCOUNTS}?${query}`, { token: moderator.accessToken })).body.items.map(({ id }: { id: string }) => id);
    assert.deepEqual(await find(`email=${player.email.toUpperCase()}`), [player.accountId]);
    assert.deepEqual(await find("character=fINDLING"), [player.accountId]);
    assert.deepEqual(await find(`character=Findling&email=${moderator.email}`), []);
    for (const query of ["character=Findlin", "character=%25", "character=Find_ing", "email=%25", "email=player", "character=' OR 1=1"])
      assert.deepEqual(await find(query), [], query);
    assert.equal((await api.get(`${ACCOUNTS}?email=a%00`, { token: moderator.accessToken })).status, 400);
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const page = (await api.get(`${ACCOUNTS}?limit=3${cursor}`, { token: moderator.accessToken })).body;
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    const all = await api.database.prisma.account.findMany({ orderBy: { id: "desc" }, select: { id: true } });
    assert.deepEqual(
      seen,
      all.map(({ id }) => id),
    );
  });

  it("R5 a log-in and a ban at the same moment: never a session that lives on a banned account", async () => {
    for (let round = 0; round < 10; round++) {
      const player = await api.player();
      await Promise.all([login(player), login(player), act(admin, player, "ban", { reason: "x" }), login(player)]);
      const live = await api.database.prisma.authSession.count({ where: { accountId: player.accountId, revokedAt: null } });
      assert.equal(live, 0);
    }
  });

  it("9.1 a ban that is sent twice with one key is one", async () => {
    const player = await api.player();
    const headers = { "idempotency-key": "ban-this-one-please" };
    const send = () => api.post(`${ACCOUNTS}/${player.accountId}/ban`, { reason: "x" }, { token: admin.accessToken, headers });
    const [one, two] = [await send(), await send()];
    assert.equal(one.body.id, two.body.id);
    assert.equal(await api.database.prisma.accountBan.count({ where: { accountId: player.accountId } }), 1);
  });
});
