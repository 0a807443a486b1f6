import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import * as repository from "./trade.repository.ts";
import { TOLD_MS, type TradeState, type TradeView } from "./trade.schema.ts";

/** All about trades that one character can see: its own, who asks for one, and how the last one ended. */
export async function stateOf(db: PrismaClient | Tx, characterId: string, now: Date): Promise<TradeState> {
  const active = await repository.findActive(db, characterId);
  const invites = await repository.listInvites(db, characterId, now);
  const ended = await repository.findEnded(db, characterId, new Date(now.getTime() - TOLD_MS));
  return {
    trade: active && (await viewOf(db, active.id, characterId)),
    invites: invites.map(({ tradeId, expiresAt, ...from }) => ({ tradeId, from, expiresAt: expiresAt.toISOString() })),
    last: ended && {
      tradeId: ended.tradeId,
      with: ended.withName,
      completed: ended.reason === null,
      reason: ended.reason,
      endedAt: ended.endedAt.toISOString(),
    },
  };
}

async function viewOf(db: PrismaClient | Tx, tradeId: string, characterId: string): Promise<TradeView | null> {
  const trade = await repository.findTrade(db, tradeId);
  // it has ended in this moment
  if (!trade || (trade.state !== "invited" && trade.state !== "open")) return null;
  const people = await repository.findPeople(db, [trade.fromId, trade.toId]);
  const sides = await repository.sidesOf(db, tradeId);
  const offered = await repository.listOffered(db, tradeId);
  const side = (id: string): TradeView["own"] => {
    const { name, classId, level } = people.get(id) as repository.PersonRow;
    const { money, locked, confirmed } = sides.get(id) as repository.SideRow;
    const items = offered.filter((one) => one.characterId === id).map(toItem);
    return { characterId: id, name, classId, level, items, money: String(money), locked, confirmed };
  };
  const { state, revision, expiresAt, fromId, toId } = trade;
  const otherId = characterId === fromId ? toId : fromId;
  return { tradeId, state, revision, expiresAt: expiresAt.toISOString(), own: side(characterId), other: side(otherId) };
}

function toItem({ characterId: _whose, attributes, ...item }: repository.OfferedRow): TradeView["own"]["items"][number] {
  return { ...item, quality: attributes?.quality ?? null, stats: { ...attributes?.stats } };
}
