import { bagsOf, type Deal, named, oneOf, type Seen, someOf } from "./deal.ts";

/** Puts things from one place to another, splits and joins stacks, throws something away. */
export const arrange: Deal = async (world, who) => {
  const { client, rng, expected, seen } = world;
  const { capacity, items, bank } = await bagsOf(world, who);
  const item = oneOf(rng, items);
  if (!item) return;
  const act = async (what: string, body: object) => {
    const answer = await client.write(who, "POST", `/api/v1/inventory/${who.characterId}/${what}`, body);
    if (answer.status < 300) seen.set(who, answer.body);
    else seen.delete(who);
    return answer;
  };
  const place = rng.chance(0.3) ? "bank" : "bag";
  const slot = place === "bag" ? rng.int(0, capacity - 1) : rng.int(0, Math.min(bank.capacity, 20) - 1);
  switch (rng.int(0, 5)) {
    case 0:
    case 1: {
      const there = (place === "bag" ? items : bank.items).find((other) => other.slot === slot);
      await act("move", { ...named(item), place, slot, ...(there && there !== item && { swapWith: named(there) }) });
      return;
    }
    case 2: {
      const stack = oneOf(rng, items.filter(isPile));
      if (stack) await act("split", { ...named(stack), quantity: someOf(rng, stack, stack.quantity - 1), place, slot });
      return;
    }
    case 3: {
      const into = items.find((other) => other !== item && other.templateId === item.templateId);
      if (into) await act("merge", { ...named(item), into: named(into) });
      return;
    }
    case 4: {
      const stack = oneOf(rng, items.filter(isPile));
      if (!stack) return;
      const quantity = someOf(rng, stack, 2);
      const answer = await act("destroy", { ...named(stack), quantity });
      if (answer.status < 300) expected.ended("destroyed", stack.templateId, quantity);
      return;
    }
    default: {
      const banked = oneOf(rng, bank.items);
      const free = Array.from({ length: capacity }, (_, n) => n).find((n) => !items.some((other) => other.slot === n));
      if (banked && free !== undefined) await act("move", { ...named(banked), place: "bag", slot: free });
      else await act("sort", { place });
    }
  }
};

function isPile({ quantity }: Seen): boolean {
  return quantity > 1;
}
