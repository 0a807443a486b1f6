import assert from "node:assert/strict";
import { EntityKind } from "#shared/protocol/codes.ts";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** Players at their pages who play together; each test goes on where the one before ended. */
describe("the party on the play page", function () {
  this.bail(true);
  const game = useGame("party");
  let mira: Player;
  let tolan: Player;

  before(async () => {
    [mira, tolan] = await Promise.all([game.enter("Mira"), game.enter("Tolan", "arcanist")]);
  });

  it("6.3 a player who is the target is invited with a button; declined, then by name, accepted", async () => {
    // where one enters is a matter of luck: he must not stand behind the chat
    const { x, y } = await mira.state();
    await tolan.walkTo(x - 3, y);
    const { id } = await mira.until((state) => state.entities.find((e) => e.kind === EntityKind.PLAYER && e.name === "Tolan"));
    for (;;) {
      await mira.clickOn(id);
      await mira.page.waitForTimeout(150);
      if ((await mira.state()).own.target === id) break;
    }
    await mira.at("invite-target").click();
    await tolan.at("party-invite-text").getByText("Mira (level 1) invites you to a party.").waitFor();
    await tolan.screenshot("party-1-invite");
    await tolan.at("party-invite-no").click();
    await mira.until(({ log }) => log.includes("Tolan declines your invitation."));
    await tolan.at("party-invite").waitFor({ state: "detached" });
    // the other way round: who declined may ask
    await tolan.page.keyboard.press("KeyP");
    await tolan.at("party-invite-name").fill("mira");
    await tolan.at("party-invite-send").click();
    await mira.at("party-invite-yes").click();
    await game.all((player) => player.at(player === mira ? "party-member-Tolan" : "party-member-Mira").waitFor());
    await tolan.until(({ log }) => log.includes("Mira has joined the party."));
    assert.equal(await mira.at("invite-target").isVisible(), false, "he is a member");
    await tolan.screenshot("party-2-panel");
    await tolan.page.keyboard.press("Escape");
  });

  it("6.3 frames tell how the other is", async () => {
    const { maxHealth } = (await mira.state()).own.vitals;
    await tolan.at("party-health-Mira").getByText(`${maxHealth} / ${maxHealth}`).waitFor();
    await game.all((player) => player.screenshot(`party-3-frames-${player.name}`));
  });

  it("6.3 the leader asks who is ready; all see the answers", async () => {
    await tolan.page.keyboard.press("KeyP");
    await tolan.at("party-ready").click();
    await mira.at("ready-check-text").getByText("Tolan asks: are you ready?").waitFor();
    await mira.screenshot("party-4-ready-check");
    await tolan.at("party-member-Mira").getByLabel("Has not answered").waitFor();
    await mira.at("ready-check-yes").click();
    await tolan.at("party-member-Mira").getByLabel("Ready", { exact: true }).waitFor();
    await game.all((player) => player.until(({ log }) => log.includes("All are ready.")));
  });

  it("6.3 loot rule and roles: the leader chooses, the other sees it and chooses his own role only", async () => {
    await tolan.at("party-loot").selectOption("need_greed");
    await tolan.at("party-threshold").selectOption("rare");
    await mira.page.keyboard.press("KeyP");
    await mira.at("party-threshold").waitFor();
    assert.equal(await mira.at("party-loot").inputValue(), "need_greed");
    assert.equal(await mira.at("party-loot").isDisabled(), true);
    assert.equal(await mira.at("party-role-Tolan").count(), 0);
    await mira.at("party-role-Mira").selectOption("tank");
    await tolan.at("party-member-Mira").getByLabel("Tank").waitFor();
    await tolan.screenshot("party-5-loot");
  });

  it("6.3 a raid shows its groups", async () => {
    await tolan.at("party-raid").click();
    await mira.at("party-frames").locator(".raid-group").waitFor();
    await mira.at("party-member-Mira").waitFor();
    await game.all((player) => player.page.keyboard.press("KeyP"));
    await game.all((player) => player.screenshot(`party-6-raid-${player.name}`));
  });

  it("6.3 the connection breaks: the other sees it, and the party is there when it is back; who leaves ends it", async () => {
    await mira.page.evaluate("window.game.breakConnection()");
    await mira.until(({ figures }) => figures.snapshotsPerSecond > 0);
    await mira.at("party-member-Tolan").waitFor();
    await mira.screenshot("party-7-back");
    await tolan.at("party-member-Mira").click({ button: "right" });
    await tolan.at("member-menu").getByText("Take out of the party").click();
    await game.all((player) => player.at("party-frames").waitFor({ state: "hidden" }));
    await mira.until(({ log }) => log.includes("You were taken out of the party."));
  });

  it("9.12 the pages had nothing to complain about", () => {
    assert.deepEqual([...mira.complaints, ...tolan.complaints], []);
  });
});
