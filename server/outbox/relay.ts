import type { Jobs } from "#server/platform/jobs.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { onAppended } from "./appended.ts";
import { type ClaimedEvent, claimFirst, claimFollowing, markHandled, recordFailure, subscribe, withDue } from "./deliveries.ts";
import type { Subscriber } from "./subscriber.ts";

export type DeliveryOutcome = "handled" | "retried" | "parked";

export interface EventRelayDeps {
  prisma: PrismaClient;
  subscribers: readonly Subscriber[];
  count(subscriber: string, outcome: DeliveryOutcome, events: number): void;
  log: { warn(details: Record<string, unknown>, message: string): void; error(details: Record<string, unknown>, message: string): void };
}

const EVERY_MS = 1000;
/** After an append: what is appended together is delivered together. */
const SOON_MS = 20;
/** What was not committed by then is found after this, or by the job. */
const LATER_MS = 250;
const BATCH = 50;
/** A round ends after this: other jobs wait for it. */
const ROUND_MS = 10_000;

/**
 * Brings events to their subscribers, each at least once and with one effect: a delivery is claimed by a row lock, handled, and noted
 * in one transaction. Several processes share the work. The job finds whatever is due; an append in this process has it looked for soon.
 */
export class EventRelay {
  readonly #deps: EventRelayDeps;
  #stopListening: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** The round under way; a second never runs beside it. */
  #round: Promise<number> | null = null;
  #closed = false;

  constructor(deps: EventRelayDeps) {
    this.#deps = deps;
  }

  /** Subscribes its subscribers, and delivers from now on. */
  async start(jobs: Jobs): Promise<void> {
    await this.subscribe();
    this.#stopListening = onAppended(() => this.#lookIn(SOON_MS));
    jobs.every("events", EVERY_MS, async () => void (await this.deliver()));
  }

  /** Events from now on are for its subscribers too. */
  subscribe(): Promise<void> {
    return subscribe(this.#deps.prisma, this.#deps.subscribers);
  }

  /** Takes no more events; waits for those it is at. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening?.();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#round?.catch(() => {});
  }

  /** Delivers what is due, or waits for the round that does. @returns how many events were handled */
  deliver(): Promise<number> {
    this.#round ??= this.#deliver().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  /** One timer at most: who appends meanwhile is served by the look that is coming. */
  #lookIn(ms: number): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#look(ms);
    }, ms);
  }

  async #look(after: number): Promise<void> {
    try {
      const handled = await this.deliver();
      if (handled === 0 && after === SOON_MS) this.#lookIn(LATER_MS);
    } catch (error) {
      this.#deps.log.warn({ err: error }, "events could not be delivered; the job tries again");
    }
  }

  async #deliver(): Promise<number> {
    const { prisma, subscribers } = this.#deps;
    const until = performance.now() + ROUND_MS;
    let handled = 0;
    while (!this.#closed && performance.now() < until) {
      const due = await withDue(
        prisma,
        subscribers.map(({ name }) => name),
      );
      // side by side, a connection each: a slow one keeps nobody waiting
      const served = await Promise.allSettled(subscribers.filter(({ name }) => due.includes(name)).map((one) => this.#serve(one)));
      let more = 0;
      for (const one of served) {
        if (one.status === "rejected") throw one.reason;
        more += one.value;
      }
      // what is due now waits for another process, or failed
      if (more === 0) break;
      handled += more;
    }
    return handled;
  }

  /** One batch of one subscriber. @returns how many were handled */
  async #serve(subscriber: Subscriber): Promise<number> {
    const { batch = BATCH } = subscriber;
    const tried: ClaimedEvent[] = [];
    try {
      return await this.#handle(subscriber, batch, tried);
    } catch (error) {
      if (tried.length === 0) throw error; // nothing was claimed: the database is away
      if (tried.length === 1) return await this.#fail(subscriber, tried[0], error);
    }
    // one of them is at fault: each goes alone
    let handled = 0;
    for (let n = tried.length; n > 0 && !this.#closed; n--) {
      const alone: ClaimedEvent[] = [];
      try {
        handled += await this.#handle(subscriber, 1, alone);
      } catch (error) {
        if (alone.length === 0) throw error;
        await this.#fail(subscriber, alone[0], error);
      }
    }
    return handled;
  }

  /** `tried`: what was claimed, also when it throws. */
  #handle(subscriber: Subscriber, most: number, tried: ClaimedEvent[]): Promise<number> {
    const { prisma, count } = this.#deps;
    return transact(prisma, async (tx) => {
      tried.length = 0;
      tried.push(...(await claimFirst(tx, subscriber, most)));
      if (tried.length === 0) return 0;
      if (tried.length < most) tried.push(...(await claimFollowing(tx, subscriber, tried, most - tried.length)));
      await subscriber.handle(tx, tried);
      await markHandled(
        tx,
        subscriber.name,
        tried.map(({ id }) => id),
      );
      return tried.length;
    }).then((handled) => {
      if (handled > 0) count(subscriber.name, "handled", handled);
      return handled;
    });
  }

  async #fail({ name }: Subscriber, event: ClaimedEvent, error: unknown): Promise<number> {
    const { prisma, count, log } = this.#deps;
    const outcome = await recordFailure(prisma, name, event, (error as Error).message);
    if (outcome === null) return 0;
    const details = { err: error, subscriber: name, event: event.id, name: event.name, attempt: event.attempts + 1 };
    if (outcome === "parked") log.error(details, "an event is parked: its subscriber cannot handle it");
    else log.warn(details, "an event could not be handled; it is tried again");
    count(name, outcome, 1);
    return 0;
  }
}
