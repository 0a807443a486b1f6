import type { PrismaClient, Tx } from "./prisma.ts";

/** serialization_failure, deadlock_detected: another transaction was in the way. */
const CONFLICTS = ["40001", "40P01"];
const MAX_TRIES = 5;
/** No new try after this, ms. */
const PATIENCE_MS = 1500;
const FIRST_PAUSE_MS = 10;

interface DatabaseCause {
  originalCode?: string;
  constraint?: { index?: string };
}

function causeOf(error: unknown): DatabaseCause | undefined {
  return (error as { meta?: { driverAdapterError?: { cause?: DatabaseCause } } } | null)?.meta?.driverAdapterError?.cause;
}

/** SQLSTATE of a failed statement; undefined when the error did not come from PostgreSQL. */
function sqlState(error: unknown): string | undefined {
  return causeOf(error)?.originalCode;
}

/** Name of the unique constraint or index that refused a row; undefined for every other error. */
export function violatedUnique(error: unknown): string | undefined {
  return sqlState(error) === "23505" ? (causeOf(error)?.constraint?.index ?? "") : undefined;
}

/** Codes of Prisma, PostgreSQL and sockets that say: the database cannot be used now. */
const UNAVAILABLE = new Set([
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"],
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND"],
  // admin shutdown, crash shutdown, starting up, too many connections, statement and lock time-outs
  ...["57P01", "57P02", "57P03", "53300", "57014", "55P03"],
  ...CONFLICTS,
]);

/** The database could not be asked, or had no time for us: trying again later may help. Looks through the causes: drivers wrap each other. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 4) return false;
  const { code, originalCode, kind, cause, meta, message } = error as Record<string, unknown>;
  if (UNAVAILABLE.has(String(code)) || UNAVAILABLE.has(String(originalCode)) || kind === "DatabaseNotReachable") return true;
  if (typeof message === "string" && /timeout exceeded when trying to connect|Connection terminated/.test(message)) return true;
  return isUnavailable(cause, depth + 1) || isUnavailable((meta as Record<string, unknown> | undefined)?.driverAdapterError, depth + 1);
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
  return withRetries(() => prisma.$transaction(work), alsoAgain);
}

/** The same for a single statement, which is a transaction of its own. */
export async function withRetries<T>(run: () => Promise<T>, alsoAgain: (error: unknown) => boolean = () => false): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const lost = CONFLICTS.includes(sqlState(error) ?? "") || (error as { code?: unknown }).code === "P2034" || alsoAgain(error);
      if (!lost || attempt === MAX_TRIES || performance.now() > giveUpAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2)));
  }
}
