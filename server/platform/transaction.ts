import type { PrismaClient, Tx } from "./prisma.ts";

/** serialization_failure, deadlock_detected, lock_not_available: another transaction was in the way. */
const CONFLICTS = ["40001", "40P01", "55P03"];
const MAX_TRIES = 5;
/** Nobody waits longer than this for a transaction to get through, ms. */
const PATIENCE_MS = 2500;
const FIRST_PAUSE_MS = 10;

interface DatabaseCause {
  originalCode?: string;
  kind?: string;
  constraint?: { index?: string };
}

function causeOf(error: unknown): DatabaseCause | undefined {
  return (error as { meta?: { driverAdapterError?: { cause?: DatabaseCause } } } | null)?.meta?.driverAdapterError?.cause;
}

/** SQLSTATE of a failed statement; undefined when the error did not come from PostgreSQL. */
export function sqlState(error: unknown): string | undefined {
  return causeOf(error)?.originalCode;
}

/** Name of the unique constraint or index that refused a row; undefined for every other error. */
export function violatedUnique(error: unknown): string | undefined {
  return sqlState(error) === "23505" ? (causeOf(error)?.constraint?.index ?? "") : undefined;
}

/** The database could not be asked at all, or had no time for us: trying again later may help. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const state = sqlState(error);
  if (state !== undefined) return CONFLICTS.includes(state) || /^(08|53|57)/.test(state);
  // P1…: connecting failed; P2024, P2028: no connection or transaction in time; P2034: conflicts until the end
  if (typeof code === "string" && /^(P1\d\d\d|P2024|P2028|P2034)$/.test(code)) return true;
  const kind = causeOf(error)?.kind;
  if (kind !== undefined) return ["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"].includes(kind);
  return typeof message === "string" && /timeout exceeded when trying to connect|Connection terminated/.test(message);
}

/**
 * Runs `work` in one transaction (READ COMMITTED). When it lost against another transaction it is tried again from the start, at most
 * five times and for at most 2.5 s: `work` must have no effect outside its transaction.
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
