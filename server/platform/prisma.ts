import type { Socket } from "node:net";
import pg from "pg";
import { Prisma, PrismaClient } from "#prisma/generated/client.ts";
import { DirectPg, nameOf, sendDirectly } from "./direct.ts";

export { affected, rowsOf } from "./direct.ts";
export type { PrismaClient };
/** A running transaction. */
export type Tx = Prisma.TransactionClient;

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  poolSize?: number;
  /** Longest wait for a connection, ms. */
  acquireMs?: number;
  statementMs?: number;
  transactionMs?: number;
  /** Waited for before every statement, BEGIN and COMMIT included; when it throws, that connection is broken. For failpoints. */
  beforeStatement?: () => Promise<void>;
}

/** For requests: what is not done by then nobody waits for any more (server/http/budget.ts). */
export const FOR_REQUESTS: DatabaseOptions = { acquireMs: 1000, statementMs: 2000, transactionMs: 2000 };

/**
 * A connection that says nothing for so long is idle or broken, and closed: a network that swallows packets must not keep the pool for
 * ever. Longer than any statement may take.
 */
const SILENCE_MS = 8000;

/**
 * Opens the database: nothing waits longer than 1 s for a lock, 5 s idle in a transaction, or 3 s for a statement unless told otherwise.
 * Connections are made when first used.
 */
export function openDatabase(
  url: string,
  { poolSize = 12, acquireMs = 2000, statementMs = 3000, transactionMs = 5000, beforeStatement }: DatabaseOptions = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: acquireMs,
    statement_timeout: statementMs,
    lock_timeout: 1000,
    idle_in_transaction_session_timeout: 5000,
    // compiling a plan takes longer than any statement here
    options: "-c jit=off",
    application_name: "necpgame",
  });
  // an idle connection that breaks is replaced with the next query
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    stream.setTimeout(SILENCE_MS, () => stream.destroy());
    if (beforeStatement) hold(client, stream, beforeStatement);
  });
  const prisma = new PrismaClient({
    adapter: new DirectPg(pool, { statementNameGenerator: ({ sql }) => nameOf(sql) as string }),
    transactionOptions: { maxWait: acquireMs, timeout: transactionMs },
  });
  sendDirectly(prisma, pool);
  return {
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Has every statement of a connection wait. */
function hold(client: pg.PoolClient, stream: Socket, before: () => Promise<void>): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const passed = async () => {
    try {
      await before();
    } catch (error) {
      stream.destroy();
      throw error;
    }
  };
  client.query = ((...args: unknown[]) => {
    const told = args.at(-1);
    // pg's pool wants to be called back
    if (typeof told === "function")
      return void passed().then(
        () => query(...args),
        (error: unknown) => told(error),
      );
    return passed().then(() => query(...args));
  }) as typeof client.query;
}

/** A statement with its values, for `rowsOf` and `affected`; also a part of one. */
export type Sql = Prisma.Sql;
export const { sql } = Prisma;
