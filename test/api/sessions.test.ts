import assert from "node:assert/strict";
import { MAX_SESSIONS } from "#server/modules/sessions/sessions.schema.ts";
import { TestApi } from "./support/api.ts";

const SESSIONS = "/api/v1/account/sessions";
const REFRESH = "/api/v1/auth/refresh";
const MINE = "/api/v1/characters";
const DAY_MS = 24 * 3600_000;
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0";

interface Listed {
  id: string;
  name: string | null;
  device: string;
  address: string;
  current: boolean;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
}

describe("2.2 sessions", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  const list = async (token: string): Promise<Listed[]> => (await api.get(SESSIONS, { token })).body.sessions;
  const idOf = ({ refreshToken }: { refreshToken: string }) => refreshToken.split(".")[0];
  const works = async (token: string) => (await api.get(MINE, { token })).status === 200;

  it("2.2 listed with device, address and times; the one used last comes first; this one is marked", async () => {
    const first = await api.player();
    api.pass(60_000);
    const second = (
      await api.post("/api/v1/auth/login", { email: first.email, password: "a good password" }, { headers: { "user-agent": FIREFOX } })
    ).body;
    const listed = await list(second.accessToken);
    assert.deepEqual(
      listed.map(({ id, device, address, current, name }) => [id, device, address, current, name]),
      [
        [idOf(second), "Firefox on Windows", "127.0.0.1", true, null],
        [idOf(first), "node", "127.0.0.1", false, null],
      ],
    );
    assert.equal(Date.parse(listed[0].createdAt), api.now);
    assert.equal(Date.parse(listed[0].expiresAt), api.now + 14 * DAY_MS);
    api.pass(60_000);
    assert.equal((await api.post(REFRESH, { refreshToken: first.refreshToken })).status, 200);
    const [now] = await list(second.accessToken);
    assert.deepEqual([now.id, Date.parse(now.lastUsedAt)], [idOf(first), api.now]);
  });

  it("2.2 a name is the owner's; null takes it away; what cannot be shown is refused", async () => {
    const player = await api.player();
    const path = `${SESSIONS}/${idOf(player)}`;
    const token = player.accessToken;
    assert.equal((await api.send("PATCH", path, { name: "  Wohnzimmer 💻 " }, { token })).status, 204);
    assert.equal((await list(token))[0].name, "Wohnzimmer 💻");
    for (const name of ["", "   ", "x".repeat(65), "a\u0000b", "a\u200bb", "a\nb", "\ud800", 5, ["x"], undefined])
      assert.equal((await api.send("PATCH", path, { name }, { token })).body.code, "invalid_request", JSON.stringify(name));
    assert.equal((await list(token))[0].name, "Wohnzimmer 💻");
    assert.equal((await api.send("PATCH", path, { name: null }, { token })).status, 204);
    assert.equal((await list(token))[0].name, null);
  });

  it("2.2 one session is ended, or all others: their tokens are void at once, with an event for each", async () => {
    const player = await api.player();
    const [a, b, c] = [await api.login(player.email), await api.login(player.email), await api.login(player.email)];
    const token = player.accessToken;
    assert.equal((await api.send("DELETE", `${SESSIONS}/${idOf(a)}`, undefined, { token })).status, 204);
    assert.ok(!(await works(a.accessToken)));
    assert.equal((await api.post(REFRESH, { refreshToken: a.refreshToken })).body.code, "refresh_invalid");
    assert.equal((await api.send("DELETE", `${SESSIONS}/${idOf(a)}`, undefined, { token })).body.code, "session_not_found");
    assert.ok(await works(b.accessToken));
    assert.deepEqual((await api.send("DELETE", SESSIONS, undefined, { token })).body, { ended: 2 });
    for (const { accessToken } of [b, c]) assert.ok(!(await works(accessToken)));
    assert.ok(await works(token));
    assert.deepEqual((await api.send("DELETE", SESSIONS, undefined, { token })).body, { ended: 0 });
    assert.equal((await api.send("DELETE", `${SESSIONS}/${idOf(player)}`, undefined, { token })).status, 204);
    assert.ok(!(await works(token)), "its own one as well");
    const events = await api.database.prisma.gameEvent.findMany({ where: { accountId: player.accountId, name: "LOGOUT" } });
    assert.deepEqual(events.map(({ payload }) => (payload as { reason: string }).reason).sort(), [
      "logged_out",
      "revoked",
      "revoked",
      "revoked",
    ]);
  });

  it("R28 nobody sees, names or ends another account's session", async () => {
    const owner = await api.player();
    const other = await api.player();
    const token = other.accessToken;
    for (const id of [idOf(owner), "01900000-0000-7000-8000-000000000000"]) {
      assert.equal((await api.send("DELETE", `${SESSIONS}/${id}`, undefined, { token })).body.code, "session_not_found");
      assert.equal((await api.send("PATCH", `${SESSIONS}/${id}`, { name: "mine" }, { token })).body.code, "session_not_found");
    }
    assert.deepEqual((await api.send("DELETE", SESSIONS, undefined, { token })).body, { ended: 0 });
    assert.deepEqual(
      (await list(token)).map(({ id }) => id),
      [idOf(other)],
    );
    assert.deepEqual(
      (await list(owner.accessToken)).map(({ name }) => name),
      [null],
    );
    for (const [method, path] of [
      ["GET", SESSIONS],
      ["DELETE", SESSIONS],
      ["DELETE", `${SESSIONS}/${idOf(owner)}`],
    ] as const)
      assert.equal((await api.send(method, path)).body.code, "unauthenticated");
    const extra = { name: "x", accountId: other.accountId, role: "admin", current: true };
    assert.equal((await api.send("PATCH", `${SESSIONS}/${idOf(owner)}`, extra, { token: owner.accessToken })).body.errors.length, 3);
  });

  it("2.2 a session ends 14 days after its last use, and 90 days after its log-in however much it is used", async () => {
    const idle = await api.player();
    let { refreshToken } = await api.player();
    api.pass(14 * DAY_MS - 1000);
    const used = await api.post(REFRESH, { refreshToken });
    assert.equal(used.status, 200);
    api.pass(1000);
    assert.equal((await api.post(REFRESH, { refreshToken: idle.refreshToken })).body.code, "refresh_invalid");
    refreshToken = used.body.refreshToken;
    for (let day = 27; day < 90; day += 13) {
      api.pass(13 * DAY_MS - 1000);
      const next = await api.post(REFRESH, { refreshToken });
      assert.equal(next.status, 200, `day ${day}`);
      refreshToken = next.body.refreshToken;
    }
    const next = (await api.post(REFRESH, { refreshToken })).body;
    const [mine] = await list(next.accessToken);
    assert.equal(Date.parse(mine.expiresAt) - Date.parse(mine.createdAt), 90 * DAY_MS);
    api.pass(Date.parse(mine.expiresAt) - api.now - 1);
    const last = await api.post(REFRESH, { refreshToken: next.refreshToken });
    assert.equal(last.status, 200);
    api.pass(1);
    assert.equal((await api.get(MINE, { token: last.body.accessToken })).status, 401);
    assert.equal((await api.post(REFRESH, { refreshToken: last.body.refreshToken })).body.code, "refresh_invalid");
  });

  it(`2.2 more than ${MAX_SESSIONS} log-ins end the one that was unused for longest`, async () => {
    const player = await api.player();
    const old = await api.login(player.email);
    api.pass(1000);
    const { accessToken } = (await api.post(REFRESH, { refreshToken: player.refreshToken })).body;
    for (let n = 0; n < MAX_SESSIONS - 1; n++) {
      api.pass(10);
      await api.login(player.email);
    }
    assert.ok(!(await works(old.accessToken)));
    assert.ok(await works(accessToken));
    assert.equal((await list(accessToken)).length, MAX_SESSIONS);
  });
});
