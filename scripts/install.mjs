/**
 * Brings node_modules in step with package-lock.json. Plain JavaScript without dependencies: this runs before anything is installed, on
 * Node 20 or newer.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

export const ROOT = path.dirname(import.meta.dirname);

/** Ended by a signal before it was done. */
export class Interrupted extends Error {}

/**
 * What of the lock is missing or another version in node_modules. npm writes its own list there when an installation is complete, so
 * one that was cut off counts as none.
 * @param {string} root
 * @returns {string[]} paths of packages
 */
export function missingPackages(root) {
  const read = (/** @type {string} */ file) => {
    try {
      return JSON.parse(readFileSync(path.join(root, file), "utf8")).packages;
    } catch {
      return null;
    }
  };
  const wanted = read("package-lock.json");
  const present = read("node_modules/.package-lock.json") ?? {};
  return Object.keys(wanted).filter((name) => {
    if (!name.includes("node_modules/") || wanted[name].extraneous) return false;
    // packages for other systems are left out by npm
    if (!present[name])
      return !(wanted[name].optional || wanted[name].devOptional || wanted[name].peer) && !(isProduction(root) && wanted[name].dev);
    return present[name].version !== wanted[name].version || present[name].integrity !== wanted[name].integrity;
  });
}

/** Installed with --omit=dev: nothing for development is there at all. */
function isProduction(root) {
  return existsSync(path.join(root, "node_modules/express")) && !existsSync(path.join(root, "node_modules/mocha"));
}

/** The database client is older than what it is made from, or was never made. */
export function isClientStale(root) {
  const made = path.join(root, "prisma/generated/client.ts");
  return !existsSync(made) || statSync(made).mtimeMs < statSync(path.join(root, "prisma/schema.prisma")).mtimeMs;
}

/**
 * Runs a program in a process group of its own, so that an interruption ends all of it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ signal?: AbortSignal, progress?: (seconds: number) => void }} options
 * @returns {Promise<number>} exit code
 * @throws Interrupted when `signal` fired; everything it started is gone then
 */
export function runToEnd(command, args, { signal, progress } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new Interrupted());
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], detached: true });
    const from = Date.now();
    const ticker = progress && setInterval(() => progress(Math.round((Date.now() - from) / 1000)), 5000);
    const kill = (/** @type {NodeJS.Signals} */ name) => {
      try {
        process.kill(-child.pid, name);
      } catch {
        // all of it has ended
      }
    };
    let hard;
    const abort = () => {
      kill("SIGTERM");
      hard = setTimeout(() => kill("SIGKILL"), 3000);
    };
    signal?.addEventListener("abort", abort);
    const settle = (run) => {
      clearInterval(ticker);
      clearTimeout(hard);
      signal?.removeEventListener("abort", abort);
      if (signal?.aborted) kill("SIGKILL");
      run();
    };
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (code) => settle(() => (signal?.aborted ? reject(new Interrupted()) : resolve(code ?? 1))));
  });
}

/** npm, run by the Node that runs npm now: the project's own Node is among what gets replaced. */
function npm(args, options) {
  const cli = process.env.npm_execpath;
  const node = process.env.npm_node_execpath;
  if (cli && node && !node.startsWith(ROOT)) return runToEnd(node, [cli, ...args], options);
  return runToEnd("npm", args, options);
}

/**
 * @param {AbortSignal} [signal]
 * @throws Interrupted
 * @throws Error in one clear sentence when it cannot be done
 */
export async function ensureInstalled(signal) {
  const missing = missingPackages(ROOT);
  if (missing.length) {
    const present = () => {
      const modules = path.join(ROOT, "node_modules");
      return existsSync(modules) ? readdirSync(modules).filter((name) => existsSync(path.join(modules, name, "package.json"))).length : 0;
    };
    const code = await npm(["ci"], { signal, progress: (s) => console.log(`  still installing: ${s} s, ${present()} packages unpacked`) });
    if (code !== 0)
      throw new Error(`npm ci ended with code ${code}: see its lines above; it needs the npm registry and about 1 GB of disk`);
  }
  if (isClientStale(ROOT) && (await runToEnd(process.execPath, ["scripts/generate.mjs"], { signal })) !== 0) {
    throw new Error("the database client could not be made from prisma/schema.prisma: see the lines above");
  }
}

/**
 * A Node that runs this project: the one of the npm package, else the one that runs now.
 * @returns {string} path of the program
 * @throws Error when there is none
 */
export function findNode() {
  const own = path.join(ROOT, "node_modules/.bin/node");
  if (existsSync(own)) return own;
  const [major, minor] = process.versions.node.split(".").map(Number);
  if ((major === 22 && minor >= 14) || major === 23) return process.execPath;
  throw new Error(
    `Node 22.14 or newer, and older than 24, is needed on ${process.platform}-${process.arch}; this is ${process.versions.node}. Install Node 22 and start again.`,
  );
}
