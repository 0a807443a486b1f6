import { DEPOSIT, dealOf, START_PRICE } from "./dealers.ts";
import { type Payment, PURSE, pay } from "./purses.ts";
import type { Stage } from "./stage.ts";

/** Least that outbids the bid before, which is the start price. */
export const BID = (START_PRICE * 105) / 100;

/** An auction for which the other has bid the start price. */
export const bidStage: Stage = {
  ids: () => [],

  async set(client, takings) {
    const deals = takings.map(({ player }) => dealOf(player));
    await pay(
      client,
      deals.flatMap(({ auctionId, other }): Payment[] => [
        { ownerType: "character", ownerId: other.characterId, amount: -START_PRICE, after: PURSE - START_PRICE },
        { ownerType: "auction", ownerId: auctionId, amount: START_PRICE, after: DEPOSIT + START_PRICE },
      ]),
    );
    const { rowCount } = await client.query(
      `WITH noted AS (
         INSERT INTO auction_bids (auction_id, character_id, amount, at) SELECT a, b, $3, now() FROM unnest($1::uuid[], $2::uuid[]) AS n(a, b))
       UPDATE auctions SET bid = $3, price = $3, bidder_id = n.b, bids = 1
       FROM unnest($1::uuid[], $2::uuid[]) AS n(a, b) WHERE id = n.a AND state = 'open' AND bid IS NULL`,
      [deals.map(({ auctionId }) => auctionId), deals.map(({ other }) => other.characterId), START_PRICE],
    );
    if (rowCount !== deals.length) throw new Error(`${deals.length - (rowCount ?? 0)} auctions are not free for a first bid`);
  },

  async clear(client, takings) {
    const ids = takings.map(({ player }) => dealOf(player).auctionId);
    const { rowCount } = await client.query(
      `UPDATE auctions SET bid = NULL, price = start_price, bidder_id = NULL, bids = 0
       FROM unnest($1::uuid[], $2::uuid[]) AS n(a, b) WHERE id = n.a AND state = 'open' AND bidder_id = n.b AND bid = $3 AND bids = 2`,
      [ids, takings.map(({ player }) => player.characterId), BID],
    );
    if (rowCount !== ids.length) throw new Error(`${ids.length - (rowCount ?? 0)} auctions are not led by who has bid most`);
    const gone = await client.query("DELETE FROM auction_bids WHERE auction_id = ANY($1::uuid[])", [ids]);
    if (gone.rowCount !== 2 * ids.length) throw new Error(`${2 * ids.length} bids were made, ${gone.rowCount} are noted`);
    // who was outbid has his bid back
    await pay(
      client,
      takings.flatMap(({ player }): Payment[] => [
        { ownerType: "character", ownerId: player.characterId, amount: BID, after: PURSE },
        { ownerType: "auction", ownerId: dealOf(player).auctionId, amount: -BID, after: DEPOSIT },
      ]),
    );
  },
};
