import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Cores the two sides of a run are pinned to; null where there is one core only or no `taskset`. */
export interface Cores {
  server: number;
  others: number;
}

export function findCores(): Cores | null {
  if (availableParallelism() < 2 || spawnSync("taskset", ["-V"]).status !== 0) return null;
  return { server: 0, others: 1 };
}

export interface ChildOptions {
  core: number | null;
  /** Node's own flags. */
  nodeFlags?: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** A process of the bench: started with an IPC channel, asked by messages, ended by its own pid. */
export class Child {
  readonly process: ChildProcess;
  readonly name: string;
  readonly #output: string[] = [];
  readonly #waiting: Array<{ wanted: string; done: (message: { bench: string }) => void }> = [];
  readonly #early: Array<{ bench: string }> = [];
  #exit: string | null = null;
  readonly #exited: Promise<void>;

  constructor(name: string, file: string, args: string[], options: ChildOptions) {
    this.name = name;
    const command = [
      ...(options.core === null ? [] : ["taskset", "-c", String(options.core)]),
      process.execPath,
      ...(options.nodeFlags ?? []),
      file,
      ...args,
    ];
    this.process = spawn(command[0], command.slice(1), {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, ...options.env },
      cwd: options.cwd,
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.#output.push(data.toString());
        if (this.#output.length > 200) this.#output.shift();
      });
    }
    this.process.on("message", (message: unknown) => this.#hear(message));
    this.#exited = new Promise((resolve) => {
      this.process.once("exit", (code, signal) => {
        this.#exit = `${name} ended (${signal ?? `code ${code}`})`;
        resolve();
      });
      this.process.once("error", (error) => {
        this.#exit = `${name} could not be started: ${error.message}`;
        resolve();
      });
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** How it ended; null while it runs. */
  get exited(): string | null {
    return this.#exit;
  }

  /** The last lines it printed: for the error message when it fails. */
  get output(): string {
    return this.#output.join("").split("\n").slice(-30).join("\n");
  }

  tell(message: { bench: string }): void {
    if (this.process.connected) this.process.send(message);
  }

  /** The next message of that kind. @throws Error when the process ends first or the time is over */
  async hear<T>(kind: string, timeoutMs: number): Promise<T> {
    const at = this.#early.findIndex((m) => m.bench === kind);
    if (at >= 0) return this.#early.splice(at, 1)[0] as T;
    let timer: NodeJS.Timeout | undefined;
    const message = new Promise<{ bench: string }>((done) => this.#waiting.push({ wanted: kind, done }));
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.name} did not answer "${kind}" within ${timeoutMs / 1000} s`)), timeoutMs);
    });
    const gone = this.#exited.then(() => {
      throw new Error(`${this.#exit}\n${this.output}`);
    });
    try {
      return (await Promise.race([message, late, gone])) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  /** SIGTERM, after the given time SIGKILL; resolves when it is gone. */
  async stop(graceMs = 10_000): Promise<void> {
    if (this.#exit !== null) return;
    this.process.kill("SIGTERM");
    const timer = setTimeout(() => this.process.kill("SIGKILL"), graceMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #hear(message: unknown): void {
    // a process with an IPC channel may also hear from libraries in the child: only ours are taken
    if (typeof message !== "object" || message === null || typeof (message as { bench?: unknown }).bench !== "string") return;
    const ours = message as { bench: string };
    const at = this.#waiting.findIndex((w) => w.wanted === ours.bench);
    if (at >= 0) this.#waiting.splice(at, 1)[0].done(ours);
    else this.#early.push(ours);
  }
}
