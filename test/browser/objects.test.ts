import assert from "node:assert/strict";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** What stands in the world and can be used, by keyboard and mouse. */
describe("play page: jumping, riding and using things", function () {
  this.bail(true);
  const game = useGame("objects");
  let player: Player;

  it("3.1 a new player enters the town", async () => {
    player = await game.enter("Ysolde");
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

  it("1.9 what stands nearest is used with E: the bank opens", async () => {
    await player.walkTo(309, 283, 1.5);
    const { entities } = await player.state();
    assert.ok(entities.some((entity) => entity.kind === EntityKind.OBJECT && entity.name === "Strongroom of the Watch"));
    await player.use();
    await player.at("bank").waitFor();
    await player.screenshot("objects-2-bank");
    await player.page.keyboard.press("Escape");
  });

  it("1.3 a horse comes when it is called, and X gets off", async () => {
    await player.page.keyboard.press("Minus");
    await player.until((state) => (state.own.movement.flags & EntityFlag.MOUNTED) !== 0);
    await player.hold("KeyD", 500);
    await player.screenshot("objects-3-horse");
    await player.page.keyboard.press("KeyX");
    await player.until((state) => (state.own.movement.flags & EntityFlag.MOUNTED) === 0);
    assert.deepEqual(player.complaints, []);
  });
});
