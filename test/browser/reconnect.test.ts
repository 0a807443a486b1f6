import assert from "node:assert/strict";
import path from "node:path";
import type { Browser } from "playwright-core";
import { append } from "#server/outbox/append.ts";
import { openDatabase } from "#server/platform/prisma.ts";
import { cleanEnv, ROOT, ready, startTestServer, TestProcess, type TestServer } from "#test/support/server.ts";
import { buildClient } from "../../clients/web/build.ts";
import { launchBrowser } from "./support/browser.ts";
import { Player } from "./support/player.ts";

const SECRET = { TOKEN_SECRET: "the secret of both processes, long enough" };

describe("a server that dies or ends under a page", function () {
  this.bail(true);
  let server: TestServer;
  let second: TestProcess | null = null;
  let browser: Browser;
  let player: Player;

  before(async () => {
    await buildClient();
    [server, browser] = await Promise.all([startTestServer({ env: SECRET }), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await second?.signal("SIGKILL");
    await server?.dispose();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await player?.screenshot("failed-reconnect");
  });

  /** On the same ports and database. */
  async function startAgain(): Promise<TestProcess> {
    const { port } = new URL(server.webUrl);
    const game = new URL(server.gameUrl).port;
    const env = { PORT: port, GAME_PORT: game, DATABASE_URL: server.databaseUrl, ...SECRET };
    const next = new TestProcess([path.join(ROOT, "server/main.ts")], cleanEnv(env));
    await ready(server.webUrl, next);
    return next;
  }

  it("1.12 6.6 the page says that it reconnects, comes back without a reload, and is told what is new", async () => {
    player = await Player.open(browser, server.webUrl, "Nora");
    await player.register("nora@example.com", "correct horse battery");
    await player.create("warden");
    await player.inWorld();
    const before = await player.state();
    await player.page.evaluate("window.notReloaded = true");
    const database = openDatabase(server.databaseUrl, { poolSize: 1 });
    // what was never saved cannot be found again
    while ((await database.prisma.playerPosition.count()) === 0) await player.page.waitForTimeout(100);
    await server.kill9();
    await player.at("banner").waitFor();
    await player.at("hub-state").waitFor();
    await player.screenshot("30-reconnecting");
    second = await startAgain();
    await player.at("banner").waitFor({ state: "hidden" });
    await player.at("hub-state").waitFor({ state: "hidden" });
    const after = await player.until((state) => (state.own.vitals ? state : null));
    assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 1, "where she stood");
    assert.equal(await player.page.evaluate("window.notReloaded"), true);
    const { id } = await database.prisma.character.findFirstOrThrow();
    await append(database.prisma, { name: "LEVEL_UP", characterId: id, payload: { level: 2 } });
    await database.close();
    await player.at("bell-toasts").getByText("You have reached level 2.").waitFor();
    assert.equal(await player.at("bell-count").textContent(), "1");
    await player.at("bell").click();
    await player.at("notifications").getByText("You have reached level 2.").waitFor();
    await player.screenshot("31-notifications");
    await player.at("bell-count").waitFor({ state: "hidden" });
    await player.at("bell").click();
  });

  it("1.12 a server that is restarted says goodbye: the page says so, and comes back by itself as well", async () => {
    await second?.signal("SIGTERM");
    await player.at("banner").getByText("The server restarts.").waitFor();
    assert.equal(await player.at("farewell").isVisible(), false);
    await player.screenshot("32-restarting");
    second = await startAgain();
    await player.at("banner").waitFor({ state: "hidden" });
    await player.at("hub-state").waitFor({ state: "hidden" });
    const { x } = await player.until((state) => (state.own.vitals ? state : null));
    await player.page.keyboard.down("KeyA");
    await player.until((state) => state.x < x - 1);
    await player.page.keyboard.up("KeyA");
    assert.equal(await player.page.evaluate("window.notReloaded"), true);
  });
});
