import { Problem } from "./problem.ts";

/** Time the server takes for one request, ms; receiving it has time-outs of its own. */
const REQUEST_MS = 2000;
/** Requests that are worked on at once; with more the server would only answer all of them too late. */
const MOST_UNDER_WAY = 500;

/** What the requests of one server may take together. Work that goes on although its request was given up counts until it ends. */
export class Budgets {
  readonly #ms: number;
  readonly #most: number;
  #underWay = 0;

  constructor({ ms = REQUEST_MS, most = MOST_UNDER_WAY }: { ms?: number; most?: number } = {}) {
    this.#ms = ms;
    this.#most = most;
  }

  /** For one request. */
  open(): Budget {
    return new Budget(this.#ms, (work) => this.#start(work));
  }

  #start<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#most) throw new Problem("busy", { detail: "Too many requests are under way; try again." });
    this.#underWay++;
    return work().finally(() => {
      this.#underWay--;
    });
  }
}

/** What one request may still take, R15: the answer comes in time, whatever the database does. */
export class Budget {
  readonly #start: <T>(work: () => Promise<T>) => Promise<T>;
  #leftMs: number;

  constructor(ms: number, start: <T>(work: () => Promise<T>) => Promise<T>) {
    this.#leftMs = ms;
    this.#start = start;
  }

  /**
   * Waits for the work as long as time is left. Work that is given up is not undone: it ends by the database's own time-outs, and who
   * needs to know what became of it asks again with the same Idempotency-Key.
   * @throws Problem busy
   */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, giveUp) => {
      timer = setTimeout(() => giveUp(new Problem("busy", { detail: "This took too long; try again." })), Math.max(0, this.#leftMs));
    });
    try {
      return await Promise.race([this.#start(work), over]);
    } finally {
      clearTimeout(timer);
      this.#leftMs -= performance.now() - from;
    }
  }
}
