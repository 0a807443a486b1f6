import assert from "node:assert/strict";
import { EntityKind } from "#shared/protocol/codes.ts";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** Two players and what they own; each test goes on where the one before ended. */
describe("6.8 items and money on the play page", function () {
  this.bail(true);
  const game = useGame("economy");
  let mira: Player;
  let tolan: Player;

  before(async () => {
    [mira, tolan] = await Promise.all([game.enter("Mira"), game.enter("Tolan")]);
    await game.away(async () => {
      await game.stock.give(
        "Mira",
        [...GEAR, { templateId: "wolf_pelt", quantity: 14 }, { templateId: "healing_draught", quantity: 3 }],
        123_456n,
      );
      await game.stock.give("Tolan", [{ templateId: "spinner_silk", quantity: 8 }], 20_000n);
      await game.stock.place("Mira", 309.5, 282);
      await game.stock.place("Tolan", 304, 280);
    });
  });

  const GEAR = ["watch_sword", "oak_shield", "padded_jerkin", "barrow_blade"].map((templateId) => ({ templateId, quantity: 1 }));
  const inBag = (player: Player, templateId: string) => player.at("bag").getByTestId(`item-${templateId}`);
  /** No window that is used with the bag lies over it. */
  async function besideBag(player: Player, window: string): Promise<void> {
    const [bag, other] = await Promise.all(["inventory", window].map((testId) => player.at(testId).boundingBox()));
    assert.ok(bag && other && other.x + other.width <= bag.x, `${window}: ${JSON.stringify(other)}, bag: ${JSON.stringify(bag)}`);
  }
  const worn = (player: Player, templateId: string) => player.at("equipment").getByTestId(`item-${templateId}`);

  it("6.8 what is put on shows in the sheet and in the health of the world; its tooltip said so before", async () => {
    await mira.page.keyboard.press("KeyI");
    await mira.page.keyboard.press("KeyC");
    const power = Number(await mira.at("stat-power").innerText());
    const health = (await mira.state()).own.vitals.maxHealth;
    await inBag(mira, "watch_sword").click({ button: "right" });
    await worn(mira, "watch_sword").waitFor();
    await inBag(mira, "padded_jerkin").dragTo(mira.at("equipment").getByLabel("Chest"));
    await worn(mira, "padded_jerkin").waitFor();
    await mira.until(({ own }) => own.vitals.maxHealth === health + 10);
    await mira
      .at("stat-power")
      .getByText(String(power + 2), { exact: true })
      .waitFor();
    await inBag(mira, "barrow_blade").hover();
    const tip = await mira.at("item-tip").innerText();
    assert.match(tip, /From level 4/);
    assert.match(tip, /Instead of Watch Sword\s+\+5 Power/);
    await mira.screenshot("economy-1-bag-and-sheet");
    await besideBag(mira, "sheet");
    await inBag(mira, "barrow_blade").click({ button: "right" });
    await mira
      .at("complaint")
      .getByText(/level|class|cannot/i)
      .waitFor();
    await mira.page.keyboard.press("KeyC");
  });

  it("6.8 stacks are split, joined and sorted; a draught is drunk by its key", async () => {
    await inBag(mira, "wolf_pelt").click({ modifiers: ["Shift"] });
    await mira.at("question-count").fill("5");
    await mira.at("question-yes").click();
    await mira.until(({ bag }) => bag.filter(({ templateId }) => templateId === "wolf_pelt").length === 2);
    await inBag(mira, "wolf_pelt").last().dragTo(inBag(mira, "wolf_pelt").first());
    await mira.until(({ bag }) => bag.filter(({ templateId }) => templateId === "wolf_pelt").length === 1);
    await mira.at("sort-bag").click();
    await mira.page.keyboard.press("KeyQ");
    await mira.until(({ bag }) => bag.some(({ templateId, quantity }) => templateId === "healing_draught" && quantity === 2));
    await mira.at("quick-1").getByText("2", { exact: true }).waitFor();
    assert.equal(await mira.at("money-crowns").getAttribute("aria-label"), "12g 34s 56c");
  });

  it("4.1 what is laid down lies in the world; F takes it up again", async () => {
    const pelts = (count: number) => mira.until(({ bag }) => sum(bag) === count);
    const sum = (bag: readonly { templateId: string; quantity: number }[]) =>
      bag.reduce((all, { templateId, quantity }) => all + (templateId === "wolf_pelt" ? quantity : 0), 0);
    await inBag(mira, "wolf_pelt").dragTo(mira.at("lay-down"));
    await mira.at("question-count").fill("4");
    await mira.at("question-yes").click();
    await pelts(10);
    await mira.until(({ entities }) => entities.some(({ kind }) => kind === EntityKind.DROP));
    await mira.screenshot("economy-9-laid-down");
    await mira.page.keyboard.press("KeyF");
    await pelts(14);
  });

  it("6.8 at the bank's counter the bank opens, takes what is clicked on, and closes when one walks away", async () => {
    await mira.page.keyboard.press("Escape");
    await mira.use();
    await mira.at("bank-slots").waitFor();
    await inBag(mira, "wolf_pelt").click({ button: "right" });
    await mira.at("bank-slots").getByTestId("item-wolf_pelt").waitFor();
    await mira.screenshot("economy-2-bank");
    await besideBag(mira, "bank");
    await mira.walkTo(298, 280);
    await mira.at("bank").waitFor({ state: "hidden" });
    await mira.page.keyboard.press("Escape");
  });

  it("6.5 a letter with things to be paid for is sent, arrives live, is paid for and emptied; the money comes back by mail", async () => {
    await game.away(async () => {
      await game.stock.place("Mira", 293.5, 281.5);
      await game.stock.place("Tolan", 295, 282);
    });
    await mira.use();
    await mira.at("tab-write").click();
    await mira.at("letter-to").fill("Tolan");
    await mira.at("letter-subject").fill("The shield you wanted");
    await mira.at("letter-body").fill("It has a wolf on it.\nMira");
    await inBag(mira, "oak_shield").click({ button: "right" });
    await mira.at("letter-slots").getByTestId("shown-oak_shield").waitFor();
    await mira.at("letter-amount-s").fill("45");
    await mira.at("letter-cod").check();
    await mira.screenshot("economy-3-letter");
    await besideBag(mira, "mail");
    await mira.at("letter-send").click();
    await mira.until(({ bag }) => bag.every(({ templateId }) => templateId !== "oak_shield"));
    await tolan.at("unread-letters").getByText("1").waitFor();
    await tolan.use();
    await tolan.at("letters").getByText("The shield you wanted").click();
    await tolan.at("letter").getByTestId("shown-oak_shield").waitFor();
    await tolan.screenshot("economy-4-letters");
    await tolan.at("letter-pay").click();
    await tolan.at("question-yes").click();
    await tolan.at("letter-take").click();
    await tolan.until(({ bag }) => bag.some(({ templateId }) => templateId === "oak_shield"));
    await tolan.at("money-crowns").and(tolan.page.getByLabel("1g 55s")).waitFor();
    await mira.at("unread-letters").getByText("1").waitFor();
    await game.all((player) => player.page.keyboard.press("Escape"));
  });

  it("6.3 two players trade: offers on both sides, locked, confirmed, exchanged", async () => {
    const other = await mira.until(({ entities }) => entities.find(({ name }) => name === "Tolan"));
    await mira.clickOn(other.id);
    await mira.at("trade-target").click();
    await tolan.at("trade-accept").click();
    await game.all((player) => player.at("trade-own").waitFor());
    await inBag(mira, "healing_draught").click({ button: "right" });
    await mira.at("trade-own").getByTestId("shown-healing_draught").waitFor();
    await inBag(tolan, "spinner_silk").click({ button: "right" });
    await tolan.at("trade-own").getByTestId("shown-spinner_silk").waitFor();
    await tolan.at("trade-amount-s").fill("12");
    await tolan.at("trade-offer-money").click();
    await mira.at("trade-other-money").and(mira.page.getByLabel("12s")).waitFor();
    await mira.at("trade-lock").click();
    await tolan.at("trade-other").getByText("locked").waitFor();
    await mira.screenshot("economy-5-trade");
    await besideBag(mira, "trade");
    await tolan.at("trade-lock").click();
    await game.all((player) => player.at("trade-confirm").click());
    await mira.until(({ bag }) => bag.some(({ templateId }) => templateId === "spinner_silk"));
    await tolan.until(({ bag }) => bag.some(({ templateId }) => templateId === "healing_draught"));
    await game.all((player) => player.at("trade").waitFor({ state: "hidden" }));
  });

  it("6.5 at the smith's a sword is bought, sold, had back; gear is made at the rack of what the bag has", async () => {
    await game.away(async () => {
      await game.stock.give("Tolan", [{ templateId: "wolf_pelt", quantity: 7 }]);
      await game.stock.place("Mira", 285.5, 297);
      await game.stock.place("Tolan", 290.5, 301);
    });
    await mira.use();
    await mira.at("goods-iron_cap").waitFor();
    await mira.at("buy-iron_cap").click();
    await inBag(mira, "iron_cap").waitFor();
    await mira.screenshot("economy-6-vendor");
    await besideBag(mira, "vendor");
    await inBag(mira, "iron_cap").click({ button: "right" });
    await mira.until(({ bag }) => bag.every(({ templateId }) => templateId !== "iron_cap"));
    await mira.at("tab-back").click();
    await mira.at("back-iron_cap").click();
    await inBag(mira, "iron_cap").waitFor();
    await tolan.use();
    await tolan.at("recipe-tan_pelts").click();
    await tolan.at("craft-count").fill("3");
    await tolan.screenshot("economy-7-crafting");
    await besideBag(tolan, "crafting");
    await tolan.at("craft").click();
    await tolan.until(({ bag }) => bag.some(({ templateId, quantity }) => templateId === "tanned_leather" && quantity === 3));
    await game.all((player) => player.page.keyboard.press("Escape"));
    // a refusal is a sentence on the page, and a line of the browser's own in its console
    const errors = (player: Player) => player.complaints.filter((line) => !line.startsWith("Failed to load resource"));
    assert.deepEqual(await game.all(async (player) => errors(player)), [[], []]);
  });
});
