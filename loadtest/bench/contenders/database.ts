import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);
const PG = new URL("../../../scripts/pg.ts", import.meta.url).pathname;
const MIGRATE = new URL("../../../scripts/migrate.ts", import.meta.url).pathname;
/** Kept between benches: making a cluster takes longer than a measurement. */
const CLUSTER = new URL("../../../.data/bench/postgres", import.meta.url).pathname;

/** Where `ours` finds a database of its own for each run. */
export interface Databases {
  /** For files of the servers that are measured. */
  readonly folder: string;
  /** A new database with all tables and the game's own content. @returns its address */
  create(): Promise<string>;
  drop(databaseUrl: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of the bench's own, on the clients' core, as if it were on another machine. Its databases are dropped and
 * it is stopped at the end; the empty cluster stays for the next time. One bench at a time.
 */
export class BenchDatabase implements Databases {
  /** Removed at the end. */
  readonly folder = mkdtempSync(join(tmpdir(), "necpgame-bench-"));
  readonly #url: string;
  readonly #prefix: string[];
  readonly #template = `bench_${process.pid}_template`;
  #made = 0;

  static async start(core: number | null): Promise<BenchDatabase> {
    const prefix = core === null ? [] : ["taskset", "-c", String(core)];
    const url = (await execute([...prefix, process.execPath, PG, "up", CLUSTER])).trim();
    const database = new BenchDatabase(url, prefix);
    try {
      await database.#query(`CREATE DATABASE ${database.#template}`);
      await execute([process.execPath, MIGRATE, "deploy"], { DATABASE_URL: database.#address(database.#template) });
      return database;
    } catch (error) {
      await database.stop();
      throw error;
    }
  }

  private constructor(url: string, prefix: string[]) {
    this.#url = url;
    this.#prefix = prefix;
  }

  async create(): Promise<string> {
    const name = `bench_${process.pid}_${++this.#made}`;
    await this.#query(`CREATE DATABASE ${name} TEMPLATE ${this.#template}`);
    return this.#address(name);
  }

  async drop(databaseUrl: string): Promise<void> {
    await this.#query(`DROP DATABASE IF EXISTS ${new URL(databaseUrl).pathname.slice(1)} WITH (FORCE)`);
  }

  async stop(): Promise<void> {
    await this.drop(this.#address(this.#template));
    await execute([...this.#prefix, process.execPath, PG, "down", CLUSTER]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #address(name: string): string {
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    return url.toString();
  }

  async #query(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

async function execute([command, ...args]: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(command, args, { timeout: 120_000, env: { ...process.env, ...env } });
  return stdout;
}
