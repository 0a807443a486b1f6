import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Items } from "#server/modules/items/items.service.ts";
import type { Operation, Reason } from "#server/modules/items/operation.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { TestOffice } from "#test/adapters/support/office.ts";

/** Items and ledger on a database of their own. */
export class TestEconomy {
  readonly office: TestOffice;
  readonly items: Items;
  readonly ledger: Ledger;

  static async open(): Promise<TestEconomy> {
    return new TestEconomy(await TestOffice.open());
  }

  private constructor(office: TestOffice) {
    this.office = office;
    this.items = new Items({ content: office.content });
    this.ledger = new Ledger({ content: office.content });
  }

  close(): Promise<void> {
    return this.office.close();
  }

  do<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.office.prisma, work);
  }

  /** Puts new items into a bag, with their history. @returns the id of the last stack */
  async give(characterId: string, templateId: string, quantity = 1): Promise<string> {
    return this.do(async (tx) => {
      const character = (await this.items.lockCharacters(tx, [characterId])).get(characterId);
      assert.ok(character);
      const [into] = await this.items.deliver(tx, operation("operator"), character, [{ templateId, quantity }]);
      return into[into.length - 1].id;
    });
  }

  pay(characterId: string, amount: bigint, currency = "crowns"): Promise<unknown> {
    return this.do((tx) =>
      this.ledger.transfer(tx, operation("operator"), [{ from: { faucet: "operator" }, to: { character: characterId }, currency, amount }]),
    );
  }

  async balance(characterId: string, currency = "crowns"): Promise<bigint> {
    const balances = await this.ledger.balances(this.office.prisma, { character: characterId });
    return balances.find((row) => row.currency === currency)?.balance ?? 0n;
  }

  discrepancies(): Promise<unknown[]> {
    return discrepanciesIn(this.office.database.pool);
  }
}

/** Rows that are not what their history, or their entries, say. */
export async function discrepanciesIn(database: { query(sql: string): Promise<{ rows: unknown[] }> }): Promise<unknown[]> {
  const { rows } = await database.query(`
    SELECT coalesce(i.id, h.id) AS what, i.quantity AS is, h.quantity AS should FROM character_items i
    FULL JOIN (
      SELECT id, sum(q)::int AS quantity FROM (
        SELECT to_item AS id, quantity AS q FROM item_history WHERE to_item IS NOT NULL AND from_item IS DISTINCT FROM to_item
        UNION ALL
        SELECT from_item, -quantity FROM item_history WHERE from_item IS NOT NULL AND from_item IS DISTINCT FROM to_item) AS moved
      GROUP BY id HAVING sum(q) <> 0) AS h ON h.id = i.id
    WHERE i.quantity IS DISTINCT FROM h.quantity
    UNION ALL
    SELECT NULL, a.balance, e.balance FROM currency_accounts a
    LEFT JOIN (SELECT owner_type, owner_id, currency_id, sum(amount) AS balance FROM currency_entries GROUP BY 1, 2, 3) AS e
      USING (owner_type, owner_id, currency_id)
    WHERE a.balance <> coalesce(e.balance, 0)
    UNION ALL
    SELECT NULL, NULL, sum(amount) FROM currency_entries GROUP BY currency_id HAVING sum(amount) <> 0`);
  return rows;
}

export function operation(reason: Reason, actor?: string): Operation {
  return { id: uuidv7(), reason, ...(actor ? { actor } : {}) };
}
