import type { Notifier } from "#rooms/ports/notifier.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { afterCommit } from "#server/platform/transaction.ts";
import { topics } from "#shared/protocol/topics.ts";
import type { TradeNews, TradeNewsKind } from "#shared/protocol/trade.ts";

/** Who is told. */
interface Reader {
  id: string;
  accountId: string;
  name: string;
}

/** Tells the two of a trade, live, once it is committed. Who misses it asks for the trade. */
export class TradeTeller {
  readonly #notifier: Notifier;

  constructor(notifier: Notifier) {
    this.#notifier = notifier;
  }

  tellBoth(tx: Tx, [a, b]: readonly [Reader, Reader], kind: TradeNewsKind, news: Omit<TradeNews, "characterId" | "with">): void {
    this.tell(tx, a, b, kind, news);
    this.tell(tx, b, a, kind, news);
  }

  tell(tx: Tx, to: Reader, other: Reader, kind: TradeNewsKind, news: Omit<TradeNews, "characterId" | "with">): void {
    const data = { characterId: to.id, with: other.name, ...news };
    afterCommit(tx, () => this.#notifier.publish(topics.notifications(to.accountId), kind, data));
  }
}
