/**
 * `npm test`: installs what is missing, checks the code, runs every test. Its last line is `N passed, N failed`; the exit code is 0 only
 * when something ran and nothing failed. `npm test -- <mocha arguments>` runs only those, without the check.
 * Plain JavaScript, Node 20 or newer.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ensureInstalled, findNode, Interrupted, ROOT, runToEnd } from "./install.mjs";

const SPECS = ["{shared,rooms,server,prisma,scripts,loadtest,clients}/**/*.test.ts", "test/**/*.test.ts"];
/** Programs of the system that tests start, and where they may be. */
const PROGRAMS = [
  { name: "redis-server", debian: "redis-server", candidates: ["redis-server"] },
  {
    name: "chromium",
    debian: "chromium",
    candidates: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", process.env.CHROMIUM ?? "chromium"],
  },
];

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => interrupted.abort());
const options = { signal: interrupted.signal };

function isInstalled({ candidates }) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return candidates.some((name) =>
    path.isAbsolute(name) ? existsSync(name) : folders.some((folder) => existsSync(path.join(folder, name))),
  );
}

/** Finds redis-server and chromium, or installs them where that is allowed. */
async function ensurePrograms() {
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  if (!missing.length) return;
  const packages = missing.map((program) => program.debian);
  const hasApt = spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0;
  if (process.getuid?.() === 0 && hasApt) {
    console.log(`installing ${packages.join(" and ")} with apt-get, which the tests start`);
    process.env.DEBIAN_FRONTEND = "noninteractive";
    await runToEnd("apt-get", ["update", "-q"], options);
    await runToEnd("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...packages], options);
  }
  const still = PROGRAMS.filter((program) => !isInstalled(program)).map((program) => program.name);
  if (still.length) {
    throw new Error(
      `the tests need ${still.join(" and ")}. On Debian or Ubuntu: sudo apt-get install ${packages.join(" ")}; then start again.`,
    );
  }
}

/** Runs mocha, shows what it says, and counts. */
function mocha(args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: "test" };
    const cli = path.join(ROOT, "node_modules/mocha/bin/mocha.js");
    const child = spawn(findNode(), [cli, ...args], { cwd: ROOT, env, stdio: ["ignore", "pipe", "inherit"] });
    let tail = "";
    let passed = 0;
    let failed = 0;
    const read = (line) => {
      const found = /^ {2}(\d+) (passing|failing)\b/.exec(stripVTControlCharacters(line));
      if (found?.[2] === "passing") passed = Number(found[1]);
      if (found?.[2] === "failing") failed = Number(found[1]);
    };
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      const lines = (tail + chunk).split("\n");
      tail = lines.pop() ?? "";
      lines.forEach(read);
    });
    options.signal.addEventListener("abort", () => child.kill("SIGTERM"));
    child.once("error", reject);
    child.once("close", (code) => {
      read(tail);
      resolve({ code: code ?? 1, passed, failed });
    });
  });
}

async function main() {
  const args = process.argv.slice(2);
  await ensureInstalled(options.signal);
  await ensurePrograms();
  if (!args.length && (await runToEnd(findNode(), ["scripts/check.ts"], options)) !== 0) {
    console.log("\nthe check failed, so no test ran\n0 passed, 1 failed");
    return 1;
  }
  const { code, passed, failed } = await mocha(args.length ? args : SPECS);
  if (options.signal.aborted) throw new Interrupted();
  if (passed + failed === 0) console.error("no test ran");
  // an exception outside of a test ends mocha without counting as one that failed
  const failures = failed || (code === 0 && passed > 0 ? 0 : 1);
  console.log(`${passed} passed, ${failures} failed`);
  return failures ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Interrupted ? "test: interrupted" : `test: ${error.message}`);
  process.exitCode = error instanceof Interrupted ? 130 : 1;
}
