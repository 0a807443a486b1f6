import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { seed } from "#prisma/seed.ts";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { loadContent } from "#shared/content/load.ts";
import { createDatabase, type TestDatabase } from "#test/support/database.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { buildClient } from "../../clients/web/build.ts";
import { launchBrowser } from "./support/browser.ts";
import { Player } from "./support/player.ts";

/** A layer of it counts as full with two players. */
const NOOK = {
  id: "quiet_nook",
  name: "Quiet Nook",
  widthM: 60,
  heightM: 60,
  softPlayers: 2,
  maxPlayers: 20,
  interest: { radiusM: 40, hysteresisM: 4 },
  entry: { at: [30, 30], radiusM: 1 },
  respawnPoints: [[20, 20]],
};

/** Players at their pages in one zone that runs twice; each test goes on where the one before ended. */
describe("layers on the play page", function () {
  this.bail(true);
  const folder = mkdtempSync(path.join(tmpdir(), "necpgame-layers-"));
  let server: TestServer;
  let browser: Browser;
  let own: TestDatabase;
  let database: Database;
  let mira: Player;
  let tolan: Player;

  before(async () => {
    await buildClient();
    const file = path.join(folder, `${NOOK.id}.yaml`);
    writeFileSync(file, JSON.stringify(NOOK)); // JSON is YAML
    own = await createDatabase();
    await seed(own.url, loadContent(undefined, { extraZones: [file] }));
    const { url: databaseUrl } = own;
    [server, browser] = await Promise.all([startTestServer({ databaseUrl, env: { EXTRA_ZONES: file } }), launchBrowser()]);
    database = openDatabase(databaseUrl, { poolSize: 1 });
    [mira, tolan] = await Promise.all(["Mira", "Tolan"].map((name) => Player.open(browser, server.webUrl, name)));
  });
  after(async () => {
    await database?.close();
    await browser?.close();
    await server?.dispose();
    await own?.drop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    for (const player of [mira, tolan]) await player?.screenshot(`failed-layers-${player.name}`);
  });

  /** Makes a character, lets it leave, and enters again where it was put meanwhile. */
  async function arrive(player: Player, zoneId: string, x: number, y: number): Promise<void> {
    await player.register(`${player.name.toLowerCase()}@example.com`, "correct horse battery");
    await player.create("warden");
    await player.inWorld();
    await player.at("leave").click();
    await player.at(`play-${player.name}`).waitFor();
    const { id } = await database.prisma.character.findFirstOrThrow({ where: { name: player.name, leaseOwner: null } });
    await database.prisma.playerPosition.update({ where: { characterId: id }, data: { zoneId, x, y } });
    await player.at(`play-${player.name}`).click();
    await player.inWorld();
  }
  const layers = async () => (await database.prisma.zoneLease.findMany({ where: { zoneId: NOOK.id, roomId: { not: null } } })).length;

  it("1.8 the menu shows the layers there are, once there are several", async () => {
    await arrive(mira, NOOK.id, 30, 30);
    await arrive(tolan, NOOK.id, 31, 30);
    while ((await layers()) < 2) await mira.page.waitForTimeout(200);
    await tolan.at("layer").waitFor();
    assert.equal(await tolan.at("layer").textContent(), "Layer 1");
    await tolan.at("layer").click();
    await tolan.at("layer-1").waitFor();
    assert.equal(await tolan.at("layer-0").isDisabled(), true, "one is there already");
    await tolan.screenshot("layers-1-menu");
    await tolan.at("layer-1").click();
    await tolan.at("layer").getByText("Layer 2").waitFor();
    await tolan.until((state) => state.entities.every(({ name }) => name !== "Mira"));
  });

  it("6.3 a member of one's party on another layer has a button that leads there", async () => {
    await mira.page.keyboard.press("KeyP");
    await mira.at("party-invite-name").fill("tolan");
    await mira.at("party-invite-send").click();
    await tolan.at("party-invite-yes").click();
    await mira.page.keyboard.press("Escape");
    await mira.at("party-health-Tolan").getByText("Layer 2").waitFor();
    await mira.screenshot("layers-2-join");
    await mira.at("party-join-Tolan").click();
    await mira.until((state) => state.entities.some(({ name }) => name === "Tolan"));
    await mira.at("party-join-Tolan").waitFor({ state: "hidden" });
    await mira.screenshot("layers-3-together");
    assert.deepEqual([...mira.complaints, ...tolan.complaints], []);
  });

  it("1.8 the cave is dark, and one sees oneself, the map and who is near", async () => {
    await mira.at("leave").click();
    await mira.at("play-Mira").waitFor();
    const { id } = await database.prisma.character.findFirstOrThrow({ where: { name: "Mira" } });
    await database.prisma.playerPosition.update({ where: { characterId: id }, data: { zoneId: "hollowroot_cave", x: 40, y: 30 } });
    await mira.at("play-Mira").click();
    await mira.inWorld();
    await mira.until((state) => state.entities.length > 1);
    await mira.screenshot("cave-1-hall");
    await mira.page.keyboard.press("KeyM");
    await mira.screenshot("cave-2-map");
  });
});
