import assert from "node:assert/strict";
import pg from "pg";
import type { Browser } from "playwright-core";
import { unpackAppearance } from "#shared/rules/appearance.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { buildClient } from "../../clients/web/build.ts";
import { launchBrowser } from "./support/browser.ts";
import { Player } from "./support/player.ts";

describe("characters in a browser", () => {
  let server: TestServer;
  let browser: Browser;
  let sql: pg.Client;
  let mira: Player;
  before(async () => {
    await buildClient();
    [server, browser] = await Promise.all([startTestServer(), launchBrowser()]);
    sql = new pg.Client(server.databaseUrl);
    await sql.connect();
  });
  after(async () => {
    await sql?.end();
    await browser?.close();
    await server?.dispose();
  });
  const text = (testId: string) => mira.at(testId).textContent();
  /** Waits until something on the page reads so. */
  const reads = (testId: string, wanted: string) => mira.at(testId).getByText(wanted, { exact: true }).waitFor();

  it("3.1 a character is made with class, origin and looks; 3.2 its sheet spends points; it is deleted and restored", async () => {
    mira = await Player.open(browser, server.webUrl, "Mira");
    await mira.register("mira@example.com", "correct horse battery");
    await mira.at("class-warden").click();
    for (const part of ["skin", "hair", "hair", "outfit"]) await mira.at(`look-${part}-next`).click();
    await mira.at("look-body-back").click();
    await mira.at("origin").selectOption("hillfolk");
    assert.match((await text("origin-text")) ?? "", /Agility \+3, Vitality \+2/);
    await mira.screenshot("characters-1-create");
    await mira.at("character-name").fill("Mira");
    await mira.at("create").click();
    await mira.inWorld();
    const { rows } = await sql.query("SELECT origin_id, appearance FROM characters");
    assert.equal(rows[0].origin_id, "hillfolk");
    assert.deepEqual(unpackAppearance(rows[0].appearance), { body: 3, skin: 1, hair: 2, hairColour: 0, outfit: 1 });

    await sql.query("UPDATE characters SET level = 3");
    await mira.page.keyboard.press("KeyC");
    await reads("sheet-attribute-points", "4 to spend");
    const health = Number(await text("stat-maxHealth"));
    await mira.at("sheet-add-vitality").hover();
    await reads("stat-maxHealth", String(health + 4));
    assert.equal(await text("sheet-attribute-vitality"), "2", "looking costs nothing");
    await mira.at("sheet-add-vitality").click();
    await reads("sheet-attribute-vitality", "3");
    await mira.at("sheet-name").hover();
    assert.equal(Number(await text("stat-maxHealth")), health + 4, "the preview was right");
    await mira.at("sheet-train-bladework").click();
    await reads("sheet-skill-bladework", "1");
    await mira.at("sheet-title").selectOption("newcomer");
    await reads("sheet-name", "Mira the Newcomer");
    await mira.screenshot("characters-2-sheet");
    await mira.at("sheet-respec").click();
    await reads("sheet-attribute-points", "4 to spend");
    assert.equal(await text("sheet-attribute-vitality"), "2");

    await mira.at("leave").click();
    await mira.at("delete-Mira").click();
    await mira.at("delete-Mira").getByText("Really delete Mira?").waitFor();
    await mira.at("delete-Mira").click();
    await mira.at("restore-Mira").click();
    await mira.at("play-Mira").waitFor();
    await mira.screenshot("characters-3-restored");
    assert.deepEqual(mira.complaints, []);
  });
});
