import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createDatabase } from "./database.ts";
import { freePortPair } from "./ports.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A program under test with everything it says. */
export class TestProcess {
  readonly child: ChildProcess;
  /** Standard output and errors, as they came. */
  output = "";
  readonly #exited: Promise<number | null>;

  constructor(args: string[], env: NodeJS.ProcessEnv, program = process.execPath) {
    this.child = spawn(program, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk) => {
        this.output += chunk;
      });
    }
    this.#exited = once(this.child, "close").then(([code, signal]) => {
      if (signal) this.output += `\n(ended by ${signal})\n`;
      return code as number | null;
    });
    // a run that ends early takes its programs along
    const reap = () => this.child.kill("SIGKILL");
    process.once("exit", reap);
    void this.#exited.then(() => process.off("exit", reap));
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Exit code; null when a signal ended it. */
  exited(): Promise<number | null> {
    return this.#exited;
  }

  /** @throws Error with what it said when it ends before the words appear */
  async said(words: RegExp): Promise<void> {
    while (!words.test(this.output)) {
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`it ended before it said ${words}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** @returns exit code */
  async signal(name: NodeJS.Signals): Promise<number | null> {
    this.child.kill(name);
    return this.#exited;
  }
}

export interface TestServer {
  webUrl: string;
  gameUrl: string;
  databaseUrl: string;
  process: TestProcess;
  /** Its log so far, one JSON object per line. */
  log(): string;
  /** SIGTERM. @returns exit code; the database stays */
  stop(): Promise<number | null>;
  /** SIGKILL: nothing can be saved; the database stays. */
  kill9(): Promise<void>;
  /** Ends it if it still runs, drops the database if it was made here, removes its folder. */
  dispose(): Promise<void>;
}

export interface TestServerOptions {
  /** An existing database; absent: a new one. */
  databaseUrl?: string;
  /** More settings, as in the environment. */
  env?: Record<string, string>;
}

/** What every program under test is given: nothing of the caller's own settings. */
export function cleanEnv(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  return { PATH, HOME, LANG, TMPDIR, NODE_ENV: "test", ...more };
}

/**
 * The real server/main.ts in a process of its own, on free ports.
 * @throws Error with its log when it ends before it is ready
 */
export async function startTestServer({ databaseUrl, env = {} }: TestServerOptions = {}): Promise<TestServer> {
  const own = databaseUrl ? null : await createDatabase();
  const url = databaseUrl ?? (own as NonNullable<typeof own>).url;
  const dataDir = mkdtempSync(path.join(tmpdir(), "necpgame-server-"));
  const { web, game } = await freePortPair();
  const settings = { PORT: String(web), GAME_PORT: String(game), DATABASE_URL: url, DATA_DIR: dataDir, ...env };
  const running = new TestProcess([path.join(ROOT, "server/main.ts")], cleanEnv(settings));
  const dispose = async () => {
    await running.signal("SIGKILL");
    await own?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const webUrl = `http://127.0.0.1:${web}`;
  try {
    await ready(webUrl, running);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    webUrl,
    gameUrl: `ws://127.0.0.1:${game}`,
    databaseUrl: url,
    process: running,
    log: () => running.output,
    stop: () => running.signal("SIGTERM"),
    kill9: async () => {
      await running.signal("SIGKILL");
    },
    dispose,
  };
}

/** Waits until /readyz agrees. @throws Error with the log when the process ends first */
export async function ready(webUrl: string, running: TestProcess): Promise<void> {
  for (;;) {
    if (running.child.exitCode !== null || running.child.signalCode !== null)
      throw new Error(`the server ended before it was ready:\n${running.output}`);
    const answer = await fetch(`${webUrl}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
