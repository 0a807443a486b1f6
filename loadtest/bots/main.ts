import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { runCommand, type FlagValues } from "../args.ts";
import { HttpClient } from "../http.ts";
import { fetchTickCounter, tickWindow } from "../metrics.ts";
import { FLAGS, HELP } from "./options.ts";
import { asJson, exitCode, type Outcome, progressLine, summary } from "./report.ts";
import { countReason, Tally, type TallyData } from "./tally.ts";
import type { WorkerCommand, WorkerReport } from "./worker.ts";

const BOTS_PER_PROCESS = 500;
const LINE_EVERY_MS = { terminal: 500, plain: 5000 };
/** A bot process that does not answer within this time is ended. */
const LEAVE_TIMEOUT_MS = 15_000;

/** One bot process and what it last reported. */
class Worker {
  readonly clients: number;
  readonly #child: ChildProcess;
  latest: TallyData | null = null;
  ended = false;
  readonly #waiting = new Map<string, () => void>();

  constructor(settings: Extract<WorkerCommand, { bots: "enter" }>["settings"]) {
    this.clients = settings.count;
    this.#child = fork(new URL("./worker.ts", import.meta.url));
    this.#child.on("message", (report: WorkerReport) => {
      this.latest = report.tally;
      this.#waiting.get(report.bots)?.();
    });
    this.#child.on("exit", () => {
      this.ended = true;
      for (const done of this.#waiting.values()) done();
    });
    this.tell({ bots: "enter", settings });
  }

  tell(command: WorkerCommand): void {
    if (this.#child.connected) this.#child.send(command);
  }

  /** Resolves with the report of that kind, or when the process has ended. */
  async heard(kind: WorkerReport["bots"]): Promise<void> {
    if (!this.ended) await new Promise<void>((resolve) => this.#waiting.set(kind, resolve));
  }

  async leave(): Promise<void> {
    if (this.ended) return;
    const left = this.heard("left");
    this.tell({ bots: "leave" });
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), LEAVE_TIMEOUT_MS);
    await left;
    if (!this.ended) await once(this.#child, "exit");
    clearTimeout(timer);
  }
}

function sum(workers: readonly Worker[]): Tally {
  const tally = new Tally();
  for (const w of workers) {
    if (w.latest) tally.add(w.latest);
    // what a broken bot process took with it cannot be told apart any more
    if (w.ended && w.latest?.playing) countReason(tally.dropped, "the bot process ended");
  }
  return tally;
}

async function play(options: FlagValues<typeof FLAGS>): Promise<Outcome> {
  const { clients, endpoint, seed, scenario, placement, ramp, reconnect } = options;
  const http = new HttpClient(1);
  const processes = Math.min(clients, options.processes ?? Math.ceil(clients / BOTS_PER_PROCESS));
  const from = performance.now();
  const first = (i: number): number => Math.floor((clients * i) / processes);
  const workers = Array.from(
    { length: processes },
    (_, i) =>
      new Worker({
        endpoint,
        seed,
        scenario,
        placement,
        rampS: ramp,
        reconnectS: reconnect,
        first: first(i),
        count: first(i + 1) - first(i),
      }),
  );
  let interrupted: () => void = () => {};
  const interrupt = new Promise<void>((resolve) => {
    interrupted = resolve;
  });
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, interrupted);
  const progress = new Progress(() => sum(workers), clients);

  progress.phase = "joining";
  await Promise.race([Promise.all(workers.map((w) => w.heard("entered"))), interrupt]);
  const enteredAfterS = (performance.now() - from) / 1000;
  progress.phase = "playing";
  const before = await fetchTickCounter(http, endpoint);
  for (const w of workers) w.tell({ bots: "window" });
  const windowFrom = performance.now();
  await Promise.race([whileAnyPlays(workers, options.duration), interrupt]);
  const seconds = (performance.now() - windowFrom) / 1000;
  const ended = Promise.all(workers.map((w) => w.heard("ended")));
  for (const w of workers) w.tell({ bots: "end" });
  await Promise.race([ended, sleep(LEAVE_TIMEOUT_MS)]);
  const after = await fetchTickCounter(http, endpoint);
  const tally = sum(workers);
  progress.phase = "leaving";
  await Promise.all(workers.map((w) => w.leave()));
  progress.stop();
  for (const signal of signals) process.off(signal, interrupted);
  http.close();
  return { clients, scenario, seconds, enteredAfterS, tally, ticks: before && after ? tickWindow(before, after) : null };
}

/** Resolves after the given seconds, earlier when nobody plays (any more). */
async function whileAnyPlays(workers: readonly Worker[], seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1000;
  for (let left = seconds * 1000; left > 0 && sum(workers).playing > 0; left = until - performance.now()) await sleep(Math.min(left, 500));
}

/** A line that is written over on a terminal, a line every five seconds elsewhere. */
class Progress {
  phase = "";
  readonly #from = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(tally: () => Tally, clients: number) {
    const terminal = process.stdout.isTTY;
    this.#timer = setInterval(
      () => {
        const line = progressLine(clients, (performance.now() - this.#from) / 1000, this.phase, tally());
        process.stdout.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
      },
      terminal ? LINE_EVERY_MS.terminal : LINE_EVERY_MS.plain,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

async function main(options: FlagValues<typeof FLAGS>): Promise<number> {
  const outcome = await play(options);
  console.log(summary(outcome));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(asJson(outcome), null, 2)}\n`);
  return exitCode(outcome);
}

process.exitCode = await runCommand({ name: "bots", flags: FLAGS, help: HELP }, main);
