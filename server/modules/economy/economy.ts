import { Problem } from "#server/http/problem.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { isFrozen } from "./economy.repository.ts";

/** What everything asks first that moves items or currency between owners. */
export const Economy = {
  /** @throws Problem trading_frozen: a check of the books found what does not add up, and no operator has lifted it */
  async assertOpen(tx: Tx): Promise<void> {
    if (await isFrozen(tx)) throw new Problem("trading_frozen");
  },

  /** For jobs, which wait until it is. */
  async isOpen(db: PrismaClient | Tx): Promise<boolean> {
    return !(await isFrozen(db));
  },
};
