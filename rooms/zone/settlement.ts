import type { Kill, KillOutcome, Loot } from "#rooms/ports/loot.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { atMost } from "./at-most.ts";

/** Kills that can wait for the office; one more is lost, with a log line: nobody was told of its reward. */
const MAX_WAITING = 5000;
const BATCH = 64;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
/** How often one who leaves looks whether what he has earned is settled, ms. */
const LOOK_AGAIN_MS = 20;
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
  /** The batch the office has on its desk. */
  #settling: readonly Waiting[] = [];
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

  /** Waits until nothing waits that a character has earned. @returns false: it took longer than `timeoutMs` */
  async idleFor(characterId: string, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while (this.#concerns(characterId)) {
      if (performance.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    return true;
  }

  #concerns(characterId: string): boolean {
    const its = ({ kill }: Waiting) =>
      kill.lootOwner?.characterId === characterId || kill.credits.some(({ lease }) => lease.characterId === characterId);
    return this.#waiting.some(its) || this.#settling.some(its);
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
      this.#settling = batch;
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
      this.#settling = [];
    }
  }
}
