import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Breakers } from "#server/platform/breaker.ts";
import { OidcClient } from "#server/platform/oidc.ts";
import { freePortPair } from "#test/support/ports.ts";
import { TestApi, WEB_URL } from "./support/api.ts";
import { Issuer, Wanderer } from "#test/support/issuer.ts";

const PATH = "/api/v1/auth/oidc";
const BACK = `${WEB_URL}${PATH}/callback`;
const PASSWORD = "a good password";

describe("2.1 log-in by an identity provider", () => {
  let issuer: Issuer;
  let api: TestApi;
  before(async () => {
    issuer = await Issuer.start(BACK);
    api = await TestApi.start({ settings: { oidc: { name: "Guild Keys", client: new OidcClient(issuer.client, new Breakers()) } } });
  });
  after(async () => {
    await api.stop();
    await issuer.stop();
  });

  /** What is public about the server lies behind a proxy that is not there. */
  const here = (url: string) => url.replace(WEB_URL, api.base);

  function begin(): { browser: Wanderer; verifier: string; start: string } {
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    return { browser: new Wanderer(), verifier, start: `${api.base}${PATH}/start?challenge=${challenge}` };
  }

  /** Through the provider and back. @returns the fragment of the page it ends on */
  async function arrive(browser: Wanderer, start: string, name: string): Promise<string> {
    const { status, location } = await browser.get(here(await browser.logInAt(start, name, BACK)));
    assert.equal(status, 302);
    const page = new URL(location ?? "");
    assert.equal(page.origin + page.pathname, `${WEB_URL}/play/`);
    return page.hash.slice(1);
  }

  async function logIn(name: string) {
    const { browser, verifier, start } = begin();
    const [kind, code] = (await arrive(browser, start, name)).split("=");
    assert.equal(kind, "oidc");
    return api.post(`${PATH}/login`, { code, verifier });
  }

  it("2.1 the first time makes an account, later times find it again; the address is verified when the provider says so", async () => {
    issuer.people.set("tolan", { email: "Tolan@Example.com", email_verified: true });
    assert.deepEqual((await api.get("/api/v1/auth/providers")).body.providers, [{ name: "Guild Keys", startUrl: `${PATH}/start` }]);
    const first = await logIn("tolan");
    assert.equal(first.status, 200);
    assert.deepEqual([first.body.account.email, first.body.account.verified, first.body.account.guest], ["tolan@example.com", true, false]);
    const again = await logIn("tolan");
    assert.equal(again.body.account.id, first.body.account.id);
    assert.equal(again.body.welcome, "Welcome back!");
    assert.equal((await api.get("/api/v1/characters", { token: again.body.accessToken })).status, 200);
  });

  it("2.1 joins an existing account only when both have proved the address", async () => {
    const owner = await api.player();
    issuer.people.set("unproved", { email: owner.email, email_verified: false });
    issuer.people.set("proved", { email: owner.email, email_verified: true });
    const stranger = (await logIn("unproved")).body.account;
    assert.notEqual(stranger.id, owner.accountId);
    assert.equal(stranger.email, null);
    const early = (await logIn("proved")).body.account;
    assert.notEqual(early.id, owner.accountId, "the account's owner has not proved it yet");
    assert.equal(early.email, null);
    await api.post("/api/v1/auth/verify", { token: await api.mailedToken(owner.email, "verify") });
    issuer.people.set("proved too", { email: owner.email.toUpperCase(), email_verified: true });
    assert.equal((await logIn("proved too")).body.account.id, owner.accountId);
    assert.ok((await api.mailTo(owner.email)).some(({ subject }) => subject.startsWith("Another way to log in")));
    assert.equal((await logIn("unproved")).body.account.id, stranger.id, "stays where it was");
    await api.login(owner.email, PASSWORD);
  });

  it("2.1 a second factor is asked for as after a password", async () => {
    const { Secret, TOTP } = await import("otpauth");
    const owner = await api.player();
    await api.post("/api/v1/auth/verify", { token: await api.mailedToken(owner.email, "verify") });
    issuer.people.set("careful", { email: owner.email, email_verified: true });
    const { secret } = (await api.post("/api/v1/auth/second-factor", { password: PASSWORD }, { token: owner.accessToken })).body;
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: api.now });
    await api.post("/api/v1/auth/second-factor/confirm", { code: code() }, { token: owner.accessToken });
    api.pass(60_000);
    const asked = await logIn("careful");
    assert.equal(asked.status, 202);
    const done = await api.post("/api/v1/auth/login/second-factor", { challenge: asked.body.challenge, code: code() });
    assert.equal(done.body.account.id, owner.accountId);
  });

  it("R13 a code works once, with the verifier of its page, for a minute", async () => {
    issuer.people.set("once", {});
    const { browser, verifier, start } = begin();
    const code = (await arrive(browser, start, "once")).split("=")[1];
    const use = async (with_: string) => (await api.post(`${PATH}/login`, { code, verifier: with_ })).status;
    assert.equal(await use("another verifier"), 400);
    const replies = await Promise.all([1, 2, 3, 4].map(() => use(verifier)));
    assert.deepEqual(replies.sort(), [200, 400, 400, 400]);
    const late = begin();
    const lateCode = (await arrive(late.browser, late.start, "once")).split("=")[1];
    api.pass(61_000);
    assert.equal((await api.post(`${PATH}/login`, { code: lateCode, verifier: late.verifier })).body.code, "link_invalid");
  });

  it("R13 nobody is sent back into somebody else's log-in", async () => {
    issuer.people.set("mallory", {});
    const mallory = begin();
    const answer = here(await mallory.browser.logInAt(mallory.start, "mallory", BACK));
    const end = async (browser: Wanderer, url = answer) => (await browser.get(url)).location;
    assert.equal(await end(new Wanderer()), `${WEB_URL}/play/#oidc_error=expired`, "a browser that began nothing");
    const victim = begin();
    await victim.browser.get(victim.start);
    assert.equal(await end(victim.browser), `${WEB_URL}/play/#oidc_error=refused`, "a browser that began something else");
    const wrongState = new URL(answer);
    wrongState.searchParams.set("state", "x".repeat(43));
    assert.equal(await end(mallory.browser, wrongState.href), `${WEB_URL}/play/#oidc_error=refused`);
    assert.equal(await end(mallory.browser), `${WEB_URL}/play/#oidc_error=expired`, "the cookie is gone with the first answer");
  });

  it("R13 refusals, invented codes and old cookies end on the page with an error", async () => {
    const ended = async (query: (state: string) => string) => {
      const { browser, start } = begin();
      const sent = new URL((await browser.get(start)).location ?? "");
      assert.equal(sent.searchParams.get("code_challenge_method"), "S256");
      const state = sent.searchParams.get("state") ?? "";
      return (await browser.get(here(`${BACK}?${query(state)}`))).location?.split("#")[1];
    };
    const iss = `iss=${encodeURIComponent(issuer.url)}`;
    assert.equal(await ended((state) => `error=access_denied&state=${state}&${iss}`), "oidc_error=refused");
    assert.equal(await ended((state) => `code=invented&state=${state}&${iss}`), "oidc_error=refused");
    assert.equal(await ended((state) => `code=invented&state=${state}&iss=https%3A%2F%2Fevil.example`), "oidc_error=refused");
    const slow = begin();
    const answer = here(await slow.browser.logInAt(slow.start, "mallory", BACK));
    api.pass(601_000);
    assert.equal((await slow.browser.get(answer)).location, `${WEB_URL}/play/#oidc_error=expired`);
  });

  it("2.1 a provider that is away is a clear refusal; without one the routes say so", async () => {
    const client = new OidcClient({ ...issuer.client, issuer: `http://127.0.0.1:${(await freePortPair()).web}` }, new Breakers());
    const away = await TestApi.start({ settings: { oidc: { name: "Away", client } } });
    try {
      const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
      assert.equal((await away.get(`${PATH}/start?challenge=${challenge}`)).body.code, "remote_unavailable");
      assert.equal((await away.get(`${PATH}/start?challenge=short`)).body.code, "invalid_request");
    } finally {
      await away.stop();
    }
    const without = await TestApi.start();
    try {
      assert.equal((await without.get(`${PATH}/callback?code=x`)).body.code, "no_provider");
    } finally {
      await without.stop();
    }
  });
});
