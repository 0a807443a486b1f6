import type { ItemQuality } from "#shared/rules/quality.ts";
import type { LootRule } from "#shared/rules/party.ts";

/** A party as rooms know it. The same object may be told for several members: nobody changes it. */
export interface PartyMembership {
  readonly partyId: string;
  /** Raised with every change. */
  readonly version: number;
  readonly raid: boolean;
  readonly lootRule: LootRule;
  readonly lootThreshold: ItemQuality;
  /** In the order of their seats; five to a group. */
  readonly members: ReadonlyArray<{ readonly characterId: string; readonly seat: number }>;
}

/** Which characters belong together. */
export interface Parties {
  /**
   * Tells the party of a character (null: none any more), soon if it is in one and whenever that changes, until the returned function is
   * called. Never before this returns.
   */
  watch(characterId: string, changed: (party: PartyMembership | null) => void): () => void;
}
