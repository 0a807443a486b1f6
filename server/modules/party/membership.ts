import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import { append } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { PartyNews, PartyNewsKind } from "./party.news.ts";
import * as repository from "./party.repository.ts";
import type { MemberRow, PartyRow } from "./party.repository.ts";
import { successor } from "./party.rules.ts";

/** Members move between being found and being locked; who moves more often than this asks again. */
const TRIES = 4;

/** The party of a character, locked, and its member. @throws Problem not_in_party */
export async function lockPartyOf(tx: Tx, characterId: string): Promise<{ party: PartyRow; member: MemberRow }> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const partyId = await repository.partyIdOf(tx, characterId);
    const party = partyId === null ? null : await repository.lockParty(tx, partyId);
    const member = party?.members.find((m) => m.characterId === characterId);
    if (party && member) return { party, member };
    if (partyId === null) break;
  }
  throw new Problem("not_in_party");
}

/** @throws Problem party_member_not_found */
export function memberOf(party: PartyRow, characterId: string): MemberRow {
  const member = party.members.find((m) => m.characterId === characterId);
  if (!member) throw new Problem("party_member_not_found");
  return member;
}

/** To all accounts of a party. */
export function toAll(party: PartyRow, kind: PartyNewsKind, data: Record<string, unknown> = {}): PartyNews {
  return { to: [...new Set(party.members.map(({ accountId }) => accountId))], kind, data: { partyId: party.id, ...data } };
}

/** A party of one; whoever accepts next is its second member. The founder's row is locked. */
export async function found(tx: Tx, founder: repository.CharacterRow, at: Date): Promise<string> {
  const id = uuidv7();
  await repository.insertParty(tx, id, founder.id, at);
  const payload = { partyId: id, leaderId: founder.id };
  await append(tx, { name: "PARTY_CREATED", accountId: founder.accountId, characterId: founder.id, payload });
  return id;
}

/**
 * Takes a member out of a party that is locked. Leadership passes on; one who would be alone is left without a party.
 * @returns what the party, and who is out of it, is told
 */
export async function takeOut(tx: Tx, party: PartyRow, member: MemberRow, why: "left" | "kicked" | "offline"): Promise<PartyNews[]> {
  const { characterId, accountId, name } = member;
  const told = { characterId, name };
  await repository.deleteMember(tx, party.id, characterId);
  await append(tx, { name: "PLAYER_LEFT_PARTY", accountId, characterId, payload: { partyId: party.id, why } });
  const news = [toAll(party, why, told)];
  const left = { ...party, members: party.members.filter((m) => m !== member) };
  if (left.members.length < 2) return [...news, await disband(tx, left, why)];
  await repository.raiseVersion(tx, party.id);
  if (member.rank === "leader") news.push(await passOn(tx, left));
  return news;
}

/** Ends a party that is locked. */
export async function disband(tx: Tx, party: PartyRow, why: string): Promise<PartyNews> {
  await repository.deleteParty(tx, party.id);
  await append(tx, { name: "PARTY_DISBANDED", payload: { partyId: party.id, why } });
  return toAll(party, "disbanded");
}

/** Makes the best of the members leader of a party that has none. */
export async function passOn(tx: Tx, party: PartyRow): Promise<PartyNews> {
  const next = successor(party.members) as MemberRow;
  await repository.updateMember(tx, next.characterId, { rank: "leader" });
  return toAll(party, "leader", { characterId: next.characterId, name: next.name });
}
