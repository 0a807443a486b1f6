import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { transact } from "#server/platform/transaction.ts";
import { books } from "#test/support/books.ts";
import { TestApi } from "./support/api.ts";

describe("4.6 /api/v1/currency", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  it("4.6 tells balances as decimals and the ledger page by page, to their owner alone", async () => {
    const player = await api.player();
    const hero = await api.character(player, "Counter");
    const { ledger } = books();
    const pay = (amount: bigint) =>
      transact(api.database.prisma, (tx) =>
        ledger.grant(tx, "quest", [{ op: { id: uuidv7(), reason: "quest" }, characterId: hero, currency: "crowns", amount }]),
      );
    for (const amount of [9_000_000_000n, 20n, 3n]) await pay(amount);
    const options = { token: player.accessToken };
    const { body } = await api.get(`/api/v1/currency/${hero}`, options);
    assert.deepEqual(body.balances, [
      { currency: "crowns", amount: "9000000023" },
      { currency: "valor", amount: "0" },
    ]);
    const page = (query: string) => api.get(`/api/v1/currency/${hero}/entries?${query}`, options);
    const first = (await page("limit=2&currency=crowns")).body;
    assert.deepEqual(
      first.entries.map(({ amount, balance, reason }: Record<string, string>) => [amount, balance, reason]),
      [
        ["3", "9000000023", "quest"],
        ["20", "9000000020", "quest"],
      ],
    );
    const second = (await page(`limit=2&before=${first.next}`)).body;
    assert.deepEqual([second.entries.length, second.next], [1, null]);
    assert.equal((await page("currency=valor")).body.entries.length, 0);
    const stranger = await api.player();
    for (const path of [hero, `${hero}/entries`])
      assert.equal((await api.get(`/api/v1/currency/${path}`, { token: stranger.accessToken })).body.code, "character_not_found");
  });
});
