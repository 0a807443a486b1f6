/** A server that runs and can be stopped; stopping twice is stopping once. */
export interface Stoppable {
  stop(reason: string): Promise<void>;
}

export interface LifecycleLog {
  info(details: Record<string, unknown>, message: string): void;
  error(details: Record<string, unknown>, message: string): void;
  fatal(details: Record<string, unknown>, message: string): void;
}

/** After this the process ends, whatever still hangs, ms. */
const STOP_WITHIN_MS = 25_000;
/** For saving what can be saved after an exception that nobody caught, ms. */
const CRASH_WITHIN_MS = 10_000;

export interface LifecycleOptions {
  server: Stoppable;
  log: LifecycleLog;
  /** What has to go after the server, such as a private database. */
  after?: () => Promise<void>;
  stopWithinMs?: number;
}

/**
 * Runs a process until it is told to end: SIGTERM and SIGINT stop the server and exit with 0, repeated signals change nothing; a
 * stop that hangs ends with 1. An exception that nobody caught is logged, everybody is saved, and the process exits with 1: its
 * state can no longer be trusted. A rejected promise that nobody waits for is logged and nothing else.
 */
export function runUntilStopped({ server, log, after, stopWithinMs = STOP_WITHIN_MS }: LifecycleOptions): void {
  let ending = false;
  const end = async (reason: string, code: number, withinMs: number) => {
    if (ending) {
      log.info({ reason }, "already stopping");
      return;
    }
    ending = true;
    log.info({ reason }, "stopping");
    const deadline = setTimeout(() => {
      log.fatal({ reason, withinMs }, "stopping took too long");
      process.exit(1);
    }, withinMs);
    let failed = false;
    const step = async (run: () => Promise<void>) => {
      try {
        await run();
      } catch (error) {
        failed = true;
        log.error({ err: error }, "something could not be stopped");
      }
    };
    await step(() => server.stop(reason));
    if (after) await step(after);
    clearTimeout(deadline);
    log.info({ reason }, "stopped");
    process.exit(failed ? 1 : code);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end(signal, 0, stopWithinMs));
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "an exception that nobody caught");
    void end("uncaughtException", 1, CRASH_WITHIN_MS);
  });
  process.on("unhandledRejection", (error) => log.error({ err: error }, "a rejection that nobody waited for"));
}
