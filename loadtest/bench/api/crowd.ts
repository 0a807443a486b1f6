/** Asks one server as fast as it answers, over connections that are kept: a process of its own, on the clients' core. */
import { Histogram, type HistogramData } from "../../stats.ts";
import { uuidv7 } from "uuidv7";
import { withClient } from "../contenders/office.ts";
import { Line } from "./line.ts";
import { bareRequest, type Operation, OPERATIONS } from "./operations.ts";
import type { BenchPlayer } from "./players.ts";
import { inTransaction, type Stage, type Taking } from "./stage.ts";

export interface AskPlan {
  bench: "ask";
  port: number;
  contender: "ours" | "bare";
  /** Name of the operation that is asked for these in turn; of one at most once at a time. */
  operation: string;
  players: readonly BenchPlayer[];
  /** Turns that were taken before the first time it is asked here. */
  turns: number;
  /** Where what an operation needs is prepared; only for those with a stage. */
  databaseUrl?: string;
  connections: number;
  seconds: number;
  /** Statuses that count as answered. */
  status: number;
  /** So many requests begin per second; absent: as many as are answered. */
  perSecond?: number;
}
export interface AskReport {
  bench: "asked";
  answered: number;
  /** Answers with another status, and lines that broke. */
  failed: number;
  /** In which it was asked: without what was prepared meanwhile. */
  seconds: number;
  latency: HistogramData;
  /** The first answer that was none. */
  firstFailure: string;
}

const BUSY = "HTTP/1.1 503 ";

/** Turns each player has taken, by operation: they go on where the last measurement ended. */
const taken = new Map<string, number>();

/** Somebody to ask for, again and again. A turn is taken when it is answered as it should be. */
interface Asker {
  taking(): Taking;
  next(): string;
  took(): void;
}

function askersOf({ contender, players, turns }: AskPlan, operation: Operation): Asker[] {
  return players.map((player, n) => {
    const request = (turn: number) =>
      contender === "ours" ? operation.request(player, turn, uuidv7()) : bareRequest(operation, player, n, turn);
    if (!operation.done) {
      const ready = request(0);
      return { taking: () => ({ player, turn: 0 }), next: () => ready, took: () => {} };
    }
    const key = `${operation.name} ${player.characterId}`;
    const turn = () => taken.get(key) ?? turns;
    return { taking: () => ({ player, turn: turn() }), next: () => request(turn()), took: () => taken.set(key, turn() + 1) };
  });
}

/** One measurement: what was asked and how it was answered. */
class Asking {
  readonly #plan: AskPlan;
  readonly #operation: Operation;
  readonly #askers: Asker[];
  readonly #lines: Line[];
  readonly #latency = new Histogram();
  readonly #seen = { answered: 0, failed: 0, firstFailure: "" };

  constructor(plan: AskPlan) {
    const operation = OPERATIONS.find((one) => one.name === plan.operation);
    if (!operation) throw new Error(`no operation ${plan.operation}`);
    if (plan.connections > plan.players.length) throw new Error("more connections than players");
    this.#plan = plan;
    this.#operation = operation;
    this.#askers = askersOf(plan, operation);
    this.#lines = Array.from({ length: plan.connections }, () => new Line(plan.port));
  }

  async run(): Promise<AskReport> {
    const ms = this.#operation.stage ? await this.#inBursts(this.#operation.stage) : await this.#onAndOn();
    for (const line of this.#lines) line.close();
    return { bench: "asked", ...this.#seen, seconds: ms / 1000, latency: this.#latency.data() };
  }

  /** Whoever was answered is asked for again. @returns how long it took, ms */
  async #onAndOn(): Promise<number> {
    const { seconds, perSecond } = this.#plan;
    const free = [...this.#askers];
    const from = performance.now();
    const end = from + seconds * 1000;
    let next = 0;
    const walk = async (line: Line) => {
      for (let n = next++; performance.now() < end; n = next++) {
        if (perSecond) {
          const due = from + (n * 1000) / perSecond;
          if (due >= end) return;
          await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        }
        const asker = free.shift() as Asker;
        const answer = await this.#ask(line, asker, asker.next());
        free.push(asker);
        if (answer === null) return;
      }
    };
    await Promise.all(this.#lines.map(walk));
    return performance.now() - from;
  }

  /**
   * Everybody is prepared, then asked for once, again and again until it has been asked long enough. Who was told that the server is busy
   * is asked for again, in the same words. @returns how long it was asked, ms
   * @throws Error when somebody was answered otherwise: the next turn would find something else
   */
  async #inBursts(stage: Stage): Promise<number> {
    const { seconds, databaseUrl = "" } = this.#plan;
    return withClient(databaseUrl, async (client) => {
      let ms = 0;
      while (ms < seconds * 1000) {
        const takings = this.#askers.map((asker) => asker.taking());
        await inTransaction(client, () => stage.set(client, takings));
        const waiting = this.#askers.map((asker) => ({ asker, request: asker.next() }));
        const answered = this.#seen.answered + waiting.length;
        const from = performance.now();
        const walk = async (line: Line) => {
          for (let one = waiting.shift(); one; one = waiting.shift()) {
            const answer = await this.#ask(line, one.asker, one.request);
            if (answer === null || answer.startsWith(BUSY)) waiting.push(one);
            if (answer === null) return;
          }
        };
        await Promise.all(this.#lines.map(walk));
        ms += performance.now() - from;
        if (this.#seen.answered < answered)
          throw new Error(`${this.#plan.contender} answered ${this.#plan.operation}: ${this.#seen.firstFailure}`);
        await inTransaction(client, () => stage.clear(client, takings));
      }
      return ms;
    });
  }

  /** @returns null: the line broke */
  async #ask(line: Line, asker: Asker, request: string): Promise<string | null> {
    const at = performance.now();
    const answer = await line.ask(request);
    if (answer?.startsWith(`HTTP/1.1 ${this.#plan.status} `)) {
      this.#seen.answered++;
      asker.took();
      this.#latency.record(performance.now() - at);
    } else {
      this.#seen.failed++;
      this.#seen.firstFailure ||= answer?.slice(0, 300) ?? "the line broke";
    }
    return answer;
  }
}

process.on("message", (plan: AskPlan) => {
  if (plan?.bench === "ask") void new Asking(plan).run().then((report) => process.send?.(report));
});
process.on("disconnect", () => process.exit(0));
