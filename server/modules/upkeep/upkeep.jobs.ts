import type { Jobs } from "#server/platform/jobs.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { type Books, clearings } from "./upkeep.repository.ts";

const EVERY_MS = 60_000;

export interface UpkeepLog {
  info(details: Record<string, unknown>, message: string): void;
}

/** Once a minute: removes tickets and sessions past their time, and drops that expired in zones nobody hosts. */
export function keepTidy(jobs: Jobs, prisma: PrismaClient, books: Books, log: UpkeepLog): void {
  jobs.every("upkeep", EVERY_MS, () => tidy(prisma, books, log));
}

/** One round. What fails is tried again in the next: the rows are still there. */
export async function tidy(prisma: PrismaClient, books: Books, log: UpkeepLog): Promise<void> {
  for (const [what, clear] of Object.entries(clearings)) {
    const rows = await clear(prisma, books);
    if (rows > 0) log.info({ what, rows }, "cleared away what was past its time");
  }
}
