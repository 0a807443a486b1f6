import type { Jobs } from "#server/platform/jobs.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { deleteExpired } from "./invites.repository.ts";
import { disband, passOn, takeOut, toAll } from "./membership.ts";
import type { PartyNews, PartyTeller } from "./party.news.ts";
import * as repository from "./party.repository.ts";
import { OFFLINE_MS } from "./party.schema.ts";

const EVERY_MS = 5000;
/** Most parties of one round. */
const AT_ONCE = 200;

/** Every five seconds: notices who is away, takes out who is for too long, ends ready checks, forgets old invitations. */
export function keepParties(jobs: Jobs, prisma: PrismaClient, teller: PartyTeller): void {
  jobs.every("parties", EVERY_MS, () => keepRound(prisma, teller, Date.now()));
}

/** One round; each party in a transaction of its own. What fails is tried again in the next. */
export async function keepRound(prisma: PrismaClient, teller: PartyTeller, nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  const tell = (news: readonly PartyNews[]) => {
    for (const one of news) teller.tell(one);
  };
  await deleteExpired(prisma, now);
  for (const id of await repository.markPresence(prisma)) tell(await transact(prisma, (tx) => notePresence(tx, id)));
  const due = await repository.partiesDue(prisma, now, OFFLINE_MS, AT_ONCE);
  for (const id of due) tell(await transact(prisma, (tx) => bringInOrder(tx, id, now)));
}

async function notePresence(tx: Tx, id: string): Promise<PartyNews[]> {
  const party = await repository.lockParty(tx, id);
  if (!party) return [];
  await repository.raiseVersion(tx, id);
  return [toAll(party, "presence")];
}

/** Does all that is due in a party. */
async function bringInOrder(tx: Tx, id: string, now: Date): Promise<PartyNews[]> {
  const news: PartyNews[] = [];
  for (const memberId of await repository.awayTooLong(tx, id, OFFLINE_MS)) {
    const party = await repository.lockParty(tx, id);
    const member = party?.members.find((m) => m.characterId === memberId);
    // back in the world in this moment: the next round notices
    if (party && member && !member.online) news.push(...(await takeOut(tx, party, member, "offline")));
  }
  const party = await repository.lockParty(tx, id);
  if (!party) return news;
  // a character that was erased took its membership along
  if (party.members.length < 2) return [...news, await disband(tx, party, "empty")];
  if (!party.members.some(({ rank }) => rank === "leader")) {
    await repository.raiseVersion(tx, id);
    news.push(await passOn(tx, party));
  }
  if (!party.readyCheckDone && party.readyCheckUntil !== null && party.readyCheckUntil <= now) {
    await repository.setReady(tx, id, false, "unanswered");
    await repository.updateParty(tx, id, { readyCheckDone: true });
    await repository.raiseVersion(tx, id);
    news.push(toAll(party, "ready_result", { ready: false }));
  }
  return news;
}
