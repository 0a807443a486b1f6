import assert from "node:assert/strict";
import pg from "pg";
import type { Browser } from "playwright-core";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { buildClient } from "../../clients/web/build.ts";
import { launchBrowser } from "./support/browser.ts";
import { Player } from "./support/player.ts";

const EMAIL = "ilse@example.com";
const PASSWORD = "correct horse battery";

/** One account on two devices; each test goes on where the one before ended. */
describe("devices and bans in a browser", function () {
  this.bail(true);
  let server: TestServer;
  let browser: Browser;
  let playing: Player;
  let beside: Player;

  before(async () => {
    await buildClient();
    [server, browser] = await Promise.all([startTestServer(), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    await playing?.screenshot("failed-playing");
    await beside?.screenshot("failed-beside");
  });

  it("2.2 the list of devices: this one is marked, another is named and logged out; who plays there is told so", async () => {
    playing = await Player.open(browser, server.webUrl, "Ilse");
    await playing.register(EMAIL, PASSWORD);
    await playing.create("warden");
    await playing.inWorld();
    beside = await Player.open(browser, server.webUrl, "Ilse");
    await beside.logIn(EMAIL, PASSWORD);
    await beside.at("sessions-open").click();
    const rows = beside.at("session");
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 2);
    assert.match((await rows.nth(0).textContent()) ?? "", /Chrome on Linux · 127\.0\.0\.1 · here/);
    assert.equal(await rows.nth(0).getByTestId("session-end").count(), 0, "one does not end the session one sits in");
    await rows.nth(1).getByRole("textbox").fill("Old laptop");
    await rows.nth(1).getByRole("textbox").press("Enter");
    await beside.page.getByLabel("Log out Old laptop").waitFor();
    await beside.screenshot("20-devices");
    await beside.page.getByLabel("Log out Old laptop").click();
    await playing.at("farewell").getByText("You were logged out.").waitFor();
    await playing.screenshot("21-logged-out");
    await playing.at("farewell").getByRole("button").click();
    await playing.at("tab-login").waitFor();
    await rows.nth(1).waitFor({ state: "detached" });
    assert.equal(await beside.at("sessions-end-others").isDisabled(), true);
    await beside.at("sessions-close").click();
  });

  it("2.2 a ban in the world, at the list of characters and at the log-in is said in words", async () => {
    await beside.at("play-Ilse").click();
    await beside.inWorld();
    await playing.logIn(EMAIL, PASSWORD);
    await playing.at("sessions-open").waitFor();
    await ban();
    await beside.at("farewell").getByText("This account has been banned.").waitFor();
    await beside.screenshot("22-banned");
    await beside.at("farewell").getByRole("button").click();
    await beside.at("problem").getByText("Reason: Bots on the meadow").waitFor();
    await beside.page.getByRole("button", { name: "Back to the log-in" }).click();
    await beside.logIn(EMAIL, PASSWORD);
    await beside.at("problem").getByText("Reason: Bots on the meadow").waitFor();
    await playing.at("play-Ilse").click();
    await playing.at("problem").getByText("Reason: Bots on the meadow").waitFor();
  });

  it("2.2 one's data can be taken along and the account deleted; within the grace it is kept after all", async () => {
    const visitor = await Player.open(browser, server.webUrl, "Visitor");
    const email = "visitor@example.com";
    await visitor.register(email, PASSWORD);
    const open = async () => {
      await visitor.at("sessions-open").click();
      await visitor.at("account-data").click();
    };
    await open();
    const [file] = await Promise.all([visitor.page.waitForEvent("download"), visitor.at("export").click()]);
    assert.equal(file.suggestedFilename(), "my-account.json");
    await visitor.at("delete-password").fill("not the password");
    await visitor.at("delete-account").click();
    await visitor.at("data-problem").getByText("The password is wrong.").waitFor();
    await visitor.screenshot("23-account-data");
    await visitor.at("delete-password").fill(PASSWORD);
    await visitor.at("delete-account").click();
    await visitor.at("tab-login").waitFor();
    await visitor.logIn(email, PASSWORD);
    await open();
    await visitor.at("deletes-at").getByText("will be erased on").waitFor();
    await visitor.at("keep-account").click();
    await visitor.at("delete-account").waitFor();
  });

  /** As an admin would. */
  async function ban(): Promise<void> {
    const sql = new pg.Client(server.databaseUrl);
    await sql.connect();
    const call = async (path: string, body: object, token = "") => {
      const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
      const answer = await fetch(`${server.webUrl}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      return (await answer.json()) as { accessToken: string };
    };
    try {
      const admin = { email: "admin@example.com", password: PASSWORD };
      await call("/auth/register", admin);
      await sql.query("INSERT INTO account_roles SELECT id, 'admin' FROM accounts WHERE email = $1", [admin.email]);
      const { accessToken } = await call("/auth/login", admin);
      const { rows } = await sql.query<{ id: string }>("SELECT id FROM accounts WHERE email = $1", [EMAIL]);
      await call(`/admin/accounts/${rows[0].id}/ban`, { reason: "Bots on the meadow" }, accessToken);
    } finally {
      await sql.end();
    }
  }
});
