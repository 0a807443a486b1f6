import assert from "node:assert/strict";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** Beside the mailbox of the town (3 m reach; it is 2 m away), and out of it. */
const MAILBOX = { x: 293.5, y: 281.5 };
const AWAY = { x: 293.5, y: 273.5 };

/** Two players who write to each other; each test goes on where the one before ended. */
describe("6.5 letters on the play page", function () {
  this.bail(true);
  const game = useGame("mail");
  let mira: Player;
  let tolan: Player;

  before(async () => {
    [mira, tolan] = await Promise.all([game.enter("Mira"), game.enter("Tolan")]);
    await game.away(async () => {
      await game.stock.give("Mira", [{ templateId: "wolf_pelt", quantity: 14 }], 20_000n);
      await game.stock.place("Mira", MAILBOX.x, MAILBOX.y);
      await game.stock.place("Tolan", AWAY.x, AWAY.y);
    });
  });

  const has = (player: Player, count: number) =>
    player.until(({ bag }) => bag.some(({ templateId, quantity }) => templateId === "wolf_pelt" && quantity === count));

  it("6.5 a part of a stack goes with money; the rest stays, and the postage is shown before", async () => {
    await mira.use();
    await mira.at("tab-write").click();
    await mira.at("letter-to").fill("tolan");
    await mira.at("letter-subject").fill("For your new armour");
    await mira.at("letter-body").fill("As promised.\n<b>Mira</b>");
    await mira.at("bag").getByTestId("item-wolf_pelt").click({ button: "right" });
    await mira.at("letter-quantity-wolf_pelt").fill("6");
    await mira.at("letter-amount-s").fill("75");
    await mira.at("postage").getByText("Postage 50c").waitFor();
    await mira.screenshot("mail-1-write");
    await mira.at("letter-send").click();
    await has(mira, 8);
  });

  it("6.5 it is read far from a mailbox, emptied at one, and answered", async () => {
    await tolan.at("unread-letters").getByText("1", { exact: true }).waitFor();
    await tolan.page.keyboard.press("KeyL");
    await tolan.at("letters").getByText("For your new armour").click();
    await tolan.at("letter").getByText("<b>Mira</b>").waitFor();
    await tolan.at("unread-letters").waitFor({ state: "hidden" });
    await tolan.screenshot("mail-2-read");
    await tolan.at("letter-take").click();
    await tolan
      .at("complaint")
      .getByText(/mailbox/i)
      .waitFor();
    await tolan.walkTo(MAILBOX.x, MAILBOX.y, 0.7);
    await tolan.at("letter-take").click();
    await has(tolan, 6);
    await tolan.at("letter-reply").click();
    assert.equal(await tolan.at("letter-subject").inputValue(), "Re: For your new armour");
    assert.equal(await tolan.at("letter-to").inputValue(), "Mira");
  });
});
