import assert from "node:assert/strict";
import { TestApi } from "./support/api.ts";

const PASSWORD = "a good password";
const REGISTER = "/api/v1/auth/register";
const LOGIN = "/api/v1/auth/login";
const VERIFY = "/api/v1/auth/verify";
const RESEND = "/api/v1/auth/verify/resend";
const HOUR_MS = 3600_000;

describe("2.1 confirming an e-mail address", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  const register = async (email: string) => assert.equal((await api.post(REGISTER, { email, password: PASSWORD })).status, 202);
  const isVerified = async (email: string) => (await api.post(LOGIN, { email, password: PASSWORD })).body.account.verified;

  it("2.1 the mailed link confirms it, once; tokens tell", async () => {
    const email = "ada@example.com";
    await register(email);
    assert.equal(await isVerified(email), false, "an unverified account may play");
    const token = await api.mailedToken(email, "verify");
    const { refreshToken, accessToken } = await api.login(email);
    assert.equal((await api.authenticate(accessToken)).verified, false);
    assert.equal((await api.post(VERIFY, { token })).status, 204);
    assert.equal((await api.authenticate(accessToken)).verified, true, "also for a session that was open before");
    const next = await api.post("/api/v1/auth/refresh", { refreshToken });
    const claims = JSON.parse(Buffer.from(next.body.accessToken.split(".")[1], "base64url").toString());
    assert.equal(claims.verified, true);
    assert.equal(await isVerified(email), true);
    assert.equal((await api.post(VERIFY, { token })).body.code, "link_invalid");
  });

  it("2.1 the database holds no token; mail that waits holds none either", async () => {
    const email = "hashed@example.com";
    await register(email);
    const waiting = await api.database.prisma.outgoingMail.findMany({ where: { recipient: email } });
    assert.deepEqual(
      waiting.map(({ kind, data }) => [kind, data]),
      [["verify_email", {}]],
    );
    const token = await api.mailedToken(email, "verify");
    const stored = await api.database.prisma.accountToken.findMany({ where: { email } });
    assert.equal(stored.length, 1);
    assert.ok(!Buffer.from(stored[0].hash).equals(Buffer.from(token, "base64url")));
    assert.ok(!JSON.stringify(await api.database.prisma.outgoingMail.findMany()).includes(token));
  });

  it("2.1 a link lives 24 hours, another can be had; unknown, confirmed and waiting addresses answer the same", async () => {
    const email = "late@example.com";
    await register(email);
    const old = await api.mailedToken(email, "verify");
    api.pass(24 * HOUR_MS + 1000);
    assert.equal((await api.post(VERIFY, { token: old })).body.code, "link_invalid");
    const again = await api.post(RESEND, { email });
    const unknown = await api.post(RESEND, { email: "nobody-here@example.com" });
    assert.deepEqual([again.status, again.text], [unknown.status, unknown.text]);
    assert.equal((await api.post(VERIFY, { token: await api.mailedToken(email, "verify") })).status, 204);
    assert.equal((await api.post(RESEND, { email })).text, again.text);
    assert.deepEqual(await api.mailTo(email), [], "nothing is left to confirm");
    assert.deepEqual(await api.mailTo("nobody-here@example.com"), []);
  });

  it("2.1 an address gets at most five letters of a kind an hour, however often it is asked", async () => {
    const email = "flooded@example.com";
    await register(email);
    for (let n = 0; n < 12; n++) assert.equal((await api.post(RESEND, { email })).status, 202);
    assert.equal((await api.mailTo(email)).length, 5);
  });

  it("2.1 who registers a taken address learns nothing; its owner is told", async () => {
    const email = "taken@example.com";
    await register(email);
    await api.mailTo(email);
    await register(email);
    const [letter] = await api.mailTo(email);
    assert.match(letter.text, /It has one already/);
    assert.doesNotMatch(letter.text, /#/);
  });

  it("2.1 tokens that are none, and of another purpose", async () => {
    const email = "purpose@example.com";
    await register(email);
    await api.mailTo(email);
    await api.post("/api/v1/auth/recover", { email });
    const recovery = await api.mailedToken(email, "recover");
    for (const token of ["x", "' OR 1=1 --", "A".repeat(43), recovery])
      assert.equal((await api.post(VERIFY, { token })).body.code, "link_invalid", token);
  });
});

describe("2.1 a server that asks for confirmed addresses", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start({ settings: { requireVerifiedEmail: true, guests: false } });
  });
  after(() => api.stop());

  it("2.1 refuses unconfirmed ones, and says so only to who knows the password", async () => {
    const email = "eve@example.com";
    await api.post(REGISTER, { email, password: PASSWORD });
    assert.equal((await api.post(LOGIN, { email, password: "not this one" })).body.code, "invalid_credentials");
    assert.equal((await api.post(LOGIN, { email, password: PASSWORD })).body.code, "email_unverified");
    await api.post(VERIFY, { token: await api.mailedToken(email, "verify") });
    assert.equal((await api.post(LOGIN, { email, password: PASSWORD })).status, 200);
  });

  it("2.1 tells pages how one can come in; takes no guests when set so", async () => {
    assert.deepEqual((await api.get("/api/v1/auth/providers")).body, { guests: false, emailRequired: true, providers: [] });
    assert.equal((await api.post("/api/v1/auth/guest")).body.code, "guests_off");
    assert.equal((await api.post("/api/v1/auth/guest/login", { guestToken: "x" })).body.code, "guests_off");
  });
});
