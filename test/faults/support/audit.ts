import type pg from "pg";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import type { Client } from "./client.ts";
import type { Expected } from "./expected.ts";

/** What there was before anything was done. */
export interface Before {
  /** All that characters, letters, listings and orders hold of the main currency. */
  crowns: bigint;
  /** Items that do not stack: they are somewhere, whatever happens. */
  unique: string[];
  /** Quantities by template. */
  things: Map<string, number>;
}

const CROWNS = "SELECT coalesce(sum(balance), 0)::text AS sum FROM currency_accounts WHERE currency_id = 'crowns'";
/** Of the main currency, less what came back out of them. */
const FLOWS = `
  SELECT owner_type || ' ' || owner_id AS name, sum(amount)::text AS amount FROM currency_entries
  WHERE owner_type IN ('faucet', 'sink') AND currency_id = 'crowns' AND reason <> 'operator' GROUP BY 1`;
/** Made and used up, by reason and template. */
const MADE = `
  SELECT reason || ' ' || template_id AS what, sum(CASE WHEN from_item IS NULL THEN quantity ELSE -quantity END)::int AS quantity
  FROM item_history WHERE (from_item IS NULL) <> (to_item IS NULL) AND reason <> 'operator' GROUP BY 1`;

export async function lookBefore(pool: pg.Pool): Promise<Before> {
  const [money, things, unique] = await Promise.all([
    pool.query<{ sum: string }>(CROWNS),
    pool.query<{ what: string; sum: number }>("SELECT template_id AS what, sum(quantity)::int AS sum FROM character_items GROUP BY 1"),
    pool.query<{ id: string }>("SELECT id FROM character_items WHERE template_id IN ('padded_jerkin', 'wool_cloak')"),
  ]);
  return {
    crowns: BigInt(money.rows[0].sum),
    things: new Map(things.rows.map(({ what, sum }) => [what, sum])),
    unique: unique.rows.map(({ id }) => id),
  };
}

/** What does not add up; nothing: all is well. Nobody may be doing anything meanwhile. */
export async function audit(pool: pg.Pool, prisma: PrismaClient, before: Before, client: Client, expected: Expected): Promise<string[]> {
  const economy = new EconomyService({ prisma, now: Date.now });
  const { findings } = await economy.check();
  return [
    ...client.faults,
    ...findings.map((finding) => `conservation check: ${JSON.stringify(finding)}`),
    ...(await discrepanciesIn(pool)).map((row) => `a row is not what was written about it: ${JSON.stringify(row)}`),
    ...(await operationsThatDoNotSum(pool)),
    ...(await keptPromises(pool, client)),
    ...(await money(pool, before, expected)),
    ...(await things(pool, before, expected)),
    ...(await itemsOnce(pool, before)),
  ];
}

async function operationsThatDoNotSum(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query(
    "SELECT operation, currency_id, sum(amount) FROM currency_entries GROUP BY 1, 2 HAVING sum(amount) <> 0 LIMIT 20",
  );
  return rows.map((row) => `an operation does not sum to 0: ${JSON.stringify(row)}`);
}

/** Each promise is written as it was given, and nothing was done that nobody was promised. */
async function keptPromises(pool: pg.Pool, { promised }: Client): Promise<string[]> {
  const { rows } = await pool.query<{ key: string; status: number | null; body: string | null }>(
    "SELECT key, status, body FROM idempotency_keys",
  );
  const kept = new Map(rows.map((row) => [row.key, row]));
  const found: string[] = [];
  for (const [key, { kind, status, text }] of promised) {
    const row = kept.get(key);
    if (row?.status !== status || (row.body ?? "") !== text) found.push(`promised and not kept: ${kind} ${text.slice(0, 200)}`);
  }
  for (const { key, body } of rows) if (!promised.has(key)) found.push(`done without a promise: ${body?.slice(0, 200)}`);
  return found;
}

async function money(pool: pg.Pool, before: Before, expected: Expected): Promise<string[]> {
  const { sum } = (await pool.query<{ sum: string }>(CROWNS)).rows[0];
  const flows = new Map((await pool.query<{ name: string; amount: string }>(FLOWS)).rows.map((row) => [row.name, BigInt(row.amount)]));
  const found: string[] = [];
  const gone = [...flows.values()].reduce((all, one) => all + one, 0n);
  if (BigInt(sum) !== before.crowns - gone) found.push(`${sum} crowns: there were ${before.crowns}, and ${gone} went`);
  const counted = [
    ...[...expected.sinks].map(([name, amount]) => [`sink ${name}`, amount] as const),
    ...[...expected.faucets].map(([name, amount]) => [`faucet ${name}`, -amount] as const),
  ];
  for (const [name, amount] of counted) {
    const written = flows.get(name) ?? 0n;
    if (written !== amount) found.push(`${name}: ${written} written, ${amount} promised`);
  }
  return found;
}

async function things(pool: pg.Pool, before: Before, expected: Expected): Promise<string[]> {
  const made = new Map((await pool.query<{ what: string; quantity: number }>(MADE)).rows.map((row) => [row.what, row.quantity]));
  const found: string[] = [];
  for (const what of new Set([...made.keys(), ...expected.things.keys()])) {
    const [written, promised] = [made.get(what) ?? 0, expected.things.get(what) ?? 0];
    if (written !== promised) found.push(`${what}: ${written} written, ${promised} promised`);
  }
  const should = new Map(before.things);
  for (const [what, quantity] of expected.things) {
    const template = what.split(" ")[1];
    should.set(template, (should.get(template) ?? 0) + quantity);
  }
  const { rows } = await pool.query<{ what: string; sum: number }>(
    "SELECT template_id AS what, sum(quantity)::int AS sum FROM character_items GROUP BY 1",
  );
  const is = new Map(rows.map(({ what, sum }) => [what, sum]));
  for (const what of new Set([...should.keys(), ...is.keys()]))
    if ((is.get(what) ?? 0) !== (should.get(what) ?? 0)) found.push(`${is.get(what) ?? 0} ${what}, not ${should.get(what) ?? 0}`);
  return found;
}

/** The ids that were there are there, each once, in one place. */
async function itemsOnce(pool: pg.Pool, { unique }: Before): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; n: number; quantity: number }>(
    "SELECT id, count(*)::int AS n, sum(quantity)::int AS quantity FROM character_items WHERE id = ANY($1::uuid[]) GROUP BY id",
    [unique],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return unique.flatMap((id) => {
    const row = found.get(id);
    return row?.n === 1 && row.quantity === 1 ? [] : [`item ${id}: ${row ? `${row.n} times, quantity ${row.quantity}` : "lost"}`];
  });
}
