import assert from "node:assert/strict";
import { DuelState, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { useGame } from "./support/game.ts";
import type { PageState, Player } from "./support/player.ts";

/** Down the street and through the south gate, where the peace of the town ends. */
const WAY = [
  { x: 300, y: 258 },
  { x: 300, y: 228 },
];

/** Two players at their pages; each test goes on where the one before ended. */
describe("duels on the play page", function () {
  this.bail(true);
  const game = useGame("duel");
  let mira: Player;
  let tolan: Player;

  before(async () => {
    [mira, tolan] = await Promise.all([game.enter("Mira"), game.enter("Tolan", "arcanist")]);
    await game.all(async (player) => {
      for (const { x, y } of WAY) await player.walkTo(x, y, 2.5);
    });
  });

  const duelOf = ({ own }: PageState): number => own.offers.duel.state;

  it("1.6 a challenge is asked and can be declined", async () => {
    await target(mira, "Tolan");
    await mira.at("challenge").click();
    await tolan
      .at("duel-text")
      .getByText(/^Mira challenges you to a duel: \d+ s$/)
      .waitFor();
    await mira
      .at("duel-text")
      .getByText(/^You have challenged Tolan to a duel: \d+ s$/)
      .waitFor();
    await tolan.screenshot("duel-1-challenge");
    await tolan.at("duel-decline").click();
    await game.all((player) => player.at("duel").waitFor({ state: "hidden" }));
  });

  it("1.6 accepted, it begins after three seconds, and ends at one point of health; both read who has won", async () => {
    await mira.at("challenge").click();
    await tolan.at("duel-accept").click();
    await mira
      .at("duel-text")
      .getByText(/^The duel with Tolan begins in [123] …$/)
      .waitFor();
    await game.all((player) => player.until((state) => duelOf(state) === DuelState.FIGHTING));
    await target(tolan, "Mira");
    await game.all((player) => player.page.keyboard.press("Digit1"));
    await tolan.until(({ own }) => own.vitals.health < own.vitals.maxHealth * 0.6);
    await game.all((player) => player.screenshot(`duel-2-fight-${player.name}`));
    await game.all((player) => player.until((state) => duelOf(state) === DuelState.NONE));
    const [winner, loser] =
      (await mira.state()).own.vitals.health > (await tolan.state()).own.vitals.health ? [mira, tolan] : [tolan, mira];
    await winner.at("announcement").getByText(`You have won the duel against ${loser.name}.`).waitFor();
    await loser.at("announcement").getByText(`You have lost the duel against ${winner.name}.`).waitFor();
    await game.all((player) => player.screenshot(`duel-3-result-${player.name}`));
    const { own, log } = await loser.state();
    assert.equal(own.movement.flags & EntityFlag.DEAD, 0);
    assert.ok(log.includes(`${winner.name} wins the duel against ${loser.name}.`));
  });

  it("1.6 who both want to fight players are enemies to each other, and see it", async () => {
    await mira.at("pvp").click();
    await mira.at("pvp").getByText("PvP on").waitFor();
    await mira.page.keyboard.press("Escape");
    await mira.page.keyboard.press("Tab");
    assert.notEqual((await mira.state()).own.target, (await tolan.state()).ownId);
    await tolan.at("pvp").click();
    const tolanId = (await tolan.state()).ownId;
    await mira.until(({ entities }) => entities.some(({ id, flags }) => id === tolanId && flags & EntityFlag.PVP));
    await mira.page.keyboard.press("Escape");
    await mira.page.keyboard.press("Tab");
    await mira.until(({ own }) => own.target === tolanId);
    await mira.screenshot("duel-4-pvp");
    await mira.at("pvp").click();
    await mira.at("pvp").getByText("PvP ends").waitFor();
  });

  it("9.12 the pages had nothing to complain about", () => {
    assert.deepEqual([...mira.complaints, ...tolan.complaints], []);
  });

  /** Chooses another player as target. */
  async function target(player: Player, name: string): Promise<void> {
    const { id } = await player.until((state) => state.entities.find((e) => e.kind === EntityKind.PLAYER && e.name === name));
    for (;;) {
      await player.clickOn(id);
      await player.page.waitForTimeout(150);
      if ((await player.state()).own.target === id) return;
    }
  }
});
