import type { FightSummary } from "#rooms/ports/fights.ts";
import type { GameEvent } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";

/**
 * Writes fights that ended (COMBAT_ENDED of rooms), each with its lines, in the transaction of the events.
 * @throws a foreign key's violation when a character is gone
 */
export async function writeFights(tx: Tx, events: readonly GameEvent[]): Promise<void> {
  const fights = events.flatMap(({ characterId, payload }) => (characterId ? [{ characterId, fight: payload as FightSummary }] : []));
  await tx.combatSession.createMany({
    data: fights.map(({ characterId, fight: { fightId, startedAt, endedAt, lines: _lines, ...rest } }) => ({
      ...rest,
      id: fightId,
      characterId,
      startedAt: new Date(startedAt),
      endedAt: new Date(endedAt),
    })),
  });
  await tx.damageLog.createMany({
    data: fights.flatMap(({ fight }) => fight.lines.map((line, n) => ({ ...line, sessionId: fight.fightId, line: n + 1 }))),
  });
}
