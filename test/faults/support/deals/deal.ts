import type pg from "pg";
import type { Rng } from "#shared/primitives/rng.ts";
import type { Client } from "../client.ts";
import type { Expected } from "../expected.ts";
import type { Dealer } from "../people.ts";

/** What players who deal have at hand. */
export interface World {
  client: Client;
  rng: Rng;
  dealers: readonly Dealer[];
  /** For what no player can do. */
  pool: pg.Pool;
  expected: Expected;
  /** What each has last seen of what he has. */
  seen: Map<Dealer, Bags>;
}

/** One thing a player sets out to do, of one or more requests. Refusals are part of life. */
export type Deal = (world: World, who: Dealer) => Promise<void>;

/** An item as the inventory tells it. */
export interface Seen {
  itemId: string;
  version: number;
  templateId: string;
  quantity: number;
  slot: number;
}

export interface Bags {
  capacity: number;
  items: Seen[];
  bank: { capacity: number; items: Seen[] };
}

/** What somebody has, as he last saw it; now and then he looks again. Who knows old things is refused. */
export async function bagsOf({ client, rng, seen }: World, who: Dealer): Promise<Bags> {
  const known = seen.get(who);
  if (known && !rng.chance(0.3)) return known;
  const bags: Bags = await client.read(who, `/api/v1/inventory/${who.characterId}`);
  seen.set(who, bags);
  return bags;
}

export function oneOf<T>(rng: Rng, all: readonly T[]): T | undefined {
  return all[rng.int(0, Math.max(0, all.length - 1))];
}

/** Somebody else. */
export function another({ rng, dealers }: World, who: Dealer): Dealer {
  const others = dealers.filter((dealer) => dealer !== who);
  return others[rng.int(0, others.length - 1)];
}

/** An item as requests name it. */
export function named({ itemId, version }: Seen): { itemId: string; version: number } {
  return { itemId, version };
}

/** Some of a stack, sometimes all of it. */
export function someOf(rng: Rng, { quantity }: Seen, most = 5): number {
  return rng.int(1, Math.min(quantity, most));
}
