import pg from "pg";
import type { PrismaClient, Tx } from "./prisma.ts";

/** serialization_failure, deadlock_detected: another transaction was in the way. */
const CONFLICTS = ["40001", "40P01"];
const MAX_TRIES = 5;
/** No new try after this, ms. */
const PATIENCE_MS = 1500;
const FIRST_PAUSE_MS = 10;

/** What PostgreSQL says of a failed statement. */
interface Refusal {
  sqlState?: string;
  constraint?: string;
}

/** Nothing in it: the error did not come from PostgreSQL. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof pg.DatabaseError) return { sqlState: error.code, constraint: error.constraint };
  const cause = (error as { meta?: { driverAdapterError?: { cause?: DriverCause } } } | null)?.meta?.driverAdapterError?.cause;
  return { sqlState: cause?.originalCode, constraint: cause?.constraint?.index };
}

/** The same in Prisma's words. */
interface DriverCause {
  originalCode?: string;
  constraint?: { index?: string };
}

/** Name of the unique constraint or index that refused a row; undefined for every other error. */
export function violatedUnique(error: unknown): string | undefined {
  const { sqlState, constraint = "" } = refusalOf(error);
  return sqlState === "23505" ? constraint : undefined;
}

/** Codes of Prisma, PostgreSQL and sockets that say: the database cannot be used now. */
const UNAVAILABLE = new Set([
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"],
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND"],
  // admin shutdown, crash shutdown, starting up, too many connections, statement and lock time-outs
  ...["57P01", "57P02", "57P03", "53300", "57014", "55P03"],
  ...CONFLICTS,
]);

/** What pg says when no connection was free, or none was made, in time. */
const NO_CONNECTION = /timeout exceeded when trying to connect|due to connection timeout/;

/** No connection was to be had in time: the database may well be there, and only this process has been busy. */
export function gotNoConnection(error: unknown): boolean {
  return NO_CONNECTION.test(String(error));
}

/** The database could not be asked, or had no time for us: trying again later may help. Looks through the causes: drivers wrap each other. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 4) return false;
  const { code, originalCode, kind, cause, meta, message } = error as Record<string, unknown>;
  if (UNAVAILABLE.has(String(code)) || UNAVAILABLE.has(String(originalCode)) || kind === "DatabaseNotReachable") return true;
  if (typeof message === "string" && (NO_CONNECTION.test(message) || /Connection terminated|is not queryable/.test(message))) return true;
  return isUnavailable(cause, depth + 1) || isUnavailable((meta as Record<string, unknown> | undefined)?.driverAdapterError, depth + 1);
}

/** What waits for the end of each running transaction. */
const AFTER_COMMIT = new WeakMap<Tx | PrismaClient, Array<() => void>>();

/**
 * Has something done once the transaction is committed, at once and only then: not when it fails, and not when the process dies in
 * between, so it may only hasten what would happen anyway. It must not throw. Transactions of `transact` and of `once` know this;
 * in others it is not done.
 * @returns false: it will not be done
 */
export function afterCommit(tx: Tx | PrismaClient, run: () => void): boolean {
  const waiting = AFTER_COMMIT.get(tx);
  waiting?.push(run);
  return waiting !== undefined;
}

/**
 * Runs `work` in one transaction (READ COMMITTED). When it lost against another transaction it is tried again from the start, at most
 * five times, the last of them 1.5 s after the first at the latest: `work` must have no effect outside its transaction.
 * @param alsoAgain further errors after which a new try makes sense
 */
export async function transact<T>(
  prisma: PrismaClient,
  work: (tx: Tx) => Promise<T>,
  alsoAgain: (error: unknown) => boolean = () => false,
): Promise<T> {
  return withRetries(async () => {
    const afterwards: Array<() => void> = [];
    const result = await prisma.$transaction((tx) => {
      AFTER_COMMIT.set(tx, afterwards);
      return work(tx);
    });
    for (const run of afterwards) run();
    return result;
  }, alsoAgain);
}

/** The same for a single statement, which is a transaction of its own. */
export async function withRetries<T>(run: () => Promise<T>, alsoAgain: (error: unknown) => boolean = () => false): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const lost =
        CONFLICTS.includes(refusalOf(error).sqlState ?? "") || (error as { code?: unknown }).code === "P2034" || alsoAgain(error);
      if (!lost || attempt === MAX_TRIES || performance.now() > giveUpAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2)));
  }
}
