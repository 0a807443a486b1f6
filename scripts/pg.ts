/**
 * A private PostgreSQL from npm binaries, driven with pg_ctl: it outlives the process that started it, so a start after a crash
 * finds it again.
 *   node scripts/pg.ts up|down [folder]
 */
import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findHome, type PgHome } from "./pg-home.ts";

const run = promisify(execFile);
const HOST = "127.0.0.1";
const USER = "game";
/** A just killed postmaster may stay in the process table for a second or two. */
const START_ATTEMPTS = 20;
const RETRY_MS = 300;

export interface PostgresOptions {
  /** Folder of the cluster; see findHome() for where it goes when the `postgres` account may not enter it. */
  dir: string;
  /** Default: a free one. */
  port?: number;
  /** False only for tests: a crash of the machine may lose the cluster. */
  durable?: boolean;
  settings?: Record<string, string>;
  /** Told in words what takes time. */
  progress?: (line: string) => void;
}

export interface Postgres {
  port: number;
  /** Where the data really is. */
  folder: string;
  /** It ran before we came: perhaps somebody else's, who still needs it. */
  found: boolean;
  url(database?: string): string;
  stop(): Promise<void>;
}

/** Makes the cluster when there is none, starts it when it is not running; safe to call again at any time. */
export async function startPostgres({ dir, port, durable = true, settings = {}, progress = () => {} }: PostgresOptions): Promise<Postgres> {
  const cluster = new Cluster(findHome(dir), durable);
  if (!cluster.exists()) {
    progress(`making a PostgreSQL cluster in ${cluster.root}`);
    await cluster.create();
  }
  // one left by a killed run is simply used
  const running = await cluster.runningPort();
  const bound = running ?? (await cluster.start(port, settings));
  const password = cluster.password();
  return {
    port: bound,
    folder: cluster.root,
    found: running !== undefined,
    url: (database = "postgres") => `postgresql://${USER}:${password}@${HOST}:${bound}/${database}`,
    stop: () => cluster.stop(),
  };
}

class Cluster {
  readonly root: string;
  readonly #home: PgHome;
  readonly #durable: boolean;

  constructor(home: PgHome, durable: boolean) {
    this.#home = home;
    this.root = home.root;
    this.#durable = durable;
    mkdirSync(home.root, { recursive: true });
    // whatever the umask says, the account must get in
    chmodSync(home.root, 0o755);
    this.#give(home.root);
  }

  get #data(): string {
    return path.join(this.root, "data");
  }

  get #log(): string {
    return path.join(this.root, "postgres.log");
  }

  get #passwordFile(): string {
    return path.join(this.root, "password");
  }

  exists(): boolean {
    return existsSync(this.#data);
  }

  password(): string {
    return readFileSync(this.#passwordFile, "utf8").trim();
  }

  /** Made beside and then renamed: what an interrupted initdb leaves behind never looks like a cluster. */
  async create(): Promise<void> {
    for (const name of readdirSync(this.root)) {
      if (name.startsWith("unfinished-")) rmSync(path.join(this.root, name), { recursive: true, force: true });
    }
    const unfinished = path.join(this.root, `unfinished-${process.pid}`);
    writeFileSync(this.#passwordFile, `${randomPassword()}\n`, { mode: 0o600 });
    this.#give(this.#passwordFile);
    const how = [
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--data-checksums",
      ...(this.#durable ? [] : ["--no-sync"]),
    ];
    await this.#run("initdb", ["-D", unfinished, "-U", USER, "--pwfile", this.#passwordFile, ...how]);
    renameSync(unfinished, this.#data);
  }

  /** Undefined when it does not run. A postmaster that was killed and not yet reaped "runs" but does not answer. */
  async runningPort(): Promise<number | undefined> {
    if (!(await this.#hasProcess())) return undefined;
    const port = Number(readFileSync(path.join(this.#data, "postmaster.pid"), "utf8").split("\n")[3]);
    return (await answers(port)) ? port : undefined;
  }

  #hasProcess(): Promise<boolean> {
    return this.#run("pg_ctl", ["-D", this.#data, "status"]).then(
      () => true,
      () => false,
    );
  }

  async start(wanted: number | undefined, settings: Record<string, string>): Promise<number> {
    const fast = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
    const all = {
      listen_addresses: HOST,
      unix_socket_directories: "",
      max_connections: "200",
      ...(this.#durable ? {} : fast),
      ...settings,
    };
    const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
    for (let attempt = 1; ; attempt++) {
      const port = wanted ?? (await freePort());
      try {
        await this.#run("pg_ctl", ["-D", this.#data, "-l", this.#log, "-w", "-t", "30", "-o", `-p ${port} ${flags.join(" ")}`, "start"]);
        return port;
      } catch (cause) {
        if (attempt === START_ATTEMPTS)
          throw new Error(`PostgreSQL does not start; the end of ${this.#log}:\n${this.#lastWords()}`, { cause });
        await sleep(RETRY_MS);
      }
    }
  }

  /** Ends its sessions, writes everything, and waits until it is gone. */
  async stop(): Promise<void> {
    if (!(await this.#hasProcess())) return;
    await this.#run("pg_ctl", ["-D", this.#data, "-m", "fast", "-w", "-t", "20", "stop"]).catch(async (error: unknown) => {
      if ((await this.runningPort()) !== undefined) throw error;
    });
  }

  /** In a session of its own: Ctrl-C at the terminal is for us, who then stop it in order. */
  async #run(program: "initdb" | "pg_ctl", args: string[]): Promise<void> {
    // nothing of the caller's PG* variables or locale leaks in
    const env = { PATH: process.env.PATH, LC_ALL: "C.UTF-8", TZ: "UTC" };
    const options = { ...this.#home.account, env, cwd: "/", maxBuffer: 1 << 24, detached: true };
    await run(path.join(this.#home.bin, program), args, options);
  }

  #give(file: string): void {
    const { account } = this.#home;
    if (account) chownSync(file, account.uid, account.gid);
  }

  #lastWords(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8").slice(-1500) : "(no log)";
  }
}

/** A free port of loopback. Somebody else may take it before it is used. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, HOST, () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, HOST);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function randomPassword(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64url");
}

if (process.argv[1] === import.meta.filename) {
  const [command = "up", dir = ".data/postgres"] = process.argv.slice(2);
  if (command !== "up" && command !== "down") {
    console.error(`pg: up or down wanted, not ${command}`);
    process.exit(2);
  }
  const pg = await startPostgres({ dir, progress: console.error });
  if (command === "down") await pg.stop();
  else console.log(pg.url());
}
