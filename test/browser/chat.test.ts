import assert from "node:assert/strict";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** Two players at their pages; each test goes on where the one before ended. */
describe("6.1 talk on the play page", function () {
  this.bail(true);
  const game = useGame("chat");
  let mira: Player;
  let tolan: Player;

  before(async () => {
    [mira, tolan] = await Promise.all([game.enter("Mira"), game.enter("Tolan", "arcanist")]);
    // the hub follows the character into its zone
    for (;;) {
      await type(mira, "/z hello all");
      await mira.page.waitForTimeout(200);
      if ((await mira.at("chat-general").innerText()).includes("hello all")) break;
    }
    await type(mira, "/s");
  });

  async function type(player: Player, line: string): Promise<void> {
    await player.page.keyboard.press("Enter");
    await player.at("chat-input").fill(line);
    await player.page.keyboard.press("Enter");
  }
  const reads = (player: Player, text: string, tab = "general") => player.at(`chat-${tab}`).getByText(text).first().waitFor();

  it("6.1 Enter writes; what is typed does not move the character", async () => {
    const { x, y } = await mira.state();
    await mira.page.keyboard.press("Enter");
    await mira.page.keyboard.type("swim and dawdle");
    await mira.page.keyboard.press("Enter");
    await game.all((player) => reads(player, "Mira says: swim and dawdle"));
    const after = await mira.state();
    assert.ok(Math.hypot(after.x - x, after.y - y) < 0.2);
    await game.all((player) => player.screenshot(`chat-1-say-${player.name}`));
  });

  it("6.1 zone talk, in its colour; the channel stays", async () => {
    await type(tolan, "/z anyone for the wolves?");
    await reads(mira, "[Zone] Tolan: anyone for the wolves?");
    await tolan.at("chat-channel").getByText("Zone").waitFor();
    await type(tolan, "or boars?");
    await reads(mira, "[Zone] Tolan: or boars?");
  });

  it("6.1 whispers: marked unread on their tab, answered with /r", async () => {
    await tolan.at("chat-tab-combat").click();
    await type(mira, "/w tolan only for you");
    await reads(mira, "To Tolan: only for you");
    await tolan.at("chat-tab-whispers").getByText("1").waitFor();
    await tolan.screenshot("chat-2-unread");
    await tolan.at("chat-tab-whispers").click();
    await reads(tolan, "Mira whispers: only for you", "whispers");
    await type(tolan, "/r heard");
    await reads(mira, "Tolan whispers: heard");
    await tolan.at("chat-tab-general").click();
    await type(mira, "/w Nobodyatall hi");
    await reads(mira, "No such player is in the world now.");
  });

  it("6.1 /who, /roll, and wrong use tells the usage", async () => {
    await type(mira, "/who to");
    await reads(mira, "Tolan, level 1 Arcanist");
    await type(mira, "/roll 6");
    await game.all((player) =>
      player
        .at("chat-general")
        .getByText(/Mira rolls [1-6] \(1–6\)/)
        .waitFor(),
    );
    await type(mira, "/roll six");
    await reads(mira, "/roll [2 – 1000000] – dice");
    await type(mira, "/yell to arms!");
    await reads(tolan, "Mira yells: to arms!");
    await game.all((player) => player.screenshot(`chat-3-yell-${player.name}`));
  });

  it("R30 HTML and links are letters", async () => {
    const bait = '<img src=x onerror="document.title=1"> <b>bold</b> https://example.com/';
    await type(tolan, bait);
    await reads(mira, bait);
    assert.equal(await mira.at("chat").locator("img, a, b").count(), 0);
    assert.notEqual(await mira.page.title(), "1");
  });

  it("6.1 a name's menu: whisper; ignored, nothing more is heard", async () => {
    await mira.at("chat-general").getByRole("button", { name: "Tolan" }).last().click();
    await mira.at("chat-menu").waitFor();
    await mira.screenshot("chat-4-menu");
    await mira.at("chat-menu").getByText("Whisper").click();
    assert.equal(await mira.at("chat-input").inputValue(), "/w Tolan ");
    await mira.page.keyboard.press("Escape");
    await mira.at("chat-general").getByRole("button", { name: "Tolan" }).last().click();
    await mira.at("chat-menu").getByText("Ignore").click();
    await reads(mira, "You hear Tolan no more.");
    await type(tolan, "can you hear me?");
    await reads(tolan, "[Zone] Tolan: can you hear me?");
    await type(mira, "/z I am done");
    await game.all((player) => reads(player, "[Zone] Mira: I am done"));
    assert.ok(!(await mira.at("chat-general").innerText()).includes("can you hear me?"));
    await type(mira, "/unignore Tolan");
    await reads(mira, "You hear Tolan again.");
  });

  it("6.1 who comes back reads what was said", async () => {
    await tolan.at("leave").click();
    await tolan.page
      .getByRole("button", { name: /play|enter/i })
      .first()
      .click();
    await tolan.inWorld();
    await reads(tolan, "[Zone] Mira: I am done");
    await tolan.at("chat-tab-whispers").click();
    await reads(tolan, "Mira whispers: only for you", "whispers");
    assert.equal(await tolan.at("chat-whispers").getByText("only for you").count(), 1);
    await tolan.screenshot("chat-5-back");
  });

  it("9.12 the pages had nothing to complain about", () => {
    assert.deepEqual([...mira.complaints, ...tolan.complaints], []);
  });
});
