import assert from "node:assert/strict";
import { moneyText } from "./money.ts";

describe("money as text", () => {
  const coins = [
    { name: "Gold", short: "g", worth: 10_000 },
    { name: "Silver", short: "s", worth: 100 },
    { name: "Copper", short: "c", worth: 1 },
  ];

  it("4.6 shows the coins there are, the greatest first", () => {
    assert.deepEqual(
      [0, 5, 12_750, 20_000, "90071992547409930001"].map((amount) => moneyText(amount, { coins })),
      ["0c", "5c", "1g 27s 50c", "2g", "9007199254740993g 1c"],
    );
  });
});
