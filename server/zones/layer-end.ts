/** So long before its end nobody is sent to a layer any more: the life of a ticket and of the seat that it gets, ms. */
const NOTICE_MS = 30_000;

/**
 * When a layer that is not needed any more closes: after it was empty for a while, and only when for the last part of that it was known
 * that nobody is to be sent there.
 */
export class LayerEnd {
  readonly #idleMs: number;
  #emptySince: number | null = null;
  #knownSince: number | null = null;

  /** @param idleMs how long it has to be empty */
  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** @param idle nobody is there, nothing lies there, and others have room @returns what is to be done now; times in ms */
  observe(idle: boolean, now: number): "stay" | "announce" | "close" {
    if (!idle) {
      this.#emptySince = null;
      this.#knownSince = null;
      return "stay";
    }
    this.#emptySince ??= now;
    if (this.#knownSince !== null) return now - this.#knownSince >= Math.min(NOTICE_MS, this.#idleMs) ? "close" : "announce";
    return now - this.#emptySince >= this.#idleMs - NOTICE_MS ? "announce" : "stay";
  }

  /** From now on it is written down that nobody is to be sent there. */
  announced(now: number): void {
    this.#knownSince ??= now;
  }
}
