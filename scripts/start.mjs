/**
 * `npm start`: installs what is missing, then runs scripts/serve.ts on a Node that fits. Plain JavaScript, Node 20 or newer.
 * SIGINT and SIGTERM end all of it with 0, at any moment.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureInstalled, findNode, Interrupted, ROOT } from "./install.mjs";

const interrupted = new AbortController();
/** @type {import("node:child_process").ChildProcess | undefined} */
let server;

function stop() {
  interrupted.abort();
  server?.kill("SIGTERM");
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);

// npm runs this through a shell that may keep signals for itself: when npm is gone, so is the wish to run
const parent = process.ppid;
if (process.env.npm_lifecycle_event === "start") {
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
}

try {
  await ensureInstalled(interrupted.signal);
  if (interrupted.signal.aborted) throw new Interrupted();
  server = spawn(findNode(), [path.join(ROOT, "scripts/serve.ts"), "--with-parent"], { cwd: ROOT, stdio: "inherit" });
  server.once("error", (error) => {
    console.error(`start: ${error.message}`);
    process.exitCode = 1;
  });
  server.once("exit", (code, signal) => {
    if (signal) console.error(`start: the server was ended by ${signal}`);
    process.exit(code ?? 1);
  });
} catch (error) {
  if (!(error instanceof Interrupted)) {
    console.error(`start: ${error.message}`);
    process.exitCode = 1;
  }
}
