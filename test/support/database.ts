import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { type Postgres, startPostgres } from "#scripts/pg.ts";

/** A database of one test file: migrated, seeded, otherwise empty. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

const run = promisify(execFile);
const MIGRATE = fileURLToPath(new URL("../../scripts/migrate.ts", import.meta.url));
const TEMPLATE = "template_seeded";
const FOLDER = "necpgame-test-";
/** File that says where the cluster really lies: see findHome() in scripts/pg-home.ts. */
const WHERE = "folder";

interface Cluster {
  postgres: Postgres;
  dir: string;
}

let cluster: Promise<Cluster> | null = null;

/**
 * One private PostgreSQL serves the whole run: started by the first who asks, ended by `stopDatabases`. Every call clones the migrated
 * and seeded template, which takes about 50 ms.
 */
export async function createDatabase(): Promise<TestDatabase> {
  const { postgres } = await (cluster ??= startCluster());
  const name = `test_${randomBytes(6).toString("hex")}`;
  await admin(postgres, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return { url: postgres.url(name), drop: () => admin(postgres, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The same without any table: for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { postgres } = await (cluster ??= startCluster());
  const name = `test_${randomBytes(6).toString("hex")}`;
  await admin(postgres, `CREATE DATABASE ${name}`);
  return { url: postgres.url(name), drop: () => admin(postgres, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Ends the PostgreSQL of this run and removes its files. For the fixtures. */
export async function stopDatabases(): Promise<void> {
  const running = await cluster?.catch(() => null);
  cluster = null;
  if (!running) return;
  await running.postgres.stop();
  remove(running.dir, running.postgres.folder);
}

async function startCluster(): Promise<Cluster> {
  endAbandoned();
  const dir = path.join(tmpdir(), `${FOLDER}${process.pid}`);
  mkdirSync(dir, { recursive: true });
  // as root PostgreSQL runs under another account, which has to enter
  chmodSync(dir, 0o755);
  const postgres = await startPostgres({ dir, durable: false });
  writeFileSync(path.join(dir, WHERE), postgres.folder);
  process.once("exit", () => endAtOnce(postgres.folder));
  await admin(postgres, `CREATE DATABASE ${TEMPLATE}`);
  // the very command that operators use
  await run(process.execPath, [MIGRATE, "deploy"], { env: { ...process.env, DATABASE_URL: postgres.url(TEMPLATE) } });
  return { postgres, dir };
}

/** Ends what earlier runs left behind when they were killed. */
function endAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const run = Number(name.startsWith(FOLDER) ? name.slice(FOLDER.length) : Number.NaN);
    if (!run || isAlive(run)) continue;
    const dir = path.join(tmpdir(), name);
    const where = path.join(dir, WHERE);
    const folder = existsSync(where) ? readFileSync(where, "utf8") : dir;
    endAtOnce(folder);
    remove(dir, folder);
  }
}

/** When nothing can be waited for any more, and nothing in it is worth keeping. */
function endAtOnce(folder: string): void {
  const file = path.join(folder, "data/postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  // ids are given out again
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  if (stdout.includes(folder)) process.kill(pid, "SIGQUIT");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function remove(dir: string, folder: string): void {
  rmSync(dir, { recursive: true, force: true });
  // elsewhere it has a folder for itself and its binaries
  if (folder !== dir) rmSync(path.dirname(folder), { recursive: true, force: true });
}

async function admin(postgres: Postgres, sql: string): Promise<void> {
  const client = new pg.Client(postgres.url("postgres"));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
