import type { Rng } from "#shared/primitives/rng.ts";
import type { Answer } from "../client.ts";
import type { Dealer } from "../people.ts";
import { another, bagsOf, type Deal, named, oneOf, someOf, type World } from "./deal.ts";

/** Two trade, from the invitation to the exchange; now and then one of them thinks better of it. */
export const trade: Deal = async (world, who) => {
  const { client, rng, seen } = world;
  const other = another(world, who);
  const of = ({ characterId }: Dealer) => `/api/v1/trade/${characterId}`;
  const invited = await client.write(who, "POST", of(who), { name: other.name });
  if (invited.status >= 300) return leave(world, who);
  const { tradeId } = invited.body.trade;
  const act = (one: Dealer, method: string, what: string, body?: object) =>
    client.write(one, method, `${of(one)}/${tradeId}/${what}`, body);
  const steps: Array<(revision: number) => Promise<Answer>> = [
    () => act(other, "POST", "accept"),
    async () => act(who, "PUT", "offer", await offerOf(world, who)),
    async () => act(other, "PUT", "offer", await offerOf(world, other)),
    (revision) => act(who, "POST", "lock", { revision }),
    (revision) => act(other, "POST", "lock", { revision }),
    (revision) => act(other, "POST", "confirm", { revision }),
    (revision) => act(who, "POST", "confirm", { revision }),
  ];
  let revision = 0;
  for (const step of steps) {
    const answer = await step(revision);
    if (answer.status >= 300 || changesMind(rng)) {
      await act(who, "POST", "cancel");
      break;
    }
    revision = answer.body.trade?.revision ?? revision;
  }
  for (const one of [who, other]) seen.delete(one);
};

async function offerOf(world: World, who: Dealer): Promise<object> {
  const { rng } = world;
  const item = oneOf(rng, (await bagsOf(world, who)).items);
  const items = item && rng.chance(0.8) ? [{ ...named(item), quantity: someOf(rng, item) }] : [];
  return { items, money: String(rng.int(0, 200)) };
}

/** Out of a trade that somebody else has begun. */
async function leave({ client }: World, who: Dealer): Promise<void> {
  const { trade: running, invites } = await client.read(who, `/api/v1/trade/${who.characterId}`);
  const tradeId = running?.tradeId ?? invites[0]?.tradeId;
  if (tradeId) await client.write(who, "POST", `/api/v1/trade/${who.characterId}/${tradeId}/cancel`);
}

function changesMind(rng: Rng): boolean {
  return rng.chance(0.02);
}
