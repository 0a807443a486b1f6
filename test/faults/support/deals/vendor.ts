import { bagsOf, type Deal, oneOf } from "./deal.ts";

const VENDOR = "emberwatch_trader";
/** Of twelve things that can be had back; with more the oldest would be gone. */
const MOST_SOLD = 4;

/** Buys something, sells something, or has something back. */
export const visitVendor: Deal = async (world, who) => {
  const { client, rng, expected, seen } = world;
  const path = `/api/v1/vendors/${who.characterId}/${VENDOR}`;
  const { sells, buys, buyback } = await client.read(who, path);
  if (buyback.length > 0 && (buyback.length >= MOST_SOLD || rng.chance(0.3))) {
    const { itemId, version, price } = buyback[0];
    const answer = await client.write(who, "POST", `${path}/buy-back`, { itemId, version });
    if (answer.status < 300) expected.paid("vendor", BigInt(price));
  } else if (rng.chance(0.4)) {
    const goods = oneOf<{ templateId: string; price: string; currency: string }>(rng, sells);
    if (goods?.currency !== "crowns" || (await bagsOf(world, who)).items.length > 50) return;
    const { templateId, price } = goods;
    const quantity = rng.int(1, 2);
    const answer = await client.write(who, "POST", `${path}/buy`, { templateId, price, quantity });
    if (answer.status >= 300) return;
    expected.paid("vendor", BigInt(answer.body.paid));
    expected.made("vendor_bought", templateId, quantity);
  } else {
    const offer = oneOf<{ itemId: string; version: number; quantity: number }>(rng, buys);
    if (!offer) return;
    const { itemId, version } = offer;
    const answer = await client.write(who, "POST", `${path}/sell`, { itemId, version, quantity: rng.int(1, Math.min(offer.quantity, 3)) });
    if (answer.status < 300) expected.earned("vendor", -BigInt(answer.body.paid));
  }
  seen.delete(who);
};
