import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "#prisma/generated/client.ts";

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

/**
 * Opens the database: nothing waits longer than 1 s for a lock, 3 s for a statement, 5 s idle in a transaction.
 * Connections are made when first used.
 */
export function openDatabase(url: string, { poolSize = 12 }: { poolSize?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 2000,
    statement_timeout: 3000,
    lock_timeout: 1000,
    idle_in_transaction_session_timeout: 5000,
    application_name: "necpgame",
  });
  // an idle connection that breaks is replaced with the next query
  pool.on("error", () => {});
  const names = new Map<string, string>();
  const statementNameGenerator = ({ sql }: { sql: string }) => {
    const known = names.get(sql);
    if (known || names.size >= MAX_NAMED) return known as string;
    names.set(sql, `s${names.size}`);
    return names.get(sql) as string;
  };
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator }),
    transactionOptions: { maxWait: 2000, timeout: 5000 },
  });
  return {
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
