import type { RoomLog } from "#rooms/ports/monitoring.ts";

export interface PollerOptions {
  /** From the end of one question to the next, ms; asked for anew each time. */
  everyMs: () => number;
  /** Is there anything to ask about? While not, nothing is asked. */
  needed: () => boolean;
  /** Asks once. What it throws is logged, once until it succeeds again. */
  ask: () => Promise<void>;
  /** What is asked about, in words: "ended sessions". */
  subject: string;
  log: Pick<RoomLog, "info" | "warn">;
}

/** Asks something again and again, one question at a time, as long as there is a need. No caller ever waits for it. */
export class Poller {
  readonly #options: PollerOptions;
  #timer: NodeJS.Timeout | null = null;
  #asking: Promise<void> | null = null;
  #failing = false;
  #closed = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** There is a need now: the next question is asked in `everyMs`, unless one is due already. */
  wake(): void {
    const { everyMs, needed } = this.#options;
    if (this.#closed || this.#timer || this.#asking || !needed()) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#asking = this.#ask().finally(() => {
        this.#asking = null;
        this.wake();
      });
    }, everyMs());
  }

  /** Asks no more; waits for the question under way. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const { ask, subject, log } = this.#options;
    try {
      await ask();
      if (this.#failing) log.info({}, `${subject} can be looked up again`);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) log.warn({ err: error }, `${subject} cannot be looked up; it is tried again until they can`);
      this.#failing = true;
    }
  }
}
