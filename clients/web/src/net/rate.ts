/** How much per second, over the last seconds. */
export class RateMeter {
  readonly #windowMs: number;
  readonly #times: number[] = [];
  readonly #amounts: number[] = [];
  #sum = 0;
  total = 0;

  constructor(windowMs = 2000) {
    this.#windowMs = windowMs;
  }

  add(amount: number, nowMs: number): void {
    this.total += amount;
    this.#sum += amount;
    this.#times.push(nowMs);
    this.#amounts.push(amount);
    this.#drop(nowMs);
  }

  perSecond(nowMs: number): number {
    this.#drop(nowMs);
    return (this.#sum * 1000) / this.#windowMs;
  }

  #drop(nowMs: number): void {
    while (this.#times.length && this.#times[0] < nowMs - this.#windowMs) {
      this.#times.shift();
      this.#sum -= this.#amounts.shift() ?? 0;
    }
  }
}
