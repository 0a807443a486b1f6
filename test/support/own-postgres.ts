import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Postgres, startPostgres } from "#scripts/pg.ts";
import type { TestDatabase } from "./database.ts";
import { freePortPair } from "./ports.ts";

const MIGRATE = fileURLToPath(new URL("../../scripts/migrate.ts", import.meta.url));
const run = promisify(execFile);

/** A PostgreSQL of one test alone, migrated and seeded, which keeps what it has promised: for tests that crash it. */
export class OwnPostgres implements TestDatabase {
  readonly #dir: string;
  #postgres: Postgres;

  static async start(): Promise<OwnPostgres> {
    const dir = mkdtempSync(path.join(tmpdir(), "necpgame-crash-"));
    const own = new OwnPostgres(dir, await startPostgres({ dir, port: (await freePortPair()).web }));
    await run(process.execPath, [MIGRATE, "deploy"], { env: { ...process.env, DATABASE_URL: own.url } });
    return own;
  }

  private constructor(dir: string, postgres: Postgres) {
    this.#dir = dir;
    this.#postgres = postgres;
  }

  get url(): string {
    return this.#postgres.url();
  }

  /** Its processes have no time for anything. */
  crash(): void {
    process.kill(Number.parseInt(readFileSync(path.join(this.#postgres.folder, "data/postmaster.pid"), "utf8"), 10), "SIGKILL");
  }

  /** Starts again at the same address, and finds what it had written. */
  async recover(): Promise<void> {
    this.#postgres = await startPostgres({ dir: this.#dir, port: this.#postgres.port });
  }

  async drop(): Promise<void> {
    await this.#postgres.stop();
    rmSync(this.#postgres.folder, { recursive: true, force: true });
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
