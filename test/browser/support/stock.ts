import assert from "node:assert/strict";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { operation } from "#test/economy/support/economy.ts";
import { books } from "#test/support/books.ts";

/** What characters are given and where they are put while nobody plays them. */
export class Stock {
  readonly #database: Database;
  readonly #books = books();

  constructor(databaseUrl: string) {
    this.#database = openDatabase(databaseUrl, { poolSize: 2 });
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async give(name: string, goods: ReadonlyArray<{ templateId: string; quantity: number }>, money = 0n): Promise<void> {
    const id = await this.#id(name);
    await transact(this.#database.prisma, async (tx) => {
      const character = (await this.#books.items.lockCharacters(tx, [id])).get(id);
      assert.ok(character);
      await this.#books.items.deliver(tx, operation("operator"), character, goods);
      const [from, to] = [{ faucet: "operator" }, { character: id }] as const;
      if (money > 0n) await this.#books.ledger.transfer(tx, operation("operator"), [{ from, to, currency: "crowns", amount: money }]);
    });
  }

  async place(name: string, x: number, y: number): Promise<void> {
    await this.#database.prisma.playerPosition.update({ where: { characterId: await this.#id(name) }, data: { x, y } });
  }

  /** What changed hands at the market, hour by hour. */
  async candles(templateId: string, hours: ReadonlyArray<{ hour: Date; open: number; close: number; volume: number }>): Promise<void> {
    await this.#database.prisma.marketCandle.createMany({
      data: hours.map(({ hour, open, close, volume }) => ({
        templateId,
        hour,
        open: BigInt(open),
        high: BigInt(Math.max(open, close) + 1),
        low: BigInt(Math.min(open, close) - 1),
        close: BigInt(close),
        volume: BigInt(volume),
        turnover: BigInt(volume * close),
      })),
    });
  }

  async #id(name: string): Promise<string> {
    return (await this.#database.prisma.character.findFirstOrThrow({ where: { name } })).id;
  }
}
