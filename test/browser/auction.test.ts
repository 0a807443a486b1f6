import assert from "node:assert/strict";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** Beside the auctioneer of the town. */
const AUCTIONEER = { x: 303.5, y: 281.5 };

/** A seller and a buyer; each test goes on where the one before ended. */
describe("6.6 6.7 the auction house and the market on the play page", function () {
  this.bail(true);
  const game = useGame("auction");
  let mira: Player;
  let tolan: Player;

  before(async () => {
    [mira, tolan] = await Promise.all([game.enter("Mira"), game.enter("Tolan")]);
    await game.away(async () => {
      const goods = { wolf_pelt: 14, healing_draught: 3, watch_sword: 1 };
      await game.stock.give(
        "Mira",
        Object.entries(goods).map(([templateId, quantity]) => ({ templateId, quantity })),
        20_000n,
      );
      await game.stock.give("Tolan", [], 123_456n);
      await game.stock.place("Mira", AUCTIONEER.x, AUCTIONEER.y);
      await game.stock.place("Tolan", AUCTIONEER.x - 1, AUCTIONEER.y);
    });
  });

  const forSale = (templateId: string) => tolan.at("auction-results").getByTestId(`auction-${templateId}`);
  const said = (player: Player, line: string) => player.until(({ log }) => log.includes(line));

  async function offer(templateId: string, quantity: number, silver: number, buyout: number): Promise<void> {
    await mira.at("bag").getByTestId(`item-${templateId}`).click({ button: "right" });
    if (quantity > 1) await mira.at("auction-quantity").fill(String(quantity));
    await mira.at("auction-start-s").fill(String(silver));
    await mira.at("auction-buyout-s").fill(String(buyout));
  }

  async function order(player: Player, side: string, quantity: number, copper: number): Promise<void> {
    await player.at("tab-market").click();
    await player.at("market-wolf_pelt").click();
    await player.at("market-side").selectOption(side);
    await player.at("market-quantity").fill(String(quantity));
    await player.at("market-price-c").fill(String(copper));
    await player.at("market-order").click();
  }

  /** What changed hands in the last days. */
  async function traded(templateId: string): Promise<void> {
    const hours = Array.from({ length: 60 }, (_, n) => {
      const open = 34 + Math.round(6 * Math.sin(n / 7) + 3 * Math.sin(n / 2.3));
      const close = 34 + Math.round(6 * Math.sin((n + 1) / 7) + 3 * Math.sin((n + 1) / 2.3));
      return { hour: new Date(Math.floor(Date.now() / 3_600_000 - 2 * (60 - n)) * 3_600_000), open, close, volume: 20 + ((n * 37) % 90) };
    });
    await game.stock.candles(templateId, hours);
  }

  it("6.6 part of a stack and a sword are offered; the deposit is shown before", async () => {
    await mira.use();
    await mira.at("auction-results").getByText("Nothing like that is for sale.").waitFor();
    await mira.at("tab-sell").click();
    await offer("wolf_pelt", 10, 12, 30);
    await mira.at("auction-hours").selectOption("24");
    assert.equal(await mira.at("auction-deposit").locator(".coins").getAttribute("aria-label"), "60c");
    await mira.screenshot("auction-1-offer");
    await mira.at("auction-offer").click();
    await mira.at("auction-own").getByTestId("auction-wolf_pelt").waitFor();
    await offer("watch_sword", 1, 80, 95);
    await mira.at("auction-offer").click();
    await mira.at("auction-own").getByTestId("auction-watch_sword").waitFor();
    await mira.until(({ bag }) => bag.some(({ templateId, quantity }) => templateId === "wolf_pelt" && quantity === 4));
    await mira.screenshot("auction-2-own");
  });

  it("6.6 the other finds them by name and kind, bids for one and sees that he leads", async () => {
    await tolan.use();
    await forSale("wolf_pelt").waitFor();
    await tolan.screenshot("auction-3-for-sale");
    await tolan.at("auction-kind").selectOption("weapon");
    await forSale("wolf_pelt").waitFor({ state: "detached" });
    await tolan.at("auction-kind").selectOption("");
    await tolan.at("auction-text").fill("pelt");
    await forSale("watch_sword").waitFor({ state: "detached" });
    await forSale("wolf_pelt").getByTestId("auction-bid").click();
    await tolan.at("auction-amount-s").fill("13");
    await tolan.screenshot("auction-4-bid");
    await tolan.at("auction-bid-send").click();
    await said(tolan, "You bid 13s for 10 × Wolf Pelt.");
    await tolan.at("tab-bids").click();
    await tolan.at("auction-bids").getByText("the highest").waitFor();
    await tolan.screenshot("auction-5-bids");
  });

  it("6.6 the sword is bought outright after a question, comes by mail, and the seller's list says so", async () => {
    await tolan.at("tab-browse").click();
    await tolan.at("auction-text").fill("sword");
    await forSale("watch_sword").getByTestId("auction-buy").click();
    await tolan.at("question-yes").click();
    await said(tolan, "Watch Sword is yours: it comes by mail.");
    await game.all((player) => player.at("unread-letters").getByText("1", { exact: true }).waitFor());
    await mira.at("tab-sell").click();
    await mira.at("auction-own").locator(".sold").waitFor();
    await mira.screenshot("auction-6-sold");
    await tolan.at("bell").click();
    await tolan.at("notifications").getByText("Watch Sword is yours for 95s: it comes by mail.").waitFor();
    await tolan.at("bell").click();
  });

  it("6.7 pelts are offered and wanted at the market; where the prices meet they change hands at once", async () => {
    await traded("wolf_pelt");
    await order(mira, "sell", 3, 45);
    await mira.at("market-sells").getByText("3", { exact: true }).waitFor();
    await order(tolan, "buy", 5, 20);
    await tolan.at("market-buys").getByText("5", { exact: true }).waitFor();
    await tolan.screenshot("auction-7-market");
    await order(tolan, "buy", 2, 45);
    await said(tolan, "2 × Wolf Pelt bought for 90c.");
    await tolan.at("market-sells").getByText("1", { exact: true }).waitFor();
    await tolan.at("market-chart").locator("svg").waitFor();
  });

  it("6.7 one's own orders are listed and taken back", async () => {
    await tolan.at("tab-orders").click();
    const standing = tolan.at("market-orders").locator(".open");
    await standing.getByText("0 of 5 done").waitFor();
    await tolan.screenshot("auction-8-orders");
    await standing.getByTestId("market-cancel").click();
    await standing.waitFor({ state: "detached" });
    assert.deepEqual([...mira.complaints, ...tolan.complaints], []);
  });
});
