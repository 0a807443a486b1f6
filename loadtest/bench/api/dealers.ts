import { randomUUID } from "node:crypto";
import type pg from "pg";
import { withClient } from "../contenders/office.ts";
import type { BenchPlayer } from "./players.ts";
import { CURRENCY, PURSE, pay } from "./purses.ts";
import { inTransaction } from "./stage.ts";

/** With whom a player deals, and what for. */
export interface Deal {
  other: Pick<BenchPlayer, "characterId" | "itemId" | "itemVersion">;
  /** Somebody else's, for which both of them bid. */
  auctionId: string;
}

export const START_PRICE = 1000;
const HOURS = 48;
/** What a seller has left with the house, in whose keeping the bids are too. */
export const DEPOSIT = 40;

/**
 * Makes two dealers of each two of these players: all with a full purse, each two with an auction that is open and that nobody has bid
 * for, sold by somebody of the next two. @returns the first of each two
 */
export async function makeDealers(databaseUrl: string, players: readonly BenchPlayer[]): Promise<BenchPlayer[]> {
  const dealers = Array.from({ length: Math.floor(players.length / 2) }, (_, n): BenchPlayer & { deal: Deal } => {
    return { ...players[2 * n], deal: { other: players[2 * n + 1], auctionId: randomUUID() } };
  });
  await withClient(databaseUrl, async (client) => {
    await inTransaction(client, async () => {
      await fillPurses(client, players, dealers);
      await offer(client, dealers);
    });
  });
  return dealers;
}

/** @throws Error when this player has nobody to deal with */
export function dealOf({ characterId, deal }: BenchPlayer): Deal {
  if (!deal) throw new Error(`${characterId} deals with nobody`);
  return deal;
}

async function fillPurses(client: pg.Client, players: readonly BenchPlayer[], dealers: readonly BenchPlayer[]): Promise<void> {
  const wanted = [
    ...players.map(({ characterId: id }) => ({ ownerType: "character" as const, ownerId: id, amount: PURSE, after: PURSE })),
    ...dealers.map((dealer) => ({ ownerType: "auction" as const, ownerId: dealOf(dealer).auctionId, amount: DEPOSIT, after: DEPOSIT })),
  ];
  await client.query(
    `INSERT INTO currency_accounts (owner_type, owner_id, currency_id, balance, cap)
     SELECT t, o, c.id, 0, c.cap FROM unnest($1::text[], $2::text[]) AS n(t, o), currencies c WHERE c.id = $3`,
    [wanted.map((one) => one.ownerType), wanted.map((one) => one.ownerId), CURRENCY],
  );
  const all = wanted.reduce((sum, { amount }) => sum + amount, 0);
  await pay(client, [...wanted, { ownerType: "faucet", ownerId: "operator", amount: -all, after: null }]);
}

async function offer(client: pg.Client, dealers: readonly BenchPlayer[]): Promise<void> {
  const sellers = dealers.map((_, n) => dealOf(dealers[(n + 1) % dealers.length]).other.characterId);
  const ids = dealers.map((dealer) => dealOf(dealer).auctionId);
  await client.query(
    `WITH listed AS (
       INSERT INTO auctions (id, seller_id, template_id, quantity, start_price, deposit, price, listed_at, ends_at)
       SELECT a, s, (SELECT id FROM item_templates ORDER BY id LIMIT 1), 1, $3, $4, $3, now(), now() + interval '${HOURS} hours'
       FROM unnest($1::uuid[], $2::uuid[]) AS t(a, s) RETURNING *),
     made AS (
       INSERT INTO character_items (id, template_id, owner_type, owner_id, place, quantity)
       SELECT gen_random_uuid(), template_id, 'auction', id::text, 'listing', quantity FROM listed RETURNING *)
     INSERT INTO item_history (operation, reason, template_id, quantity, to_item, to_place)
     SELECT id, 'operator', template_id, quantity, id, 'listing' FROM made`,
    [ids, sellers, START_PRICE, DEPOSIT],
  );
}
