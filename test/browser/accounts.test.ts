import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import type { Browser } from "playwright-core";
import { Issuer } from "#test/support/issuer.ts";
import { Mailbox } from "#test/support/mailbox.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { buildClient } from "../../clients/web/build.ts";
import { launchBrowser } from "./support/browser.ts";
import { Player } from "./support/player.ts";

const EMAIL = "runa@example.com";
const PASSWORD = "correct horse battery";
const BETTER = "a better horse battery";

/** One player's account from guest to second factor, at the play page; each test goes on where the one before ended. */
describe("accounts in a browser", function () {
  this.bail(true);
  let server: TestServer;
  let browser: Browser;
  let mailbox: Mailbox;
  let issuer: Issuer;
  let runa: Player;
  let secret = "";
  let recoveryCodes: string[] = [];

  before(async () => {
    await buildClient();
    [mailbox, issuer, browser] = await Promise.all([Mailbox.open(), Issuer.start(), launchBrowser()]);
    const oidc = { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: issuer.client.clientId, OIDC_CLIENT_SECRET: issuer.client.clientSecret };
    server = await startTestServer({
      env: { SMTP_URL: mailbox.url, MAIL_FROM: "Vale <vale@example.com>", ...oidc, OIDC_NAME: "Guild Keys" },
    });
    issuer.allow(`${server.webUrl}/api/v1/auth/oidc/callback`);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
    await issuer?.stop();
    await mailbox?.close();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await runa?.screenshot("failed-runa");
  });

  /** Opens the link of a letter. */
  async function follow(subject: RegExp): Promise<void> {
    const { text } = await mailbox.letter(EMAIL, subject);
    const link = /http:\/\/\S+/.exec(text)?.[0] ?? assert.fail(text);
    // a page that is open already would only see the part behind the # change
    await runa.page.goto("about:blank");
    await runa.page.goto(link);
  }
  const code = (ms: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms });
  const fillForm = async (values: Record<string, string>) => {
    for (const [testId, value] of Object.entries(values)) await runa.at(testId).fill(value);
  };
  const press = (name: string) => runa.page.getByRole("button", { name, exact: true }).click();

  it("2.1 a guest plays at once and comes back on the same device", async () => {
    runa = await Player.open(browser, server.webUrl, "Runa");
    await runa.at("provider").waitFor();
    await runa.screenshot("30-entrance");
    await runa.at("guest").click();
    await runa.create("warden");
    await runa.inWorld();
    await runa.page.goto(`${server.webUrl}/play/`);
    await runa.at("play-Runa").waitFor();
    await runa.at("logout").click();
    await runa.at("guest").getByText("Go on as a guest").waitFor();
    await runa.at("guest").click();
    await runa.at("play-Runa").waitFor();
    assert.match((await runa.at("welcome").textContent()) ?? "", /^Welcome back, Runa! Last here .+ from 127\.0\.0\.1\.$/);
    await runa.screenshot("31-welcome-back");
  });

  it("2.1 the guest becomes a full account by a link in a letter and keeps the character", async () => {
    await runa.at("account-open").click();
    await fillForm({ "upgrade-email": EMAIL, "upgrade-password": PASSWORD });
    await runa.screenshot("32-upgrade");
    await press("Make it a full account");
    await runa.page.getByText("Look into your mail").waitFor();
    await follow(/Confirm/);
    await runa.at("message").getByText("Your address is confirmed").waitFor();
    await runa.screenshot("33-confirmed");
    assert.ok(!runa.page.url().includes("#"), "the token is out of the address");
    await runa.at("continue").click();
    await runa.at("play-Runa").waitFor();
    await runa.at("logout").click();
    await runa.logIn(EMAIL, PASSWORD);
    await runa.at("play-Runa").waitFor();
  });

  it("2.1 a wrong present password changes nothing; the right one does", async () => {
    await runa.at("account-open").click();
    await runa.at("account-who").getByText(`${EMAIL} · confirmed`).waitFor();
    await fillForm({ "current-password": "not this one", "new-password": BETTER });
    await press("Change the password");
    await runa.page.getByText("The password is wrong.").waitFor();
    await runa.at("current-password").fill(PASSWORD);
    await press("Change the password");
    await runa.page.getByText("Changed. All your other sessions have ended.").waitFor();
  });

  it("2.1 a second factor is set up with QR code and recovery codes, and asked for", async () => {
    await runa.at("enrol-password").fill(BETTER);
    await press("Set up a second factor");
    secret = (await runa.at("totp-secret").textContent()) ?? "";
    await runa.at("enrol-code").scrollIntoViewIfNeeded();
    await runa.screenshot("34-second-factor");
    await runa.at("enrol-code").fill(code(Date.now()));
    await press("Switch it on");
    recoveryCodes = ((await runa.at("recovery-codes").textContent()) ?? "").split("\n");
    assert.equal(recoveryCodes.length, 10);
    await runa.at("recovery-codes").scrollIntoViewIfNeeded();
    await runa.screenshot("35-recovery-codes");
    await runa.at("codes-kept").click();
    await runa.at("factor-on").waitFor();
    await runa.at("account-close").click();
    await runa.at("logout").click();
    await runa.logIn(EMAIL, BETTER);
    await runa.at("code").fill("000000");
    await runa.at("submit").click();
    await runa.at("problem").getByText("This code is wrong or was used before.").waitFor();
    await runa.screenshot("36-code");
    // the one of this moment was used to switch it on
    await runa.at("code").fill(code(Date.now() + 30_000));
    await runa.at("submit").click();
    await runa.at("play-Runa").waitFor();
  });

  it("2.1 who has forgotten the password chooses a new one; a recovery code lets in", async () => {
    await runa.at("logout").click();
    await runa.at("forgot").click();
    await runa.at("email").fill(EMAIL);
    await runa.at("submit").click();
    await runa.at("message").getByText("Look into your mail").waitFor();
    await follow(/Choose a new password/);
    await runa.at("new-password").fill(PASSWORD);
    await runa.screenshot("37-recover");
    await runa.at("submit").click();
    await runa.at("continue").click();
    await runa.logIn(EMAIL, PASSWORD);
    await runa.at("code").fill(recoveryCodes[3].toLowerCase());
    await runa.at("submit").click();
    await runa.at("play-Runa").waitFor();
    await runa.at("logout").click();
  });

  it("2.1 an identity provider that vouches for the address leads to the same account, which still asks for the code", async () => {
    issuer.people.set("runa", { email: EMAIL, email_verified: true });
    await runa.at("provider").click();
    await runa.page.locator("input[name=login]").fill("runa");
    await runa.page.locator("input[name=password]").fill("any");
    await runa.page.locator("button[type=submit]").click();
    await runa.page.getByRole("button", { name: "Continue" }).click();
    await runa.at("code").fill(recoveryCodes[4]);
    await runa.at("submit").click();
    await runa.at("play-Runa").waitFor();
  });

  it("2.1 a link that is old or broken, and a provider that refuses, are said in words", async () => {
    await runa.at("logout").click();
    await runa.page.goto("about:blank");
    await runa.page.goto(`${server.webUrl}/play/#verify=broken`);
    await runa.at("message").getByText("This link or code is unknown, expired or already used.").waitFor();
    await runa.at("continue").click();
    await runa.page.goto("about:blank");
    await runa.page.goto(`${server.webUrl}/play/#oidc_error=refused`);
    await runa.at("problem").getByText("The identity provider did not let you in.").waitFor();
  });
});
