import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { Poller, type PollerOptions } from "./poller.ts";

export interface WatchlistOptions extends Omit<PollerOptions, "everyMs" | "needed" | "ask" | "log"> {
  /** So often it is asked about each key, ms. */
  everyMs: number;
  /** Asks about some of the keys, `AT_ONCE` at most. What it throws is logged, once until it succeeds again. */
  ask: (keys: readonly string[]) => Promise<void>;
  log: Pick<RoomLog, "info" | "warn" | "error">;
  /** Logged when a watcher throws at what it is told. */
  complaint: string;
}

/** Asked about in one question: thousands at a time would hold up whatever else the database and this process do. */
export const AT_ONCE = 200;

/**
 * Who wants to know about which characters, sessions or accounts; as long as anybody does, it is asked about them again and again, about
 * some of them at a time.
 */
export class Watchlist<W extends object> {
  readonly #options: WatchlistOptions;
  readonly #watchers = new Map<string, Set<W>>();
  /** Until they change. */
  #keys: string[] | null = null;
  /** Those before it have been asked about in this round. */
  #next = 0;
  readonly #poller: Poller;

  constructor(options: WatchlistOptions) {
    this.#options = options;
    const everyMs = () => options.everyMs / Math.max(1, Math.ceil(this.#watchers.size / AT_ONCE));
    this.#poller = new Poller({ ...options, everyMs, needed: () => this.#watchers.size > 0, ask: () => this.#askSome() });
  }

  async #askSome(): Promise<void> {
    const { keys } = this;
    if (this.#next >= keys.length) this.#next = 0;
    const from = this.#next;
    this.#next += AT_ONCE;
    await this.#options.ask(keys.slice(from, from + AT_ONCE));
  }

  /** @returns stops watching */
  add(key: string, watcher: W): () => void {
    const watchers = this.#watchers.get(key) ?? new Set();
    watchers.add(watcher);
    this.#watchers.set(key, watchers);
    this.#keys = null;
    this.#poller.wake();
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.drop(key);
    };
  }

  /** Those who watch this now are told nothing more. */
  drop(key: string): void {
    this.#watchers.delete(key);
    this.#keys = null;
  }

  get keys(): readonly string[] {
    this.#keys ??= [...this.#watchers.keys()];
    return this.#keys;
  }

  has(key: string): boolean {
    return this.#watchers.has(key);
  }

  /** Who watches this now. */
  of(key: string): W[] {
    return [...(this.#watchers.get(key) ?? [])];
  }

  /** Everybody who watches one of these, each with what it watches. */
  ofAll(keys: readonly string[]): Array<[key: string, watcher: W]> {
    return keys.flatMap((key) => this.of(key).map((watcher): [string, W] => [key, watcher]));
  }

  /** A throw in one of them keeps nothing from the others. */
  tell(key: string, run: (watcher: W) => void, watchers: readonly W[] = this.of(key)): void {
    for (const watcher of watchers) {
      try {
        run(watcher);
      } catch (error) {
        this.#options.log.error({ err: error, key }, this.#options.complaint);
      }
    }
  }

  /** Asks no more; waits for the question under way. */
  close(): Promise<void> {
    return this.#poller.close();
  }
}
