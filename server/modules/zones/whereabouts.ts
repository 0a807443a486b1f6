import type { CharacterPlace } from "#rooms/ports/places.ts";

/** Where characters are now: what services ask that want two to stand together, or one beside a vendor. */
export interface Whereabouts {
  /**
   * Answered by the rooms that hold them, within about a second. Who is not in the world, or whose room does not answer in time, is
   * not in the map.
   */
  of(characterIds: readonly string[]): Promise<Map<string, CharacterPlace>>;
}
