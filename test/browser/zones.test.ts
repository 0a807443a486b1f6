import assert from "node:assert/strict";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

const PAST_THE_FOUNTAIN = [
  [83, 72],
  [83, 63],
  [76, 58],
  [76, 40],
] as const;

/** From one zone to the next and back, with the page's one short fade. */
describe("play page: zones", function () {
  this.bail(true);
  const game = useGame("zones");
  let player: Player;

  it("1.8 the carriage takes a new player from the vale to the harbour, and he goes on walking", async () => {
    player = await game.enter("Isaura");
    await player.walkTo(310.5, 280.5, 1.5);
    await player.use();
    await player.until((state) => state.x < 150 && state.y < 130);
    assert.equal(await player.page.locator(".curtain-name").textContent(), "Saltgate");
    await player.page.waitForFunction("!document.querySelector('.curtain').classList.contains('closed')");
    await player.screenshot("zones-1-harbour");
    // around the fountain, not along it
    for (const [x, y] of PAST_THE_FOUNTAIN) await player.walkTo(x, y, 1);
    await player.screenshot("zones-2-quay");
    const { figures } = await player.state();
    // a machine that stands still for a second loses an input: the correction is small
    assert.ok(figures.maxErrorM < 1, `${figures.maxErrorM} m off`);
  });

  it("1.8 and back to the vale, where it all goes on", async () => {
    for (const [x, y] of PAST_THE_FOUNTAIN.toReversed()) await player.walkTo(x, y, 1);
    await player.walkTo(81.5, 78.5, 1);
    await player.use();
    await player.until((state) => state.x > 250);
    await player.walkTo(303, 285, 3);
    assert.deepEqual(player.complaints, []);
  });
});
