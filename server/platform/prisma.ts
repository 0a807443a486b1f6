import type { Socket } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "#prisma/generated/client.ts";

export type { PrismaClient };
/** A running transaction. */
export type Tx = Prisma.TransactionClient;

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** Most statements that get a name (and so a plan kept by PostgreSQL); more are sent without. */
const MAX_NAMED = 500;

export interface DatabaseOptions {
  poolSize?: number;
  /** Longest wait for a connection, ms. */
  acquireMs?: number;
  statementMs?: number;
  transactionMs?: number;
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
  { poolSize = 12, acquireMs = 2000, statementMs = 3000, transactionMs = 5000 }: DatabaseOptions = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: acquireMs,
    statement_timeout: statementMs,
    lock_timeout: 1000,
    idle_in_transaction_session_timeout: 5000,
    application_name: "necpgame",
  });
  // an idle connection that breaks is replaced with the next query
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    stream.setTimeout(SILENCE_MS, () => stream.destroy());
  });
  const names = new Map<string, string>();
  const statementNameGenerator = ({ sql }: { sql: string }) => {
    const known = names.get(sql);
    if (known || names.size >= MAX_NAMED) return known as string;
    names.set(sql, `s${names.size}`);
    return names.get(sql) as string;
  };
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator }),
    transactionOptions: { maxWait: acquireMs, timeout: transactionMs },
  });
  POOLS.set(prisma, { pool, names: new Map() });
  return {
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** The connections of each open database, and the names of the statements sent directly. */
const POOLS = new WeakMap<PrismaClient | Tx, { pool: pg.Pool; names: Map<string, string> }>();
const INT8 = pg.types.builtins.INT8;
/** Whole numbers of 64 bits come as bigint, as Prisma gives them. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") => (oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format)),
} as pg.CustomTypesConfig;

/**
 * Rows of one statement, sent straight to PostgreSQL: half the processor time of Prisma's way. For the few statements that nearly every
 * request sends. In a transaction it goes with the transaction.
 */
export async function rowsOf<T extends object>(db: PrismaClient | Tx, query: Prisma.Sql): Promise<T[]> {
  const direct = POOLS.get(db);
  if (!direct) return db.$queryRaw<T[]>(query);
  const { pool, names } = direct;
  const { text, values } = query;
  // the texts are written in repositories: they are few, and each is planned once per connection
  const name = names.get(text) ?? `d${names.size}`;
  names.set(text, name);
  return (await pool.query<T>({ name, text, values, types: TYPES })).rows;
}

/** A statement with its values, for `rowsOf`; also a part of one. */
export type Sql = Prisma.Sql;
export const { sql } = Prisma;
