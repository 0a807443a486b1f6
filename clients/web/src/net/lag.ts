/**
 * Holds things back for a while without changing their order: the overlay's lag switch. With no delay everything passes at once,
 * unless something older still waits.
 */
export class DelayLine<T> {
  readonly #deliver: (value: T) => void;
  readonly #now: () => number;
  readonly #later: (run: () => void, ms: number) => void;
  readonly #waiting: Array<{ at: number; value: T }> = [];
  delayMs = 0;

  constructor(deliver: (value: T) => void, now: () => number, later: (run: () => void, ms: number) => void) {
    this.#deliver = deliver;
    this.#now = now;
    this.#later = later;
  }

  push(value: T): void {
    if (this.delayMs === 0 && this.#waiting.length === 0) return this.#deliver(value);
    const last = this.#waiting.at(-1);
    const at = Math.max(this.#now() + this.delayMs, last?.at ?? 0);
    this.#waiting.push({ at, value });
    this.#later(() => this.#flush(), Math.max(0, at - this.#now()));
  }

  #flush(): void {
    while (this.#waiting.length && this.#waiting[0].at <= this.#now() + 0.5) {
      const next = this.#waiting.shift();
      if (next) this.#deliver(next.value);
    }
    // a timer may fire a little early
    if (this.#waiting.length) this.#later(() => this.#flush(), Math.max(1, this.#waiting[0].at - this.#now()));
  }
}
