import assert from "node:assert/strict";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** From way stone to way stone: found on foot, travelled by a click. */
describe("play page: way stones", function () {
  this.bail(true);
  const game = useGame("waystones");
  let player: Player;

  it("1.8 touched with E one is discovered, and its window says that it is the first", async () => {
    player = await game.enter("Perrine");
    await player.walkTo(290, 280.5, 1.5);
    await player.use();
    await player.at("waystones").waitFor();
    await player.until((state) => state.log.some((line) => line.startsWith("Way Stone of Emberwatch discovered")));
    assert.ok(await player.at("waystone-waystone_town").isDisabled(), "one is there already");
    assert.equal(await player.at("waystones").getByRole("button").count(), 2, "this one, and the window's own");
    await player.screenshot("waystones-1-first");
  });

  it("1.8 who walks away has left it; in the harbour there is another", async () => {
    await player.walkTo(310.5, 280.5, 1.5);
    await player.at("waystones").waitFor({ state: "hidden" });
    await player.use();
    await player.until((state) => state.x < 150 && state.y < 130);
    await player.walkTo(72.5, 82.5, 1.5);
    await player.use();
    await player.at("waystone-waystone_town").waitFor();
    assert.ok(await player.at("waystone-waystone_harbour").isDisabled());
    await player.screenshot("waystones-2-harbour");
  });

  it("1.8 a click on the first leads back to it, and from it to the harbour again", async () => {
    await player.at("waystone-waystone_town").click();
    await player.until((state) => state.x > 250);
    await player.until((state) => Math.hypot(state.x - 290.5, state.y - 280.5) < 1);
    await player.page.waitForFunction("!document.querySelector('.curtain').classList.contains('closed')");
    await player.use();
    await player.at("waystone-waystone_harbour").waitFor();
    await player.at("waystone-waystone_harbour").click();
    await player.until((state) => Math.hypot(state.x - 72.5, state.y - 82.5) < 1);
    await player.walkTo(78, 78, 1.5);
    await player.page.keyboard.press("KeyM");
    await player.at("map-canvas").waitFor();
    await player.until((state) => state.figures.snapshotsPerSecond > 0);
    await player.screenshot("waystones-3-map");
    assert.deepEqual(player.complaints, []);
  });
});
