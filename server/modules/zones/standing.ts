import type { CharacterPlace } from "#rooms/ports/places.ts";
import { Problem } from "#server/http/problem.ts";
import type { Whereabouts } from "./whereabouts.ts";

/** Where one character is, as its room says; undefined: not in the world. Ask before a transaction, which waits for no room. */
export async function placeOf(whereabouts: Whereabouts, characterId: string): Promise<CharacterPlace | undefined> {
  return (await whereabouts.of([characterId])).get(characterId);
}

/**
 * Does this character stand, alive, near an object of a kind? Asked before a transaction, which waits for no room; told within it by
 * `assertStanding`, so that a request that was answered is answered again, wherever its sender is now.
 */
export async function standsNear(whereabouts: Whereabouts, characterId: string, kind: string): Promise<boolean> {
  const place = await placeOf(whereabouts, characterId);
  return place?.alive === true && place.near.some((object) => object.kind === kind);
}

/** @throws Problem not_near */
export function assertStanding(near: boolean): void {
  if (!near) throw new Problem("not_near");
}
