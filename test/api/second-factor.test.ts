import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import { type Player, TestApi } from "./support/api.ts";

const PASSWORD = "a good password";
const LOGIN = "/api/v1/auth/login";
const PATH = "/api/v1/auth/second-factor";
const MINE = "/api/v1/characters";
const MINUTE_MS = 60_000;

describe("2.1 second factor", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  const codeOf = (secret: string, ms = api.now) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms });

  async function enrolled(): Promise<{ player: Player; secret: string; recoveryCodes: string[] }> {
    const player = await api.player();
    const { secret } = (await api.post(PATH, { password: PASSWORD }, { token: player.accessToken })).body;
    const confirmed = await api.post(`${PATH}/confirm`, { code: codeOf(secret) }, { token: player.accessToken });
    assert.equal(confirmed.status, 200);
    api.pass(MINUTE_MS);
    return { player, secret, recoveryCodes: confirmed.body.recoveryCodes };
  }

  async function challenged(player: Player): Promise<string> {
    const reply = await api.post(LOGIN, { email: player.email, password: PASSWORD });
    assert.equal(reply.status, 202);
    assert.equal(reply.body.status, "second_factor_required");
    return reply.body.challenge;
  }

  it("2.1 enrol, confirm, log in with a code, disable", async () => {
    const player = await api.player();
    const token = player.accessToken;
    assert.equal((await api.post(PATH, { password: "not this one" }, { token })).body.code, "invalid_credentials");
    assert.equal((await api.post(`${PATH}/confirm`, { code: "123456" }, { token })).body.code, "second_factor_not_enrolled");
    const { secret, uri } = (await api.post(PATH, { password: PASSWORD }, { token })).body;
    const url = new URL(uri);
    assert.equal(url.protocol, "otpauth:");
    assert.equal(url.searchParams.get("secret"), secret);
    assert.equal((await api.post(LOGIN, { email: player.email, password: PASSWORD })).status, 200, "not in use before it is confirmed");
    const confirmed = await api.post(`${PATH}/confirm`, { code: codeOf(secret) }, { token });
    assert.equal(new Set(confirmed.body.recoveryCodes).size, 10);
    assert.deepEqual((await api.get(PATH, { token })).body, { active: true, recoveryCodesLeft: 10 });
    assert.equal((await api.post(PATH, { password: PASSWORD }, { token })).body.code, "second_factor_active");

    api.pass(MINUTE_MS);
    const challenge = await challenged(player);
    const done = await api.post(`${LOGIN}/second-factor`, { challenge, code: codeOf(secret) });
    assert.equal(done.status, 200);
    assert.equal((await api.get(MINE, { token: done.body.accessToken })).status, 200);
    api.pass(MINUTE_MS);
    assert.equal((await api.post(`${LOGIN}/second-factor`, { challenge, code: codeOf(secret) })).body.code, "challenge_invalid", "once");

    const off = (code: string) => api.post(`${PATH}/disable`, { password: PASSWORD, code }, { token });
    assert.equal((await off("000000")).body.code, "second_factor_invalid");
    assert.equal((await off(codeOf(secret))).status, 204);
    assert.equal((await api.post(LOGIN, { email: player.email, password: PASSWORD })).status, 200);
    const subjects = (await api.mailTo(player.email)).map(({ subject }) => subject);
    assert.ok(subjects.includes("Second factor switched on") && subjects.includes("Second factor switched off"));
  });

  it("2.1 a used code, and every older one, is void; the next one is good", async () => {
    const { player, secret } = await enrolled();
    const code = codeOf(secret);
    const [one, two] = [await challenged(player), await challenged(player)];
    const replies = await Promise.all([one, two].map((challenge) => api.post(`${LOGIN}/second-factor`, { challenge, code })));
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 401], "of two at once one gets in");
    const left = replies[0].status === 200 ? two : one;
    const older = codeOf(secret, api.now - 30_000);
    for (const again of [code, older])
      assert.equal((await api.post(`${LOGIN}/second-factor`, { challenge: left, code: again })).body.code, "second_factor_invalid");
    const next = codeOf(secret, api.now + 30_000);
    assert.equal(
      (await api.post(`${LOGIN}/second-factor`, { challenge: left, code: next })).status,
      200,
      "clocks may differ by one period",
    );
  });

  it("2.1 a challenge lives five minutes and dies with the password", async () => {
    const { player, secret } = await enrolled();
    const late = await challenged(player);
    api.pass(5 * MINUTE_MS + 1000);
    assert.equal((await api.post(`${LOGIN}/second-factor`, { challenge: late, code: codeOf(secret) })).body.code, "challenge_invalid");
    const dead = await challenged(player);
    await api.post(
      "/api/v1/auth/password",
      { currentPassword: PASSWORD, newPassword: "a better password" },
      { token: (await refreshed(player)).accessToken },
    );
    assert.equal((await api.post(`${LOGIN}/second-factor`, { challenge: dead, code: codeOf(secret) })).body.code, "challenge_invalid");
  });

  it("2.1 recovery codes work once each, in any writing, and can be renewed", async () => {
    const { player, secret, recoveryCodes } = await enrolled();
    const use = async (code: string) => (await api.post(`${LOGIN}/second-factor`, { challenge: await challenged(player), code })).status;
    assert.equal(await use(recoveryCodes[0].toLowerCase()), 200);
    assert.equal(await use(recoveryCodes[0]), 401);
    assert.equal(await use(recoveryCodes[1].replace("-", " ")), 200);
    const token = (await refreshed(player)).accessToken;
    assert.equal((await api.get(PATH, { token })).body.recoveryCodesLeft, 8);
    const renewed = await api.post(`${PATH}/recovery-codes`, { code: codeOf(secret) }, { token });
    assert.equal(renewed.body.recoveryCodes.length, 10);
    assert.equal(await use(recoveryCodes[2]), 401, "those of before are void");
    assert.equal(await use(renewed.body.recoveryCodes[9]), 200);
  });

  it("2.1 the database holds neither secret nor recovery codes", async () => {
    const { player, secret, recoveryCodes } = await enrolled();
    const { prisma } = api.database;
    const row = await prisma.accountTotp.findUniqueOrThrow({ where: { accountId: player.accountId } });
    const sealed = Buffer.from(row.sealedSecret);
    assert.ok(!sealed.includes(secret) && !sealed.includes(Buffer.from(Secret.fromBase32(secret).buffer)));
    const hashes = await prisma.accountRecoveryCode.findMany({ where: { accountId: player.accountId } });
    for (const { hash } of hashes) assert.ok(!recoveryCodes.some((code) => Buffer.from(hash).includes(code.replace("-", ""))));
    // copied to somebody else's row it opens nothing
    const other = await enrolled();
    await prisma.accountTotp.update({ where: { accountId: other.player.accountId }, data: { sealedSecret: row.sealedSecret } });
    const challenge = await challenged(other.player);
    assert.notEqual((await api.post(`${LOGIN}/second-factor`, { challenge, code: codeOf(secret) })).status, 200);
  });

  it("R27 guessing codes is held up, told to the owner, and does not keep the right one out for ever", async () => {
    const { player, secret } = await enrolled();
    await api.mailTo(player.email);
    const wrong = String((Number(codeOf(secret)) + 1) % 1_000_000).padStart(6, "0");
    const codes: string[] = [];
    const challenge = await challenged(player);
    for (let n = 0; n < 15; n++) {
      const reply = await api.post(`${LOGIN}/second-factor`, { challenge, code: wrong });
      codes.push(reply.body.code);
      api.pass(1000);
    }
    assert.equal(codes.filter((code) => code === "second_factor_invalid").length, 8, codes.join());
    assert.equal(codes.at(-1), "too_many_attempts");
    for (let n = 0; n < 2; n++) {
      api.pass(20_000);
      await api.post(`${LOGIN}/second-factor`, { challenge, code: wrong });
    }
    const fresh = await challenged(player);
    const locked = await api.post(`${LOGIN}/second-factor`, { challenge: fresh, code: codeOf(secret) });
    assert.equal(locked.body.code, "too_many_attempts");
    assert.equal((await api.mailTo(player.email)).filter(({ subject }) => subject.startsWith("Somebody tries")).length, 1);
    api.pass(Number(locked.headers.get("retry-after")) * 1000);
    assert.equal((await api.post(`${LOGIN}/second-factor`, { challenge: await challenged(player), code: codeOf(secret) })).status, 200);
  });

  async function refreshed(player: Player): Promise<Player> {
    const next = await api.post("/api/v1/auth/refresh", { refreshToken: player.refreshToken });
    Object.assign(player, next.body);
    return player;
  }
});
