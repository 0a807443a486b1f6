import { Queue, Worker } from "bullmq";

/**
 * Work that repeats beside requests and ticks. Jobs are triggers only: what they do is found in PostgreSQL, so one that is lost or
 * runs twice changes nothing.
 */
export interface Jobs {
  /**
   * Runs the handler every `ms` from now on, never twice at the same time; with several processes on one Redis, in one of them.
   * A handler that fails is logged and tried again at its next time.
   */
  every(name: string, ms: number, handler: () => Promise<void>): void;
  /** Starts no more and waits for those that run. */
  close(): Promise<void>;
}

export interface JobsLog {
  error(details: Record<string, unknown>, message: string): void;
}

/** For one process alone: timers. */
export class LocalJobs implements Jobs {
  readonly #log: JobsLog;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Map<string, Promise<void>>();

  constructor(log: JobsLog) {
    this.#log = log;
  }

  every(name: string, ms: number, handler: () => Promise<void>): void {
    const timer = setInterval(() => {
      if (!this.#running.has(name)) this.#running.set(name, this.#run(name, handler));
    }, ms);
    this.#timers.push(timer);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await Promise.all(this.#running.values());
  }

  async #run(name: string, handler: () => Promise<void>): Promise<void> {
    try {
      await handler();
    } catch (error) {
      this.#log.error({ err: error, job: name }, "a job failed");
    } finally {
      this.#running.delete(name);
    }
  }
}

const QUEUE = "necpgame-jobs";
/** How many finished jobs stay visible. */
const KEPT = { count: 100 };
/** Longest pause before a lost Redis is tried again, ms. */
const RETRY_MS = 1000;
/** How often it is looked whether Redis still knows the schedules: it may have come back empty. */
const RECHECK_MS = 5000;

/** For several processes: BullMQ's schedulers start each job once for all of them. */
export class SharedJobs implements Jobs {
  readonly #log: JobsLog;
  readonly #jobs = new Map<string, { ms: number; handler: () => Promise<void> }>();
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #scheduling = new Set<Promise<void>>();
  readonly #recheck: NodeJS.Timeout;
  #lost = false;

  constructor(redisUrl: string, log: JobsLog, { recheckMs = RECHECK_MS }: { recheckMs?: number } = {}) {
    this.#log = log;
    const address = { url: redisUrl, retryStrategy: (attempt: number) => Math.min(attempt * 100, RETRY_MS) };
    const defaultJobOptions = { removeOnComplete: KEPT, removeOnFail: KEPT };
    this.#queue = new Queue(QUEUE, { connection: { ...address, maxRetriesPerRequest: 1 }, defaultJobOptions });
    // one at a time in this process: a handler never meets itself
    this.#worker = new Worker(QUEUE, (job) => this.#run(job.name), { connection: { ...address, maxRetriesPerRequest: null } });
    this.#queue.on("error", (error) => this.#onLost(error));
    this.#worker.on("error", (error) => this.#onLost(error));
    this.#recheck = setInterval(() => {
      // one that still waits for Redis is not joined by more
      if (this.#scheduling.size === 0) for (const name of this.#jobs.keys()) this.#schedule(name);
    }, recheckMs);
  }

  every(name: string, ms: number, handler: () => Promise<void>): void {
    this.#jobs.set(name, { ms, handler });
    this.#schedule(name);
  }

  async close(): Promise<void> {
    clearInterval(this.#recheck);
    await Promise.all(this.#scheduling);
    await this.#worker.close();
    await this.#queue.close();
  }

  #schedule(name: string): void {
    const scheduling = this.#keepScheduled(name).finally(() => this.#scheduling.delete(scheduling));
    this.#scheduling.add(scheduling);
  }

  async #keepScheduled(name: string): Promise<void> {
    try {
      const { ms } = this.#jobs.get(name) as { ms: number };
      const known = await this.#queue.getJobScheduler(name);
      if (known?.every !== ms) await this.#queue.upsertJobScheduler(name, { every: ms }, { name });
      this.#lost = false;
    } catch (error) {
      this.#onLost(error as Error);
    }
  }

  /** Said once until schedules can be read again. */
  #onLost(error: Error): void {
    if (!this.#lost) this.#log.error({ err: error }, "jobs wait for Redis");
    this.#lost = true;
  }

  async #run(name: string): Promise<void> {
    try {
      await this.#jobs.get(name)?.handler();
    } catch (error) {
      this.#log.error({ err: error, job: name }, "a job failed");
    }
  }
}
