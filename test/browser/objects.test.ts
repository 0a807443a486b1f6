import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { buildClient } from "../../clients/web/build.ts";
import { launchBrowser } from "./support/browser.ts";
import { Player } from "./support/player.ts";

/** What stands in the world and can be used, by keyboard and mouse. */
describe("play page: jumping, riding and using things", function () {
  this.timeout(60_000);
  this.bail(true);
  let server: TestServer;
  let browser: Browser;
  let player: Player;

  before(async () => {
    await buildClient();
    [server, browser] = await Promise.all([startTestServer(), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await player?.screenshot("failed-objects");
  });

  it("3.1 a new player enters the town", async () => {
    player = await Player.open(browser, server.webUrl, "Ysolde");
    await player.register("ysolde@example.com", "correct horse battery");
    await player.create("warden");
    await player.inWorld();
  });

  it("1.3 the space bar jumps, and the page predicted every stride of it", async () => {
    await player.page.keyboard.down("KeyW");
    await player.page.keyboard.press("Space");
    await player.until((state) => (state.own.movement.flags & EntityFlag.AIRBORNE) !== 0);
    await player.screenshot("objects-1-jump");
    await player.until((state) => (state.own.movement.flags & EntityFlag.AIRBORNE) === 0);
    await player.page.keyboard.up("KeyW");
    const { figures } = await player.state();
    assert.equal(figures.wrong, 0, `${figures.wrong} of ${figures.compared} words of the server were something else`);
  });

  it("1.9 a waystone is used with E, takes its time, and leads to the bridge", async () => {
    await player.walkTo(289, 281, 1.5);
    const { entities } = await player.state();
    assert.ok(entities.some((entity) => entity.kind === EntityKind.OBJECT && entity.name === "Waystone of Emberwatch"));
    await player.screenshot("objects-2-waystone");
    await player.page.keyboard.press("KeyE");
    await player.until((state) => state.y > 400);
    await player.screenshot("objects-3-bridge");
  });

  it("1.3 a horse comes when it is called, and X gets off", async () => {
    await player.page.keyboard.press("Minus");
    await player.until((state) => (state.own.movement.flags & EntityFlag.MOUNTED) !== 0);
    await player.hold("KeyD", 500);
    await player.screenshot("objects-4-horse");
    await player.page.keyboard.press("KeyX");
    await player.until((state) => (state.own.movement.flags & EntityFlag.MOUNTED) === 0);
    assert.deepEqual(player.complaints, []);
  });
});
