import assert from "node:assert/strict";
import { TestApi } from "./support/api.ts";

const PASSWORD = "a good password";
const GUEST = "/api/v1/auth/guest";
const MINE = "/api/v1/characters";

describe("2.1 guests", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  it("2.1 plays at once, comes back with the device's token, becomes a full account and keeps its characters", async () => {
    const guest = await api.post(GUEST);
    assert.equal(guest.status, 201);
    const { account, accessToken, guestToken } = guest.body;
    assert.deepEqual([account.email, account.guest, account.verified, account.roles], [null, true, false, ["player"]]);
    const hero = await api.post(MINE, { name: "Wanderer", classId: "warden" }, { token: accessToken });
    assert.equal(hero.status, 201);
    const back = await api.post(`${GUEST}/login`, { guestToken });
    assert.equal(back.status, 200);
    assert.equal(back.body.account.id, account.id);
    assert.equal(back.body.welcome, "Welcome back, Wanderer!");

    const email = "wanderer@example.com";
    assert.equal((await api.post(`${GUEST}/upgrade`, { email, password: PASSWORD }, { token: accessToken })).status, 202);
    assert.equal((await api.post("/api/v1/auth/login", { email, password: PASSWORD })).status, 401, "not before the address is confirmed");
    assert.equal((await api.post(`${GUEST}/login`, { guestToken })).status, 200, "still a guest");
    assert.equal((await api.post("/api/v1/auth/verify", { token: await api.mailedToken(email, "verify") })).status, 204);
    assert.equal((await api.post(`${GUEST}/login`, { guestToken })).body.code, "guest_invalid");
    const full = await api.login(email);
    assert.equal(full.accountId, account.id);
    const mine = await api.get(MINE, { token: full.accessToken });
    assert.deepEqual(
      mine.body.characters.map((c: { name: string }) => c.name),
      ["Wanderer"],
    );
    assert.equal(
      (await api.post(`${GUEST}/upgrade`, { email, password: PASSWORD }, { token: full.accessToken })).body.code,
      "full_account",
    );
  });

  it("2.1 an upgrade to an address that is taken answers the same, and only its owner learns of it", async () => {
    const owner = await api.player();
    await api.mailTo(owner.email);
    const { accessToken } = (await api.post(GUEST)).body;
    const taken = await api.post(`${GUEST}/upgrade`, { email: owner.email, password: PASSWORD }, { token: accessToken });
    const free = await api.post(`${GUEST}/upgrade`, { email: "free-address@example.com", password: PASSWORD }, { token: accessToken });
    assert.deepEqual([taken.status, taken.text], [free.status, free.text]);
    const [letter] = await api.mailTo(owner.email);
    assert.match(letter.text, /It has one already/);
    assert.doesNotMatch(letter.text, /#verify/);
  });

  it("2.1 an address that was taken while the letter was on its way stays its owner's", async () => {
    const email = "both-want-it@example.com";
    const { accessToken } = (await api.post(GUEST)).body;
    await api.post(`${GUEST}/upgrade`, { email, password: PASSWORD }, { token: accessToken });
    const token = await api.mailedToken(email, "verify");
    await api.post("/api/v1/auth/register", { email, password: "another password" });
    assert.equal((await api.post("/api/v1/auth/verify", { token })).body.code, "link_invalid");
    await api.login(email, "another password");
    assert.equal((await api.get(MINE, { token: accessToken })).status, 200, "the guest is unharmed");
  });

  it("R13 guest tokens that are none or somebody else's", async () => {
    const [a, b] = [(await api.post(GUEST)).body, (await api.post(GUEST)).body];
    const mixed = `${a.guestToken.split(".")[0]}.${b.guestToken.split(".")[1]}`;
    const full = await api.player();
    const ofFull = `${full.accountId}.${a.guestToken.split(".")[1]}`;
    for (const guestToken of ["x", mixed, ofFull, a.refreshToken, "' OR 1=1 --"])
      assert.equal((await api.post(`${GUEST}/login`, { guestToken })).body.code, "guest_invalid", guestToken);
    const stored = await api.database.prisma.account.findUniqueOrThrow({ where: { id: a.account.id } });
    assert.ok(!Buffer.from(stored.guestHash ?? []).equals(Buffer.from(a.guestToken.split(".")[1], "base64url")));
  });

  it("2.1 what needs a password is not for guests", async () => {
    const { accessToken } = (await api.post(GUEST)).body;
    const change = await api.post("/api/v1/auth/password", { currentPassword: PASSWORD, newPassword: PASSWORD }, { token: accessToken });
    assert.equal(change.body.code, "invalid_credentials");
    assert.equal(
      (await api.post("/api/v1/auth/second-factor", { password: PASSWORD }, { token: accessToken })).body.code,
      "invalid_credentials",
    );
  });
});
