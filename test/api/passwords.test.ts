import assert from "node:assert/strict";
import { TestApi } from "./support/api.ts";

const PASSWORD = "a good password";
const BETTER = "a better password";
const LOGIN = "/api/v1/auth/login";
const MINE = "/api/v1/characters";
const CHANGE = "/api/v1/auth/password";
const RECOVER = "/api/v1/auth/recover";
const CONFIRM = "/api/v1/auth/recover/confirm";

describe("2.1 passwords", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  it("2.1 changing needs the present one, ends all other sessions and is told by mail", async () => {
    const player = await api.player();
    const other = await api.login(player.email);
    const wrong = await api.post(CHANGE, { currentPassword: "not this one", newPassword: BETTER }, { token: player.accessToken });
    assert.equal(wrong.body.code, "invalid_credentials");
    assert.equal((await api.get(MINE, { token: other.accessToken })).status, 200);
    const changed = await api.post(CHANGE, { currentPassword: PASSWORD, newPassword: BETTER }, { token: player.accessToken });
    assert.equal(changed.status, 204);
    assert.equal((await api.get(MINE, { token: player.accessToken })).status, 200, "the one that asked goes on");
    assert.equal((await api.get(MINE, { token: other.accessToken })).status, 401);
    assert.equal((await api.post(LOGIN, { email: player.email, password: PASSWORD })).status, 401);
    await api.login(player.email, BETTER);
    assert.ok((await api.mailTo(player.email)).some(({ subject }) => subject === "Your password was changed"));
  });

  it("2.1 a mailed link chooses a new one, once, within an hour; all sessions end", async () => {
    const player = await api.player();
    await api.mailTo(player.email);
    assert.equal((await api.post(RECOVER, { email: player.email })).status, 202);
    const late = await api.mailedToken(player.email, "recover");
    api.pass(3_601_000);
    assert.equal((await api.post(CONFIRM, { token: late, password: BETTER })).body.code, "link_invalid");
    await api.post(RECOVER, { email: player.email });
    const token = await api.mailedToken(player.email, "recover");
    const session = await api.login(player.email);
    assert.equal((await api.post(CONFIRM, { token, password: "short" })).status, 400);
    const replies = await Promise.all([1, 2, 3, 4].map((n) => api.post(CONFIRM, { token, password: `${BETTER} ${n}` })));
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 400, 400, 400]);
    assert.equal((await api.get(MINE, { token: session.accessToken })).status, 401);
    assert.equal((await api.post("/api/v1/auth/refresh", { refreshToken: session.refreshToken })).status, 401);
    const chosen = replies.findIndex(({ status }) => status === 200) + 1;
    const back = await api.post(LOGIN, { email: player.email, password: `${BETTER} ${chosen}` });
    assert.equal(back.status, 200);
    assert.equal(back.body.account.verified, true, "the mail has proved the address");
  });

  it("2.1 asking for an unknown address answers the same and mails nothing", async () => {
    const { email } = await api.player();
    await api.mailTo(email);
    const known = await api.post(RECOVER, { email });
    const unknown = await api.post(RECOVER, { email: "nobody-at-all@example.com" });
    assert.deepEqual([known.status, known.text, [...known.headers.keys()]], [unknown.status, unknown.text, [...unknown.headers.keys()]]);
    assert.equal((await api.mailTo(email)).length, 1);
    assert.deepEqual(await api.mailTo("nobody-at-all@example.com"), []);
  });

  it("2.1 a changed password voids recovery links that are on their way", async () => {
    const player = await api.player();
    await api.mailTo(player.email);
    await api.post(RECOVER, { email: player.email });
    const token = await api.mailedToken(player.email, "recover");
    await api.post(CHANGE, { currentPassword: PASSWORD, newPassword: BETTER }, { token: player.accessToken });
    assert.equal((await api.post(CONFIRM, { token, password: PASSWORD })).body.code, "link_invalid");
  });

  it("2.1 a log-in that began with the old password does not end after the change", async () => {
    const player = await api.player();
    const { prisma } = api.database;
    // the log-in has checked the old password and waits for the row that the change holds
    const held = prisma.$transaction(async (tx) => {
      await tx.$executeRaw`UPDATE accounts SET password_hash = password_hash || ' ' WHERE id = ${player.accountId}::uuid`;
      const login = api.post(LOGIN, { email: player.email, password: PASSWORD });
      while ((await waiting()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      return { login };
    });
    const waiting = async () =>
      Number(
        (
          await prisma.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR SHARE%'`
        )[0].n,
      );
    const { login } = await held;
    assert.equal((await login).body.code, "unauthenticated");
  });
});
