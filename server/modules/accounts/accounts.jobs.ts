import { append } from "#server/outbox/append.ts";
import type { Jobs } from "#server/platform/jobs.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./erasure.repository.ts";

const EVERY_MS = 60_000;
/** Most accounts of one round. */
const AT_ONCE = 50;

export interface ErasureLog {
  info(details: Record<string, unknown>, message: string): void;
}

/** Once a minute: erases accounts whose owners wanted it and whose grace is over. */
export function keepErasing(jobs: Jobs, prisma: PrismaClient, log: ErasureLog): void {
  jobs.every("erase accounts", EVERY_MS, async () => void (await eraseDue(prisma, log, new Date())));
}

/** One round; each account in a transaction of its own. What fails is tried again in the next. @returns how many */
export async function eraseDue(prisma: PrismaClient, log: ErasureLog, now: Date): Promise<number> {
  let erased = 0;
  while (erased < AT_ONCE) {
    const accountId = await transact(prisma, async (tx) => {
      const due = await repository.lockDue(tx, now);
      if (!due) return null;
      const characters = await repository.erase(tx, due, now);
      await append(tx, ...characters.map((characterId) => ({ name: "CHARACTER_DELETED", accountId: due.id, characterId, payload: {} })));
      return due.id;
    });
    if (accountId === null) break;
    erased++;
    log.info({ accountId }, "an account was erased, as its owner wanted");
  }
  return erased;
}
