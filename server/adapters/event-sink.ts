import { uuidv7 } from "uuidv7";
import type { EventSink } from "#rooms/ports/events.ts";
import { writeFights } from "./combat-log.ts";
import { append, type GameEvent } from "#server/outbox/append.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { isUnavailable, violatedUnique } from "#server/platform/transaction.ts";

/** Events that wait; one more is refused and counted. */
const MAX_WAITING = 10_000;
const BATCH = 500;
const FLUSH_EVERY_MS = 250;
const RETRY_MS = 1000;

export interface EventSinkOptions {
  /** Called for each event for which there was no room. */
  onLost: (name: string) => void;
  log: { warn(details: Record<string, unknown>, message: string): void };
}

/** Takes events from rooms without making them wait, and writes them behind; fights that ended with their rows. */
export class PostgresEventSink implements EventSink {
  readonly #prisma: PrismaClient;
  readonly #options: EventSinkOptions;
  #waiting: GameEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<boolean> | null = null;

  constructor(prisma: PrismaClient, options: EventSinkOptions) {
    this.#prisma = prisma;
    this.#options = options;
  }

  /** Events that are not written yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  record(event: { name: string; characterId?: string; payload: Record<string, unknown> }): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#options.onLost(event.name);
      return;
    }
    this.#waiting.push({ ...event, id: uuidv7() });
    this.#schedule(FLUSH_EVERY_MS);
  }

  /** Writes what waits, trying for at most `timeoutMs`. For the end of the process. */
  async close(timeoutMs = 3000): Promise<void> {
    const until = performance.now() + timeoutMs;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#waiting.length > 0 && performance.now() < until) {
      if (!(await this.#flush())) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const event of this.#waiting.splice(0)) this.#options.onLost(event.name);
  }

  #schedule(afterMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#flush().then((written) => {
        if (this.#waiting.length > 0) this.#schedule(written ? 0 : RETRY_MS);
      });
    }, afterMs);
  }

  /** One batch at a time; a call while one is under way waits for that one. Never throws. @returns false when it failed */
  #flush(): Promise<boolean> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #write(): Promise<boolean> {
    const batch = this.#waiting.slice(0, BATCH);
    try {
      if (!(await this.#try(batch))) {
        // one of them can never be written: the others go alone
        for (const event of batch) if (!(await this.#try([event]))) this.#options.onLost(event.name);
      }
    } catch (error) {
      this.#options.log.warn({ err: error, waiting: this.#waiting.length }, "events could not be written, it will be tried again");
      return false;
    }
    this.#waiting.splice(0, batch.length);
    return true;
  }

  /** @returns false when PostgreSQL will not have them. @throws when it could not be asked */
  async #try(events: readonly GameEvent[]): Promise<boolean> {
    try {
      const fights = events.filter((event) => event.name === "COMBAT_ENDED");
      if (fights.length === 0) await append(this.#prisma, ...events);
      else
        await this.#prisma.$transaction(async (tx) => {
          await append(tx, ...events);
          await writeFights(tx, fights);
        });
      return true;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      // the ids are ours: when one is there, an earlier try has written it and only its answer was lost
      if (events.length === 1 && violatedUnique(error) === "game_events_pkey") return true;
      this.#options.log.warn({ err: error, events: events.map((e) => e.name) }, "events were refused");
      return false;
    }
  }
}
