import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Databases } from "#loadtest/bench/contenders/database.ts";
import { withClient } from "#loadtest/bench/contenders/office.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { createDatabase, type TestDatabase } from "#test/support/database.ts";

/** Databases of the tests' own PostgreSQL for a bench, which counts what the bench leaves behind. */
export class CountedDatabases implements Databases {
  readonly folder = mkdtempSync(path.join(tmpdir(), "necpgame-bench-test-"));
  readonly #open = new Map<string, TestDatabase>();
  stopped = 0;

  /** Databases that were not dropped. */
  get left(): number {
    return this.#open.size;
  }

  /** Rows of economies that are not what their history, or their entries, say. */
  async discrepancies(): Promise<unknown[]> {
    return (await Promise.all([...this.#open.keys()].map((url) => withClient(url, discrepanciesIn)))).flat();
  }

  async create(): Promise<string> {
    const database = await createDatabase();
    this.#open.set(database.url, database);
    return database.url;
  }

  async drop(url: string): Promise<void> {
    await this.#open.get(url)?.drop();
    this.#open.delete(url);
  }

  async stop(): Promise<void> {
    this.stopped++;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
