import type { Kill, KillOutcome, Loot, RoomLog } from "#rooms/ports.ts";
import { atMost } from "./at-most.ts";

/** Kills that can wait for the office; one more is lost, with a log line: nobody was told of its reward. */
const MAX_WAITING = 5000;
const BATCH = 64;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
/** A kill that fails so often is given up. */
const MAX_ATTEMPTS = 30;

interface Waiting {
  kill: Kill;
  attempts: number;
}

/**
 * Hands kills to the office, in order and in batches, one batch at a time. A failed batch is tried again, kill by kill, so that one
 * that can never succeed does not hold up the others. Repeating is harmless: the office settles each kill id once.
 */
export class Settlement {
  readonly #loot: Loot;
  readonly #log: RoomLog;
  readonly #onOutcome: (outcome: KillOutcome) => void;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  /** @param onOutcome called between ticks, after the commit */
  constructor(loot: Loot, log: RoomLog, onOutcome: (outcome: KillOutcome) => void) {
    this.#loot = loot;
    this.#log = log;
    this.#onOutcome = onOutcome;
  }

  add(kill: Kill): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#log.error({ killId: kill.killId, npcId: kill.npcId }, "too many kills wait to be settled; this one is lost");
      return;
    }
    this.#waiting.push({ kill, attempts: 0 });
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when nothing waits any more, at the latest after `timeoutMs`. */
  async idle(timeoutMs: number): Promise<void> {
    if (this.#running) await atMost(timeoutMs, this.#running);
  }

  async #run(): Promise<void> {
    let size = BATCH;
    let waitMs = FIRST_WAIT_MS;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, size);
      try {
        const outcomes = await this.#loot.settle(batch.map((w) => w.kill));
        for (const outcome of outcomes) this.#onOutcome(outcome);
        size = BATCH;
        waitMs = FIRST_WAIT_MS;
      } catch (error) {
        this.#log.warn({ err: error, kills: batch.length }, "settling kills failed, it will be tried again");
        for (const w of batch) {
          w.attempts++;
          if (w.attempts < MAX_ATTEMPTS) this.#waiting.push(w);
          else this.#log.error({ kill: w.kill }, "a kill could not be settled and was given up");
        }
        size = 1;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
      }
    }
  }
}
