import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readPrices } from "#server/modules/economy/prices.repository.ts";
import { economyReport } from "#server/modules/economy/report.repository.ts";
import { TestEconomy } from "./support/economy.ts";

describe("4.6 economy report", () => {
  let economy: TestEconomy;
  before(async () => {
    economy = await TestEconomy.open();
  });
  after(() => economy.close());

  it("4.6 tells flows, the richest, who gains strangely much, and what is not as its history says", async () => {
    const ids = await economy.office.people(6);
    for (const id of ids) await economy.pay(id, 100n);
    await economy.pay(ids[0], 4_000n);
    await economy.give(ids[1], "wolf_pelt", 30);
    const read = () => economyReport(economy.office.prisma, { hours: 1, times: 10 });
    const report = await read();
    assert.deepEqual(report.currencyFlows, [{ subject: "crowns", part: "faucet:operator", gained: 4_600n, spent: 0n }]);
    assert.deepEqual(report.itemFlows, [{ subject: "wolf_pelt", part: "operator", gained: 30n, spent: 0n }]);
    assert.deepEqual([report.richest[0].id, report.richest[0].amount, report.richest.length], [ids[0], 4_100n, 6]);
    assert.deepEqual(
      report.anomalies.map(({ id, perHour, median }) => [id, perHour, median]),
      [[ids[0], 4_100, 100]],
    );
    assert.deepEqual(report.discrepancies, []);
    await economy.office.database.pool.query(`UPDATE currency_accounts SET balance = 99 WHERE owner_id = '${ids[3]}'`);
    assert.deepEqual((await read()).discrepancies, [{ what: `account of character ${ids[3]} crowns`, expected: "100", found: "99" }]);
  });

  it("4.6 medians of what auctions and the market sold, by piece, and how prices went since the week before", async () => {
    const { database } = economy.office;
    const now = new Date("2030-03-20T12:30:00Z");
    assert.deepEqual(await economy.do((tx) => readPrices(tx, now)), { items: [], index: null }, "nothing sold, nothing said");
    const sell = (templateId: string, daysAgo: number, quantity: number, bid: number | null) =>
      database.pool.query(
        `INSERT INTO auctions (id, template_id, quantity, start_price, deposit, bid, bids, price, fee, listed_at, ends_at, state, ended_at)
         VALUES (gen_random_uuid(), $1, $2::int, 1, 1, $3::bigint, ($3::bigint IS NOT NULL)::int, 1, CASE WHEN $3::bigint IS NOT NULL THEN 0 END,
           $4, $4, CASE WHEN $3::bigint IS NULL THEN 'expired' ELSE 'sold' END, $4)`,
        [templateId, quantity, bid, new Date(now.getTime() - daysAgo * 86_400_000)],
      );
    const candle = (templateId: string, hour: string, price: number, volume: number) =>
      database.pool.query("INSERT INTO market_candles VALUES ($1, $2, $3, $3, $3, $3, $4, $5)", [
        ...[templateId, hour, price, volume, price * volume],
      ]);
    await sell("wolf_pelt", 0.5, 2, 20);
    await sell("wolf_pelt", 0.6, 1, null);
    await sell("wolf_pelt", 3, 1, 900);
    await sell("wolf_pelt", 8, 4, 20);
    await sell("wolf_pelt", 15, 500, 1);
    await candle("wolf_pelt", "2030-03-18T10:00:00Z", 12, 5);
    await candle("healing_potion", "2030-03-12T10:00:00Z", 7, 3);
    assert.deepEqual(await economy.do((tx) => readPrices(tx, now)), {
      items: [
        { templateId: "wolf_pelt", day: 10, week: 12, weekBefore: 5, sold: 8n, soldBefore: 4n },
        { templateId: "healing_potion", day: null, week: null, weekBefore: 7, sold: 0n, soldBefore: 3n },
      ],
      index: 12 / 5,
    });
    await database.pool.query("UPDATE auctions SET ended_at = ended_at - (interval '1 day' * $1)", [
      Math.floor((now.getTime() - Date.now()) / 86_400_000) + 1,
    ]);
  });

  it("4.6 as a command: lines of text, and an exit code that tells whether it adds up", async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, ["scripts/economy-report.ts", ...args], {
        env: { ...process.env, DATABASE_URL: economy.office.database.pool.options.connectionString },
      });
    await assert.rejects(run("--hours", "0"), { code: 2 });
    await assert.rejects(run(), (error: { code: number; stdout: string }) => {
      assert.equal(error.code, 1);
      assert.match(error.stdout, /What does not add up\n {2}account of character/);
      assert.match(error.stdout, /crowns +faucet:operator +\+4600 -0/);
      assert.match(error.stdout, /wolf_pelt .* sold in 7 days/);
      return true;
    });
  });
});
