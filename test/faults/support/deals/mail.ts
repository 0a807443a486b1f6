import { another, bagsOf, type Deal, named, oneOf, someOf } from "./deal.ts";

/** Sends money, or things, or things to be paid for. */
export const send: Deal = async (world, who) => {
  const { client, rng, expected, seen } = world;
  const to = another(world, who).name;
  const letter = { to, subject: "A letter" };
  const path = `/api/v1/mail/${who.characterId}`;
  const { items } = await bagsOf(world, who);
  const item = oneOf(rng, items);
  const things = item && rng.chance(0.75) ? [{ ...named(item), quantity: someOf(rng, item) }] : [];
  const money = things.length === 0 || rng.chance(0.3) ? { money: String(rng.int(1, 500)) } : {};
  const due = things.length > 0 && !money.money && rng.chance(0.6) ? { cashOnDelivery: String(rng.int(1, 300)) } : {};
  const answer = await client.write(who, "POST", path, { ...letter, items: things, ...money, ...due });
  if (answer.status < 300) expected.paid("mail_fee", BigInt(answer.body.postage));
  else seen.delete(who);
};

/** Looks through the mailbox: pays or sends back, takes what is there, throws empty letters away. */
export const openMail: Deal = async ({ client, rng }, who) => {
  const box = `/api/v1/mail/${who.characterId}`;
  const { items: letters } = await client.read(who, box);
  for (const { mailId, items, money, cashOnDelivery } of letters.slice(0, 3)) {
    const act = (what: string, body?: object) => client.write(who, "POST", `${box}/${mailId}/${what}`, body);
    if (cashOnDelivery !== null && rng.chance(0.2)) await act("return");
    else if (cashOnDelivery !== null) await act("pay", { amount: cashOnDelivery });
    else if (items > 0 || money !== "0") await act("take", { what: "all" });
    else await client.write(who, "DELETE", `${box}/${mailId}`);
  }
};
