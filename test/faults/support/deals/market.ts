import type { Deal } from "./deal.ts";

const GOODS = ["wolf_pelt", "stolen_coin", "emberwort"] as const;
/** So near to each other are the prices that most orders meet others. */
const PRICES = { least: 8, most: 12 };

/** Orders something, or takes an order back. */
export const order: Deal = async ({ client, rng, seen }, who) => {
  const path = `/api/v1/market/${who.characterId}/orders`;
  if (rng.chance(0.15)) {
    const { items } = await client.read(who, path);
    const open = items.find(({ state }: { state: string }) => state === "open");
    if (open) await client.write(who, "POST", `${path}/${open.orderId}/cancel`);
    return;
  }
  const side = rng.chance(0.5) ? "buy" : "sell";
  const templateId = GOODS[rng.int(0, GOODS.length - 1)];
  const price = String(rng.int(PRICES.least, PRICES.most));
  await client.write(who, "POST", path, { side, templateId, quantity: rng.int(1, 12), price, days: 1 });
  seen.delete(who);
};
