import { randomUUID } from "node:crypto";
import type pg from "pg";

/** The main one. */
export const CURRENCY = "crowns";
/** What every dealer has before and after each turn, in the smallest coin. */
export const PURSE = 1_000_000;

/** What somebody gets (or gives: negative), and has then; null: a faucet, which has no end. */
export interface Payment {
  ownerType: "character" | "auction" | "faucet";
  ownerId: string;
  amount: number;
  after: number | null;
}

/** Payments that sum to 0, with their entries in the books. @throws Error when somebody had other than he should */
export async function pay(client: pg.Client, payments: readonly Payment[]): Promise<void> {
  const { rows } = await client.query<{ changed: number }>(
    `WITH entry AS (SELECT * FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[]) AS e(owner_type, owner_id, amount, after)),
     changed AS (
       UPDATE currency_accounts a SET balance = e.after FROM entry e
       WHERE a.owner_type = e.owner_type AND a.owner_id = e.owner_id AND a.currency_id = $2 AND a.balance + e.amount = e.after RETURNING 1),
     written AS (
       INSERT INTO currency_entries (operation, reason, owner_type, owner_id, currency_id, amount, balance_after)
       SELECT $1::uuid, 'operator', owner_type, owner_id, $2, amount, after FROM entry)
     SELECT count(*)::int AS changed FROM changed`,
    [
      ...[randomUUID(), CURRENCY, payments.map((one) => one.ownerType), payments.map((one) => one.ownerId)],
      ...[payments.map((one) => one.amount), payments.map((one) => one.after)],
    ],
  );
  const wanted = payments.filter(({ after }) => after !== null).length;
  if (rows[0].changed !== wanted) throw new Error(`${wanted - rows[0].changed} of ${wanted} dealers had other than they should`);
}
