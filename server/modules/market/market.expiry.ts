import { uuidv7 } from "uuidv7";
import { Economy } from "#server/modules/economy/economy.ts";
import type { Jobs } from "#server/platform/jobs.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./market.repository.ts";
import type { MarketService } from "./market.service.ts";

const EVERY_MS = 10_000;
/** A round ends after this: other jobs wait for it. */
const ROUND_MS = 5000;
/** After so many that failed, the rest waits for the next round. */
const MAX_FAILED = 10;

type Complain = { error(details: Record<string, unknown>, message: string): void };

/** Takes back orders whose time is over. They are met by none from that moment on, whenever this comes by. */
export class MarketExpiry {
  readonly #prisma: PrismaClient;
  readonly #market: MarketService;
  readonly #now: () => number;

  constructor({ prisma, market, now }: { prisma: PrismaClient; market: MarketService; now: () => number }) {
    this.#prisma = prisma;
    this.#market = market;
    this.#now = now;
  }

  start(jobs: Jobs, log: Complain): void {
    jobs.every("market-expiry", EVERY_MS, async () => void (await this.expire(log)));
  }

  /** One order a transaction, as many as there is time for; none while trading is frozen. @returns how many */
  async expire(log: Complain): Promise<number> {
    if (!(await Economy.isOpen(this.#prisma))) return 0;
    const until = performance.now() + ROUND_MS;
    let [ended, failed] = [0, 0];
    while (failed <= MAX_FAILED && performance.now() < until) {
      const due = await repository.findDue(this.#prisma, new Date(this.#now()), failed);
      if (!due) break;
      try {
        if (await this.#end(due)) ended++;
      } catch (error) {
        // it stands in nobody's way: the others are behind it
        failed++;
        log.error({ err: error }, "an order could not be taken back; it is tried again");
      }
    }
    return ended;
  }

  /** @returns false: somebody else was faster */
  #end({ id, templateId }: repository.Order): Promise<boolean> {
    return transact(this.#prisma, async (tx) => {
      await repository.lockBook(tx, templateId);
      const order = await repository.findOrder(tx, id);
      if (order?.state !== "open") return false;
      await this.#market.giveBack(tx, { id: uuidv7(), reason: "market_cancelled" }, order, "expired");
      return true;
    });
  }
}
