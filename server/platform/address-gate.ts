/** Connections that say nothing are closed after about this time: those of the last window are all that an address may still hold, ms. */
const WINDOW_MS = 10_000;

const LOCAL = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1", "0000:0000:0000:0000:0000:0000:0000:0001"]);

/** Tools, load tests and proxies on this machine are not counted. */
export function isThisMachine(address: string): boolean {
  return LOCAL.has(address);
}

/**
 * How many connections one address may have on a port whose library tells when one arrives, but not whose it was when it goes: those
 * that are open, asked for once per window, and those that arrived since. It may let in twice the limit for a moment, never more.
 */
export class AddressGate {
  readonly #limit: number;
  readonly #open: () => Iterable<string>;
  readonly #now: () => number;
  #counts = new Map<string, number>();
  #since = Number.NEGATIVE_INFINITY;

  /** `open`: the address of each connection that is kept open. `now`: ms that never go back. */
  constructor(limit: number, open: () => Iterable<string>, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#open = open;
    this.#now = now;
  }

  /** Counts a connection that arrives. @returns false when it is one too many */
  admits(address: string): boolean {
    if (isThisMachine(address)) return true;
    if (this.#now() - this.#since >= WINDOW_MS) this.#countOpen();
    return this.#add(address) <= this.#limit;
  }

  #countOpen(): void {
    this.#since = this.#now();
    this.#counts = new Map();
    for (const address of this.#open()) this.#add(address);
  }

  #add(address: string): number {
    const count = (this.#counts.get(address) ?? 0) + 1;
    this.#counts.set(address, count);
    return count;
  }
}
