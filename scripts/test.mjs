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

/**
 * Two runs side by side, each with a PostgreSQL of its own: tests wait more than they work. What starts servers, bots and browsers is in the
 * first; everything else, also folders that do not exist yet, in the second. A test that had no luck with a busy machine has a second
 * try, which is told; those of test/faults have none.
 */
const WAITING = "test/{rooms,load,start,browser}/**/*.test.ts";
const LANES = [
  { name: "servers, bots and browsers", args: [WAITING] },
  {
    name: "units, API and data",
    args: ["{shared,rooms,server,prisma,scripts,loadtest,clients}/**/*.test.ts", "test/**/*.test.ts", "--ignore", WAITING],
  },
];
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

/**
 * Runs mocha and counts.
 * @param show is given what mocha says
 */
function mocha(args, show) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: "test" };
    const cli = path.join(ROOT, "node_modules/mocha/bin/mocha.js");
    const child = spawn(findNode(), [cli, ...args], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    let tail = "";
    let passed = 0;
    let failed = 0;
    const why = [];
    const read = (line) => {
      const found = /^ {2}(\d+) (passing|failing)\b/.exec(stripVTControlCharacters(line));
      if (found?.[2] === "passing") passed = Number(found[1]);
      if (found?.[2] === "failing") failed = Number(found[1]);
      if (failed) why.push(line);
    };
    child.stdout.on("data", (chunk) => {
      show(chunk);
      const lines = (tail + chunk).split("\n");
      tail = lines.pop() ?? "";
      lines.forEach(read);
    });
    child.stderr.on("data", show);
    options.signal.addEventListener("abort", () => child.kill("SIGTERM"));
    child.once("error", reject);
    child.once("close", (code) => {
      read(tail);
      if (passed + failed === 0) show("no test ran\n");
      // an exception outside of a test ends mocha without counting as one that failed
      resolve({ passed, failed: failed || (code === 0 && passed > 0 ? 0 : 1), why: why.join("\n") });
    });
  });
}

/** The whole suite: the first lane is shown as it runs, the others when they are done; what failed in any is told once more at the end. */
async function allLanes() {
  const results = LANES.map(({ args, name }, n) => {
    const held = [];
    const done = mocha(
      [...args, "--retries", "1"],
      n === 0 ? (chunk) => process.stdout.write(chunk) : (chunk) => held.push(Buffer.from(chunk)),
    );
    return done.then((result) => ({ ...result, name, held }));
  });
  const total = { passed: 0, failed: 0 };
  const why = [];
  for (const result of results) {
    const { passed, failed, name, held, why: report } = await result;
    process.stdout.write(Buffer.concat(held));
    if (failed) why.push(`${name}:\n${report}\n`);
    console.log(`${name}: ${passed} passed, ${failed} failed\n`);
    total.passed += passed;
    total.failed += failed;
  }
  if (why.length) console.log(why.join("\n"));
  return total;
}

async function main() {
  const args = process.argv.slice(2);
  await ensureInstalled(options.signal);
  await ensurePrograms();
  if (!args.length && (await runToEnd(findNode(), ["scripts/check.ts"], options)) !== 0) {
    console.log("\nthe check failed, so no test ran\n0 passed, 1 failed");
    return 1;
  }
  const { passed, failed } = args.length ? await mocha(args, (chunk) => process.stdout.write(chunk)) : await allLanes();
  if (options.signal.aborted) throw new Interrupted();
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Interrupted ? "test: interrupted" : `test: ${error.message}`);
  process.exitCode = error instanceof Interrupted ? 130 : 1;
}
