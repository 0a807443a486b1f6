import type pg from "pg";

export const BROKEN_OFF = "the statement is broken off";
const BOUNDS = /^(BEGIN|COMMIT|ROLLBACK)\b/;

/** Breaks off what transactions of one pool do, at a statement of one's choice. */
export class BrokenOff {
  #at = Number.POSITIVE_INFINITY;
  #sent = 0;

  constructor(pool: pg.Pool) {
    const watched = new WeakSet<pg.PoolClient>();
    pool.on("acquire", (client) => {
      if (!watched.has(client)) this.#watch(client);
      watched.add(client);
    });
  }

  /** Runs something whose `n`-th statement, and those after it, fail before they are sent; BEGIN, COMMIT and ROLLBACK do not count. */
  async at<T>(n: number, run: () => Promise<T>): Promise<T> {
    this.#at = n;
    this.#sent = 0;
    try {
      return await run();
    } finally {
      this.#at = Number.POSITIVE_INFINITY;
    }
  }

  #watch(client: pg.PoolClient): void {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const [statement] = args as [{ text?: string } | string];
      const text = typeof statement === "string" ? statement : (statement.text ?? "");
      // the pool's own queries, which are in no transaction, want to be called back
      const counts = typeof args.at(-1) !== "function" && !BOUNDS.test(text);
      if (counts && ++this.#sent >= this.#at) return Promise.reject(new Error(BROKEN_OFF));
      return query(...args);
    }) as typeof client.query;
  }
}
