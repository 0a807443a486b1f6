import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { audit } from "#server/modules/admin/audit.repository.ts";
import { lagOfSubscribers } from "#server/outbox/lag.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { listParked, type ParkedRow, unpark } from "./events.repository.ts";
import { type ParkedPage, type ParkedParams, type ParkedQuery, parkedPages } from "./events.schema.ts";

/** How events fare on their way to their subscribers, and what is done about those that do not arrive. */
export class EventsService {
  readonly #prisma: PrismaClient;
  readonly #now: () => number;

  constructor({ prisma, now }: { prisma: PrismaClient; now: () => number }) {
    this.#prisma = prisma;
    this.#now = now;
  }

  async subscribers() {
    const lags = await lagOfSubscribers(this.#prisma);
    return { subscribers: lags.map(({ subscriber, ...lag }) => ({ name: subscriber, ...lag })) };
  }

  async parked({ subscriber, limit, cursor }: ParkedQuery): Promise<ParkedPage> {
    const rows = await listParked(this.#prisma, subscriber, limit + 1, cursor === undefined ? undefined : BigInt(cursor));
    return parkedPages.cut(rows, limit, ({ seq }) => String(seq), toView);
  }

  /** Has it tried again, or never again; written down. @throws Problem parked_event_not_found */
  async unpark(tx: Tx, operator: Identity, { subscriber, event }: ParkedParams, to: "waiting" | "discarded", reason: string) {
    const at = new Date(this.#now());
    if (!(await unpark(tx, subscriber, event, to))) throw new Problem("parked_event_not_found");
    await audit(tx, {
      at,
      actorId: operator.accountId,
      action: to === "waiting" ? "event.retried" : "event.discarded",
      target: { type: "event", id: event },
      reason,
      before: { subscriber, state: "parked" },
      after: { subscriber, state: to },
    });
    return { state: to };
  }
}

function toView({ eventId, subscriber, event, endedAt, attempts, lastError }: ParkedRow): ParkedPage["items"][number] {
  return {
    event: eventId,
    subscriber,
    name: event.name,
    account: event.accountId,
    character: event.characterId,
    payload: event.payload,
    happenedAt: event.createdAt.toISOString(),
    parkedAt: (endedAt as Date).toISOString(),
    attempts,
    error: lastError,
  };
}
