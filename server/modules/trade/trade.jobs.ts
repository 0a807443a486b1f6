import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Jobs } from "#server/platform/jobs.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import type { TradeEnd } from "#shared/protocol/trade.ts";
import { whyOver } from "./standing.ts";
import * as repository from "./trade.repository.ts";
import type { TradeService } from "./trade.service.ts";

const EVERY_MS = 1000;
/** Trades that are looked at together: rooms are asked once for all of them. */
const AT_ONCE = 200;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

export interface TradeKeeperDeps {
  prisma: PrismaClient;
  trades: TradeService;
  whereabouts: Whereabouts;
  /** Id of the main currency. */
  currency: string;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Ends trades whose two have gone apart, died, left the world or lost their connection, and those past their time; and takes back offers
 * of things that are not as they were. It is only sooner than the next step of such a trade, which would be refused.
 */
export class TradeKeeper {
  readonly #deps: TradeKeeperDeps;

  constructor(deps: TradeKeeperDeps) {
    this.#deps = deps;
  }

  start(jobs: Jobs): void {
    jobs.every("trades", EVERY_MS, () => this.round());
  }

  /** Looks at all trades once; each change is a transaction of its own. What fails is tried again in the next round. */
  async round(): Promise<void> {
    const { prisma, trades, currency } = this.#deps;
    for (let after = BEFORE_ALL, more = true; more; ) {
      const running = await repository.listRunning(prisma, after, AT_ONCE);
      const over = await this.#over(running);
      for (const [id, reason] of over) await trades.endFor(id, reason);
      const going = running.flatMap(({ id }) => (over.has(id) ? [] : [id]));
      for (const id of going.length > 0 ? await repository.findFallen(prisma, going, currency) : []) await trades.dropFallen(id);
      after = running.at(-1)?.id ?? after;
      more = running.length === AT_ONCE;
    }
  }

  async #over(running: readonly repository.RunningRow[]): Promise<Map<string, TradeEnd>> {
    const { whereabouts, now } = this.#deps;
    const places = await whereabouts.of(running.flatMap(({ fromId, toId }) => [fromId, toId]));
    return new Map(
      running.flatMap(({ id, fromId, toId, expiresAt, held }): Array<[string, TradeEnd]> => {
        const standing = { own: places.get(fromId), other: places.get(toId) };
        if (expiresAt.getTime() <= now()) return [[id, "timeout"]];
        // a room that only takes long to answer has them still
        if (!held) return [[id, "left"]];
        const reason = whyOver(standing);
        return reason ? [[id, reason]] : [];
      }),
    );
  }
}
