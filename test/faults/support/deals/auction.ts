import { bagsOf, type Deal, named, oneOf, someOf } from "./deal.ts";

const HOUSE = "/api/v1/auction";
/** So many auctions end early at once. */
const ENDED = 5;

/** Offers something. */
export const list: Deal = async (world, who) => {
  const { client, rng, seen } = world;
  const item = oneOf(rng, (await bagsOf(world, who)).items);
  if (!item) return;
  const startPrice = rng.int(10, 200);
  const buyout = rng.chance(0.5) ? { buyout: String(startPrice + rng.int(0, 300)) } : {};
  const body = { ...named(item), quantity: someOf(rng, item), startPrice: String(startPrice), ...buyout, hours: 12 };
  const answer = await client.write(who, "POST", `${HOUSE}/${who.characterId}/listings`, body);
  if (answer.status >= 300) seen.delete(who);
};

/** Bids for something, buys it, or takes back something of his own. */
export const bid: Deal = async ({ client, rng }, who) => {
  const sort = rng.chance(0.5) ? "newest" : "ending";
  const { items } = await client.read(who, `${HOUSE}/listings?sort=${sort}&limit=20`);
  const one = oneOf<{ auctionId: string; buyout: string | null; nextBid: string | null; seller: { characterId: string } }>(rng, items);
  if (!one) return;
  const act = (what: string, body?: object) =>
    client.write(who, "POST", `${HOUSE}/${who.characterId}/listings/${one.auctionId}/${what}`, body);
  if (one.seller.characterId === who.characterId) await act("cancel");
  else if (one.buyout !== null && rng.chance(0.2)) await act("buyout", { price: one.buyout });
  else if (one.nextBid !== null) await act("bid", { amount: String(BigInt(one.nextBid) + BigInt(rng.int(0, 20))) });
};

/** Time passes: some auctions are over now, whoever is bidding for them. */
export const auctionsEnd: Deal = async ({ pool }) => {
  const ended = pool.query(
    `UPDATE auctions SET ends_at = now() WHERE id IN (SELECT id FROM auctions WHERE state = 'open' ORDER BY random() LIMIT ${ENDED})`,
  );
  await ended.catch(() => {}); // the database may be away
};
