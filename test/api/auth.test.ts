import assert from "node:assert/strict";
import { SignJWT, UnsecuredJWT } from "jose";
import { TestApi, TOKEN_SECRET } from "./support/api.ts";

const PASSWORD = "a good password";
const REGISTER = "/api/v1/auth/register";
const LOGIN = "/api/v1/auth/login";
const REFRESH = "/api/v1/auth/refresh";
const LOGOUT = "/api/v1/auth/logout";
const MINE = "/api/v1/characters";

describe("accounts and sessions", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  it("2.1 register, log in, use the token, refresh it, log out", async () => {
    const email = "Mira@Example.com";
    assert.equal((await api.post(REGISTER, { email, password: PASSWORD })).status, 202);
    // any case, blanks around
    const login = await api.post(LOGIN, { email: "  mira@example.COM ", password: PASSWORD });
    assert.equal(login.status, 200);
    assert.equal(login.body.account.email, "mira@example.com");
    assert.deepEqual(login.body.account.roles, ["player"]);
    assert.equal(login.body.expiresIn, 600);
    assert.equal(login.headers.get("cache-control"), "no-store");
    assert.equal((await api.get(MINE, { token: login.body.accessToken })).status, 200);
    const refreshed = await api.post(REFRESH, { refreshToken: login.body.refreshToken });
    assert.equal(refreshed.status, 200);
    assert.notEqual(refreshed.body.refreshToken, login.body.refreshToken);
    assert.equal((await api.get(MINE, { token: refreshed.body.accessToken })).status, 200);
    assert.equal((await api.post(LOGOUT, { refreshToken: refreshed.body.refreshToken })).status, 204);
    assert.equal((await api.get(MINE, { token: refreshed.body.accessToken })).body.code, "unauthenticated");
    assert.equal((await api.post(REFRESH, { refreshToken: refreshed.body.refreshToken })).body.code, "refresh_invalid");
    assert.deepEqual(await api.events(), ["ACCOUNT_CREATED", "LOGIN_SUCCESS", "LOGOUT"]);
  });

  it("2.1 the database holds no password and no token", async () => {
    const { refreshToken, email } = await api.player();
    const { prisma } = api.database;
    const account = await prisma.account.findUniqueOrThrow({ where: { email }, include: { sessions: true } });
    assert.match(account.passwordHash ?? "", /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const secret = refreshToken.split(".")[1];
    assert.equal(account.sessions.length, 1);
    assert.ok(!Buffer.from(account.sessions[0].refreshHash).equals(Buffer.from(secret, "base64url")));
  });

  it("2.1 registering a taken address changes nothing and answers the same", async () => {
    const { email } = await api.player();
    const fresh = await api.post(REGISTER, { email: "nobody-yet@example.com", password: PASSWORD });
    const taken = await api.post(REGISTER, { email: email.toUpperCase(), password: "another password" });
    assert.equal(taken.status, fresh.status);
    assert.equal(taken.text, fresh.text);
    assert.deepEqual([...taken.headers.keys()], [...fresh.headers.keys()]);
    assert.equal((await api.post(LOGIN, { email, password: "another password" })).status, 401);
    await api.login(email);
  });

  it("2.1 a wrong password and an unknown address answer the same; both are in the history", async () => {
    const { email, accountId } = await api.player();
    const wrong = await api.post(LOGIN, { email, password: "not this one" });
    const unknown = await api.post(LOGIN, { email: "unknown@example.com", password: "not this one" });
    assert.equal(wrong.status, 401);
    const { requestId: _a, ...said } = wrong.body;
    const { requestId: _b, ...alsoSaid } = unknown.body;
    assert.deepEqual(said, alsoSaid);
    assert.deepEqual([...wrong.headers.keys()], [...unknown.headers.keys()]);
    const history = await api.database.prisma.loginHistory.findMany({ orderBy: { id: "desc" }, take: 2 });
    assert.deepEqual(
      history.map((h) => [h.accountId, h.outcome, h.ip]),
      [
        [null, "refused", "127.0.0.1"],
        [accountId, "refused", "127.0.0.1"],
      ],
    );
  });

  it("R27 known and unknown addresses do the same costly work", async () => {
    // counted, not timed: the hash of an unknown address is checked as well
    const { Passwords } = await import("#server/modules/auth/passwords.ts");
    const passwords = new Passwords();
    const stored = await passwords.hash(PASSWORD);
    assert.equal(await passwords.matches(stored, PASSWORD), true);
    assert.equal(await passwords.matches(stored, "not this one"), false);
    const before = process.cpuUsage();
    assert.equal(await passwords.matches(null, PASSWORD), false);
    const decoy = process.cpuUsage(before);
    assert.ok(decoy.user + decoy.system > 3000, "19 MiB and two passes take milliseconds of processor time");
  });

  it("R12 two passwords are hashed at once; a crowd beyond the queue is told to come back", async () => {
    const { Passwords } = await import("#server/modules/auth/passwords.ts");
    const passwords = new Passwords();
    const crowd = await Promise.allSettled(Array.from({ length: 262 }, () => passwords.matches(null, PASSWORD)));
    const refused = crowd.filter((r) => r.status === "rejected");
    assert.ok(refused.length >= 262 - 2 - 256, "more than can wait, and those who would wait for too long");
    for (const { reason } of refused) assert.equal(reason.code, "busy");
    assert.ok(refused.length < 262 - 2, "the first in the queue are served");
    assert.equal(await passwords.matches(null, PASSWORD), false, "there is room again");
  });

  it("R26 a refresh token that was used before ends the session with all its tokens", async () => {
    const player = await api.player();
    const other = await api.login(player.email);
    const second = await api.post(REFRESH, { refreshToken: player.refreshToken });
    assert.equal(second.status, 200);
    assert.equal((await api.post(REFRESH, { refreshToken: player.refreshToken })).body.code, "refresh_invalid");
    assert.equal((await api.post(REFRESH, { refreshToken: second.body.refreshToken })).body.code, "refresh_invalid");
    assert.equal((await api.get(MINE, { token: second.body.accessToken })).status, 401);
    assert.equal((await api.get(MINE, { token: other.accessToken })).status, 200, "another session of the account goes on");
  });

  it("R26 fifty refreshes at once: one gets a child", async () => {
    const player = await api.player();
    const replies = await Promise.all(Array.from({ length: 50 }, () => api.post(REFRESH, { refreshToken: player.refreshToken })));
    const counts = new Map<number, number>();
    for (const { status } of replies) counts.set(status, (counts.get(status) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(counts), { 200: 1, 401: 49 });
    const child = replies.find(({ status }) => status === 200)?.body;
    assert.equal((await api.post(REFRESH, { refreshToken: child.refreshToken })).status, 401, "the reuse ended the session");
  });

  it("R13 refresh tokens that are none, of another session, or out of date", async () => {
    const a = await api.player();
    const b = await api.player();
    const mixed = `${a.refreshToken.split(".")[0]}.${b.refreshToken.split(".")[1]}`;
    for (const refreshToken of ["x", "..", `${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}.${"A".repeat(43)}`, mixed, "' OR 1=1 --"]) {
      assert.equal((await api.post(REFRESH, { refreshToken })).body.code, "refresh_invalid", refreshToken);
    }
    assert.equal((await api.post(LOGOUT, { refreshToken: "x" })).body.code, "refresh_invalid");
    api.pass(31 * 24 * 3600_000);
    assert.equal((await api.post(REFRESH, { refreshToken: b.refreshToken })).body.code, "refresh_invalid");
  });

  it("R12 an access token lives ten minutes", async () => {
    const player = await api.player();
    api.pass(599_000);
    assert.equal((await api.get(MINE, { token: player.accessToken })).status, 200);
    api.pass(2_000);
    const late = await api.get(MINE, { token: player.accessToken });
    assert.equal(late.body.code, "token_expired");
    assert.match(late.headers.get("www-authenticate") ?? "", /^Bearer/);
    assert.equal((await api.post(REFRESH, { refreshToken: player.refreshToken })).status, 200);
  });

  it("R26 tokens that this server did not sign for this use", async () => {
    const { accountId, accessToken } = await api.player();
    const [, payload, signature] = accessToken.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const key = new TextEncoder().encode(TOKEN_SECRET);
    const signed = (change: object, secret = key, alg = "HS256") =>
      new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg, typ: "JWT" }).sign(secret);
    const escalated = Buffer.from(JSON.stringify({ ...claims, roles: ["admin"] })).toString("base64url");
    const bad = {
      "alg none": new UnsecuredJWT(claims).encode(),
      "wrong audience": await signed({ aud: "somebody-else" }),
      "no audience": await signed({ aud: undefined }),
      "wrong issuer": await signed({ iss: "somebody-else" }),
      "no expiry": await signed({ exp: undefined }),
      "another algorithm": await signed({}, key, "HS512"),
      "another key": await signed({}, new TextEncoder().encode("another secret, also long enough!")),
      "no session": await signed({ sid: undefined }),
      "session of nobody": await signed({ sid: accountId }),
      "changed claims": `${accessToken.split(".")[0]}.${escalated}.${signature}`,
      "no signature": `${accessToken.split(".").slice(0, 2).join(".")}.`,
      garbage: "abc.def.ghi",
    };
    assert.equal((await api.get(MINE, { token: await signed({}) })).status, 200, "the helper makes good tokens");
    for (const [what, token] of Object.entries(bad)) {
      assert.equal((await api.get(MINE, { token })).body.code, "unauthenticated", what);
    }
    for (const authorization of ["", "Bearer", "Bearer ", `Basic ${accessToken}`, accessToken, `Bearer ${accessToken} ${accessToken}`]) {
      assert.equal((await api.get(MINE, { headers: { authorization } })).body.code, "unauthenticated", authorization);
    }
    assert.equal((await api.get(`${MINE}?access_token=${accessToken}`)).status, 401, "never from the address");
  });

  it("2.1 addresses and passwords have limits, each named", async () => {
    const refused = async (body: object, path: string) => {
      const reply = await api.post(REGISTER, body);
      assert.equal(reply.status, 400, JSON.stringify(body).slice(0, 100));
      assert.deepEqual(
        reply.body.errors.map((e: { path: string }) => e.path),
        [path],
      );
    };
    for (const email of [
      "",
      "x",
      "a@b",
      "a b@example.com",
      `${"a".repeat(250)}@example.com`,
      "a@exa\u0000mple.com",
      5,
      null,
      ["a@example.com"],
    ]) {
      await refused({ email, password: PASSWORD }, "email");
    }
    for (const password of ["", "1234567", "x".repeat(129), 12345678, null, {}])
      await refused({ email: "a@example.com", password }, "password");
    const longest = { email: "longest@example.com", password: "ÿ".repeat(128) };
    assert.equal((await api.post(REGISTER, longest)).status, 202);
    assert.equal((await api.post(LOGIN, longest)).status, 200);
  });
});
