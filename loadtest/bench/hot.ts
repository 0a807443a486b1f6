/** `npm run bench:hot`: many trade with few, all of whom everybody wants at once. */
import pg from "pg";
import { uuidv7 } from "uuidv7";
import { Ledger } from "#server/modules/currency/ledger.service.ts";
import type { LockedCharacter } from "#server/modules/items/item.ts";
import { Items } from "#server/modules/items/items.service.ts";
import { openDatabase } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { loadContent } from "#shared/content/load.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { describeFlags, type Flag, type FlagValues, integer, runCommand } from "../args.ts";
import { Histogram } from "../stats.ts";
import { short } from "../table.ts";
import { makePlayers } from "./api/players.ts";
import { BenchDatabase } from "./contenders/database.ts";
import { addField } from "./contenders/office.ts";
import { findCores } from "./process.ts";

const FLAGS = {
  workers: { value: "N", help: "transactions at once", default: 16, read: integer(1, 100) } as Flag<number>,
  characters: { value: "N", help: "who trade with each other", default: 10, read: integer(2, 100) } as Flag<number>,
  seconds: { value: "S", help: "how long", default: 5, read: integer(1, 600) } as Flag<number>,
};
const HELP = `npm run bench:hot -- [arguments]

Trades an item for coins between two of a few characters, picked by chance, as the server does it: characters locked in order, items,
ledger, history, one transaction. Prints transactions per second; fails when PostgreSQL saw a deadlock or a coin is missing.

${describeFlags(FLAGS)}
  --help               this text`;
const MONEY = 100_000n;
const SIDE_M = 60;

async function main({ workers, characters, seconds }: FlagValues<typeof FLAGS>): Promise<number> {
  const bench = await BenchDatabase.start(findCores()?.others ?? null);
  try {
    const url = await bench.create();
    await addField(url, SIDE_M);
    const ids = (await makePlayers(url, characters, "a secret of the bench, long enough")).map(({ characterId }) => characterId);
    return await measure(url, ids, workers, seconds);
  } finally {
    await bench.stop();
  }
}

async function measure(url: string, ids: readonly string[], workers: number, seconds: number): Promise<number> {
  const content = loadContent();
  const [items, ledger] = [new Items({ content }), new Ledger({ content })];
  const database = openDatabase(url, { poolSize: workers });
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const deadlocks = async () =>
    Number((await pool.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")).rows[0].deadlocks);
  const crowns = { currency: content.currencies[0].id };
  const trade = (rng: Rng) =>
    transact(database.prisma, async (tx) => {
      const giver = rng.int(0, ids.length - 1);
      const taker = (giver + rng.int(1, ids.length - 1)) % ids.length;
      const locked = await items.lockCharacters(tx, [ids[giver], ids[taker]]);
      const [from, to] = [locked.get(ids[giver]), locked.get(ids[taker])] as [LockedCharacter, LockedCharacter];
      const op = { id: uuidv7(), reason: "trade" } as const;
      const [stack] = await items.inPlaces(tx, from);
      if (stack) await items.tryDeliver(tx, op, to, [stack]);
      const price = { ...crowns, amount: BigInt(rng.int(1, 20)) };
      await ledger.transfer(tx, op, [{ from: { character: to.id }, to: { character: from.id }, ...price }]);
    });
  try {
    const op = { id: uuidv7(), reason: "operator" } as const;
    const grants = ids.map((characterId) => ({ op, characterId, ...crowns, amount: MONEY }));
    await transact(database.prisma, (tx) => ledger.grant(tx, "operator", grants));
    const before = await deadlocks();
    const latency = new Histogram();
    let failed = 0;
    const from = performance.now();
    const work = async (_: unknown, worker: number) => {
      const rng = new Rng(worker);
      while (performance.now() < from + seconds * 1000) {
        const at = performance.now();
        await trade(rng).then(
          () => latency.record(performance.now() - at),
          () => failed++,
        );
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    const tookS = (performance.now() - from) / 1000;
    const { _sum } = await database.prisma.currencyAccount.aggregate({ where: { ownerId: { in: [...ids] } }, _sum: { balance: true } });
    const missing = MONEY * BigInt(ids.length) - (_sum.balance ?? 0n);
    const rings = (await deadlocks()) - before;
    const { count } = latency;
    console.log(
      `${workers} workers on ${ids.length} characters: ${short(count / tookS)} transactions/s, p50 ${short(latency.quantile(0.5))} ms, ` +
        `p99 ${short(latency.quantile(0.99))} ms, ${failed} failed, ${rings} deadlocks, ${missing} coins missing`,
    );
    return rings > 0 || missing !== 0n || count === 0 ? 1 : 0;
  } finally {
    await database.close();
    await pool.end();
  }
}

process.exitCode = await runCommand({ name: "bench:hot", flags: FLAGS, help: HELP }, main);
