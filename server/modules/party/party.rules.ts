import { PARTY_SIZE, type PartyRank, seatsOf } from "#shared/rules/party.ts";

/** What the rules of parties go by. */
export interface Seated {
  characterId: string;
  rank: PartyRank;
  seat: number;
  joinedAt: Date;
  online: boolean;
}

/** The first free seat, of one group or of all; null: none. */
export function freeSeat(party: { raid: boolean; members: readonly Seated[] }, group: number | null = null): number | null {
  const taken = new Set(party.members.map(({ seat }) => seat));
  const first = group === null ? 1 : (group - 1) * PARTY_SIZE + 1;
  const last = group === null ? seatsOf(party) : group * PARTY_SIZE;
  for (let seat = first; seat <= last; seat++) if (!taken.has(seat)) return seat;
  return null;
}

/** Who leads when the leader is gone: somebody who is there, assistants first, then by how long they have been members. */
export function successor(members: readonly Seated[]): Seated {
  const order = (member: Seated) => (member.online ? 0 : 2) + (member.rank === "assistant" ? 0 : 1);
  return [...members].sort((a, b) => order(a) - order(b) || Number(a.joinedAt) - Number(b.joinedAt) || a.seat - b.seat)[0];
}

/** Inviting, asking whether all are ready, sorting the groups. */
export function mayOrganise(member: Seated): boolean {
  return member.rank !== "member";
}

/** Assistants take members out, the leader everybody else. */
export function mayKick(by: Seated, whom: Seated): boolean {
  return by.rank === "leader" || (by.rank === "assistant" && whom.rank === "member");
}

/** New seats that close the gaps in the order of the old, for a raid that becomes a party. */
export function closedUp(members: readonly Seated[]): Map<string, number> {
  const inOrder = [...members].sort((a, b) => a.seat - b.seat);
  return new Map(inOrder.map(({ characterId }, n) => [characterId, n + 1]));
}
