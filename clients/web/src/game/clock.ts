/**
 * Which tick is it on the server? Snapshots arrive late and unevenly; the earliest ones say most. The estimate is the time of
 * the newest tick *as it arrives here*: the way from the server is not in it, because nothing here needs to know it.
 */
export class ServerClock {
  readonly tickMs: number;
  #offsetMs = 0;
  #jitterMs = 0;
  #seen = 0;

  constructor(tickRate: number) {
    this.tickMs = 1000 / tickRate;
  }

  /** A snapshot of `tick` arrived at `nowMs` (any steady clock). */
  observe(tick: number, nowMs: number): void {
    const offset = nowMs - tick * this.tickMs;
    const late = offset - this.#offsetMs;
    if (this.#seen === 0 || Math.abs(late) > 1000) {
      this.#offsetMs = offset;
      this.#jitterMs = 0;
      this.#seen = 1;
      return;
    }
    this.#seen++;
    // earlier than thought: the way is shorter, believe it soon; later: likely a hiccup, believe it slowly
    this.#offsetMs += late * (late < 0 ? 0.3 : 0.03);
    this.#jitterMs += (Math.abs(late) - this.#jitterMs) * 0.05;
  }

  get ready(): boolean {
    return this.#seen > 0;
  }

  /** How much arrivals scatter, ms. */
  get jitterMs(): number {
    return this.#jitterMs;
  }

  /** Ticks with their fraction. */
  tickAt(nowMs: number): number {
    return (nowMs - this.#offsetMs) / this.tickMs;
  }

  /** Forgets everything: after a reconnect the way may be another. */
  reset(): void {
    this.#seen = 0;
  }
}

/** Whole seconds until a tick, as a countdown says them; never below 0. */
export function secondsLeft(untilTick: number, serverTick: number, tickMs: number): number {
  return Math.max(0, Math.ceil(((untilTick - serverTick) * tickMs) / 1000));
}
