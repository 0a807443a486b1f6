import type { Jobs } from "#server/platform/jobs.ts";
import { isRefused, type Letter, type Mailer } from "#server/platform/mailer.ts";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import type { MailOrder } from "./mail.ts";

/** Writes what was ordered, now; null: there is nobody to write to. Makes the one-time tokens, so it may be called again for one order. */
export type Compose = (order: Required<MailOrder>) => Promise<Omit<Letter, "to"> | null>;

export type MailOutcome = "sent" | "dropped" | "retried" | "failed";

export interface MailDeliveryDeps {
  prisma: PrismaClient;
  mailer: Mailer;
  /** By kind of order. */
  composers: Readonly<Record<string, Compose>>;
  count(outcome: MailOutcome): void;
  log: { warn(details: Record<string, unknown>, message: string): void; error(details: Record<string, unknown>, message: string): void };
}

const EVERY_MS = 1000;
/** At most so many are taken at once; what is left waits for the next round. */
const BATCH = 20;
/** A round ends after this: other jobs wait for it. */
const ROUND_MS = 10_000;
/** So often one letter is tried, over about four hours. */
export const MAX_ATTEMPTS = 10;
/** No more letters of a kind go to one address within an hour: nobody's mailbox is flooded by others' requests. */
const MAX_PER_HOUR = 5;
const FIRST_PAUSE_S = 30;
const LONGEST_PAUSE_S = 3600;

/**
 * Sends ordered mail, at least once: an order is claimed before it is sent by moving its next attempt into the future, so that a process
 * that dies in between leaves it to be tried again, and two processes do not send the same.
 */
export class MailDelivery {
  readonly #deps: MailDeliveryDeps;

  constructor(deps: MailDeliveryDeps) {
    this.#deps = deps;
  }

  start(jobs: Jobs): void {
    jobs.every("mail", EVERY_MS, () => this.deliver());
  }

  /** Sends what is due. */
  async deliver(): Promise<void> {
    const until = performance.now() + ROUND_MS;
    while (performance.now() < until) {
      const orders = await this.#claim();
      await Promise.all(orders.map((order) => this.#send(order)));
      if (orders.length < BATCH) return;
    }
  }

  #claim(): Promise<Claimed[]> {
    return rowsOf<Claimed>(this.#deps.prisma)`
      UPDATE outgoing_mail AS o SET attempts = attempts + 1,
        next_attempt_at = now() + least(${FIRST_PAUSE_S} * 2 ^ attempts, ${LONGEST_PAUSE_S}) * interval '1 second'
      WHERE id IN (
        SELECT id FROM outgoing_mail WHERE finished_at IS NULL AND next_attempt_at <= now()
        ORDER BY next_attempt_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING id, kind, recipient, data, attempts, (
        SELECT count(*)::int FROM outgoing_mail e
        WHERE e.recipient = o.recipient AND e.kind = o.kind AND e.id < o.id AND e.created_at > o.created_at - interval '1 hour'
          AND e.outcome IS DISTINCT FROM 'dropped') AS earlier`;
  }

  async #send(order: Claimed): Promise<void> {
    const { mailer, composers, log } = this.#deps;
    try {
      const letter = order.earlier < MAX_PER_HOUR ? await composers[order.kind](order) : null;
      if (letter) await mailer.send({ ...letter, to: order.recipient });
      await this.#finish(order, letter ? "sent" : "dropped");
    } catch (error) {
      const { id, kind, attempts } = order;
      if (attempts < MAX_ATTEMPTS && !isRefused(error)) {
        this.#deps.count("retried");
        log.warn({ err: error, mail: id, kind, attempts }, "mail could not be sent; it is tried again");
        return;
      }
      log.error({ err: error, mail: id, kind, attempts }, "mail given up");
      await this.#finish(order, "failed", (error as Error).message);
    }
  }

  async #finish({ id }: Claimed, outcome: "sent" | "dropped" | "failed", lastError?: string): Promise<void> {
    await this.#deps.prisma.outgoingMail.updateMany({
      where: { id, finishedAt: null },
      data: { finishedAt: new Date(), outcome, lastError: lastError?.slice(0, 300) ?? null },
    });
    this.#deps.count(outcome);
  }
}

interface Claimed extends Required<MailOrder> {
  id: string;
  attempts: number;
  /** Letters of this kind to this address within the hour before. */
  earlier: number;
}
