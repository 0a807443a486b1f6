/** After a stall at most so many ticks are made up for; the rest is dropped and counted. */
export const MAX_CATCH_UP = 5;

export interface TickLoopOptions {
  /** Ticks per second. */
  rate: number;
  /** One tick, so many ms later than due. What it throws goes to `onError`, and the loop goes on. */
  tick: (lateMs: number) => void;
  /** Ticks that will never run because the process was too late for them. */
  onDropped: (ticks: number) => void;
  onError: (error: unknown) => void;
  /** Monotonic milliseconds. */
  now?: () => number;
}

/**
 * Calls `tick` at a fixed rate against the monotonic clock: being late once does not make the next tick late. A timer for each
 * tick, because an interval drifts and cannot tell how late it is.
 */
export class TickLoop {
  readonly #options: TickLoopOptions;
  readonly #now: () => number;
  readonly #periodMs: number;
  #dueAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: TickLoopOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#periodMs = 1000 / options.rate;
  }

  start(): void {
    this.#dueAt = this.#now() + this.#periodMs;
    this.#schedule();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Runs what is due now; the timer calls it. */
  run(): void {
    const now = this.#now();
    for (let steps = 0; this.#dueAt <= now && steps < MAX_CATCH_UP; steps++) {
      const lateMs = this.#now() - this.#dueAt;
      this.#dueAt += this.#periodMs;
      try {
        this.#options.tick(lateMs);
      } catch (error) {
        this.#options.onError(error);
      }
    }
    if (this.#dueAt > now) return;
    const dropped = Math.floor((now - this.#dueAt) / this.#periodMs) + 1;
    this.#dueAt += dropped * this.#periodMs;
    this.#options.onDropped(dropped);
  }

  #schedule(): void {
    const wait = Math.ceil(this.#dueAt - this.#now());
    this.#timer = setTimeout(
      () => {
        this.run();
        if (this.#timer) this.#schedule();
      },
      wait < 0 ? 0 : wait,
    );
  }
}
