/** Members of a party that is no raid. */
export const PARTY_SIZE = 5;
/** A raid is groups of PARTY_SIZE. */
export const RAID_GROUPS = 8;
export const RAID_SIZE = PARTY_SIZE * RAID_GROUPS;

/** Who may do what: the leader everything, assistants (in raids) invite, kick members, sort the groups and ask whether all are ready. */
export const PARTY_RANKS = ["leader", "assistant", "member"] as const;
export type PartyRank = (typeof PARTY_RANKS)[number];

/** What a member is there for. */
export const PARTY_ROLES = ["tank", "healer", "damage"] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];

/**
 * Whose the loot of a party's kill is: rolled for each on their own; in turns; anybody's; or good things are rolled for by need and greed
 * and the rest goes in turns.
 */
export const LOOT_RULES = ["personal", "round_robin", "free_for_all", "need_greed"] as const;
export type LootRule = (typeof LOOT_RULES)[number];

/** Seats of a party (1 … 5) or raid (1 … 40). */
export function seatsOf({ raid }: { raid: boolean }): number {
  return raid ? RAID_SIZE : PARTY_SIZE;
}

/** The group of a seat, from 1: five seats each. */
export function groupOf(seat: number): number {
  return Math.ceil(seat / PARTY_SIZE);
}
