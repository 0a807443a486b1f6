import { openDatabase, type PrismaClient } from "#server/platform/prisma.ts";
import { startPostgres } from "./pg.ts";

/** Runs something with the address of the database of DATABASE_URL, or of the private one below .data, which runs as long as it is needed. */
export async function withDatabaseUrl<T>(run: (url: string) => Promise<T>): Promise<T> {
  const given = process.env.DATABASE_URL;
  if (given) return run(given);
  const own = await startPostgres({ dir: `${process.env.DATA_DIR ?? ".data"}/postgres`, progress: console.error });
  try {
    return await run(own.url());
  } finally {
    // one that was running already has somebody who needs it
    if (!own.found) await own.stop();
  }
}

/** The same with a connection to it. @param options.statementMs how long a statement may take */
export function withDatabase<T>(run: (prisma: PrismaClient) => Promise<T>, options: { statementMs?: number } = {}): Promise<T> {
  return withDatabaseUrl(async (url) => {
    const database = openDatabase(url, { poolSize: 1, ...options });
    try {
      return await run(database.prisma);
    } finally {
      await database.close();
    }
  });
}
