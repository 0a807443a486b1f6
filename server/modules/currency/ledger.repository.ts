import type { Operation } from "#server/modules/items/operation.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

export type Db = PrismaClient | Tx;

export type OwnerType = "character" | "mail" | "auction" | "market" | "faucet" | "sink";

/** What somebody gets (or gives: negative) of a currency. */
export interface Leg {
  ownerType: OwnerType;
  ownerId: string;
  currencyId: string;
  amount: bigint;
}

export interface Entry extends Leg {
  op: Operation;
  /** null: a faucet or sink. */
  balanceAfter: bigint | null;
}

export interface AccountRow {
  ownerType: OwnerType;
  ownerId: string;
  currencyId: string;
  balance: bigint;
  cap: bigint;
}

type Key = Pick<Leg, "ownerType" | "ownerId" | "currencyId">;

/** In the order of their keys, so that nobody waits in a ring. Those that do not exist are not in it. */
export async function lockAccounts(tx: Tx, keys: readonly Key[]): Promise<AccountRow[]> {
  if (keys.length === 0) return [];
  return rowsOf<AccountRow>(tx)`
    SELECT a.owner_type AS "ownerType", a.owner_id AS "ownerId", a.currency_id AS "currencyId", a.balance, a.cap
    FROM currency_accounts a
    WHERE (a.owner_type, a.owner_id, a.currency_id) IN (
      SELECT * FROM unnest(${keys.map((k) => k.ownerType)}::text[], ${keys.map((k) => k.ownerId)}::text[], ${keys.map((k) => k.currencyId)}::text[]))
    ORDER BY a.owner_type, a.owner_id, a.currency_id FOR NO KEY UPDATE OF a`;
}

/** All accounts of some owners, locked in the order of their keys. */
export function lockOwners(tx: Tx, owners: ReadonlyArray<Pick<Leg, "ownerType" | "ownerId">>): Promise<AccountRow[]> {
  return rowsOf<AccountRow>(tx)`
    SELECT a.owner_type AS "ownerType", a.owner_id AS "ownerId", a.currency_id AS "currencyId", a.balance, a.cap
    FROM currency_accounts a
    WHERE (a.owner_type, a.owner_id) IN (
      SELECT * FROM unnest(${owners.map((o) => o.ownerType)}::text[], ${owners.map((o) => o.ownerId)}::text[]))
    ORDER BY a.owner_type, a.owner_id, a.currency_id FOR UPDATE OF a`;
}

/** Opens accounts with nothing in them; those that exist stay as they are. */
export async function openAccounts(tx: Tx, accounts: ReadonlyArray<Key & { cap: bigint }>): Promise<void> {
  await affected(tx)`
    INSERT INTO currency_accounts (owner_type, owner_id, currency_id, cap)
    SELECT * FROM unnest(
      ${accounts.map((a) => a.ownerType)}::text[], ${accounts.map((a) => a.ownerId)}::text[], ${accounts.map((a) => a.currencyId)}::text[],
      ${accounts.map((a) => a.cap)}::bigint[]) AS n (owner_type, owner_id, currency_id, cap)
    ORDER BY owner_type, owner_id, currency_id
    ON CONFLICT DO NOTHING`;
}

/** Balances and entries in one statement: the database refuses an operation whose entries do not sum to 0. */
export async function write(tx: Tx, entries: readonly Entry[]): Promise<void> {
  const accounts = new Set(entries.filter((e) => e.balanceAfter !== null).map((e) => `${e.ownerType} ${e.ownerId} ${e.currencyId}`));
  const [{ changed }] = await rowsOf<{ changed: number }>(tx)`
    WITH entry AS (
      SELECT * FROM unnest(
        ${entries.map((e) => e.op.id)}::uuid[], ${entries.map((e) => e.op.reason)}::text[], ${entries.map((e) => e.op.actor ?? null)}::uuid[],
        ${entries.map((e) => e.ownerType)}::text[], ${entries.map((e) => e.ownerId)}::text[], ${entries.map((e) => e.currencyId)}::text[],
        ${entries.map((e) => e.amount)}::bigint[], ${entries.map((e) => e.balanceAfter)}::bigint[])
        WITH ORDINALITY AS e (operation, reason, actor_id, owner_type, owner_id, currency_id, amount, balance_after, nth)),
    change AS (
      SELECT owner_type, owner_id, currency_id, sum(amount) AS amount, (array_agg(balance_after ORDER BY nth DESC))[1] AS balance_after
      FROM entry WHERE balance_after IS NOT NULL GROUP BY 1, 2, 3),
    changed AS (
      UPDATE currency_accounts a SET balance = a.balance + c.amount FROM change c
      WHERE a.owner_type = c.owner_type AND a.owner_id = c.owner_id AND a.currency_id = c.currency_id
        AND a.balance + c.amount = c.balance_after
      RETURNING 1),
    written AS (
      INSERT INTO currency_entries (operation, reason, actor_id, owner_type, owner_id, currency_id, amount, balance_after)
      SELECT operation, reason, actor_id, owner_type, owner_id, currency_id, amount, balance_after FROM entry ORDER BY nth)
    SELECT count(*)::int AS changed FROM changed`;
  if (changed !== accounts.size) throw new Error(`${accounts.size} balances should have changed, not ${changed}`);
}

/** Only those with nothing in them. */
export async function removeEmpty(tx: Tx, owners: ReadonlyArray<Pick<Leg, "ownerType" | "ownerId">>): Promise<void> {
  await affected(tx)`
    DELETE FROM currency_accounts WHERE balance = 0 AND (owner_type, owner_id) IN (
      SELECT * FROM unnest(${owners.map((o) => o.ownerType)}::text[], ${owners.map((o) => o.ownerId)}::text[]))`;
}

export function findBalances(db: Db, ownerType: OwnerType, ownerId: string): Promise<Array<{ currencyId: string; balance: bigint }>> {
  return rowsOf<{ currencyId: string; balance: bigint }>(db)`
    SELECT currency_id AS "currencyId", balance FROM currency_accounts WHERE owner_type = ${ownerType} AND owner_id = ${ownerId}`;
}
