import { fileURLToPath } from "node:url";
import type { Rng } from "#shared/primitives/rng.ts";
import { cleanEnv, TestProcess } from "#test/support/server.ts";

const PROCESS = fileURLToPath(new URL("api-process.ts", import.meta.url));

/** Some processes of the API over one database. One that is killed is replaced by a new one at once. */
export class Fleet {
  readonly #args: string[];
  /** Of those that answer. */
  readonly #up = new Map<TestProcess, string>();
  readonly #all = new Set<TestProcess>();
  #starting: Promise<unknown>[] = [];

  /** @param how as api-process.ts takes it */
  static async start(databaseUrl: string, size: number, how: "as it is" | "naive" = "as it is"): Promise<Fleet> {
    const fleet = new Fleet([PROCESS, databaseUrl, how]);
    await Promise.all(Array.from({ length: size }, () => fleet.#start()));
    return fleet;
  }

  private constructor(args: string[]) {
    this.#args = args;
  }

  /** Where to ask; null while nobody answers. */
  pick(rng: Rng): string | null {
    const urls = [...this.#up.values()];
    return urls.length > 0 ? urls[rng.int(0, urls.length - 1)] : null;
  }

  /** SIGKILL for one of those that answer, in the middle of whatever it does. @returns false: none is there */
  kill(rng: Rng): boolean {
    const running = [...this.#up.keys()];
    if (running.length === 0) return false;
    const one = running[rng.int(0, running.length - 1)];
    this.#up.delete(one);
    process.kill(one.pid, "SIGKILL");
    this.#starting.push(one.exited().then(() => this.#start()));
    return true;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#starting);
    for (const one of this.#all) await one.signal("SIGKILL");
  }

  /** What went wrong in the processes, each thing once; a 503 is not told. */
  get complaints(): string[] {
    const lines = [...this.#all].flatMap(({ output }) => output.split("\n")).filter((line) => line.startsWith("{"));
    const told = lines.map((line) => JSON.parse(line) as { msg: string; err?: { message: string }; res?: { status: number } });
    return [...new Set(told.filter(({ res }) => res?.status !== 503).map(({ msg, err }) => `${msg}: ${err?.message ?? ""}`))];
  }

  /** A supervisor's work: what cannot start, for the database is slow or away, is started again. */
  async #start(tries = 5): Promise<void> {
    const one = new TestProcess(this.#args, cleanEnv());
    this.#all.add(one);
    try {
      await one.said(/listening on \d+\./);
    } catch (error) {
      if (tries === 1) throw error;
      return this.#start(tries - 1);
    }
    this.#up.set(one, `http://127.0.0.1:${/listening on (\d+)\./.exec(one.output)?.[1]}`);
  }
}
