import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, type SqlDriverAdapter, type SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** PostgreSQL type oids: the catalogue's one-byte "char", and text. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * PrismaPg made fit for migrating. Alone it splits a migration at every ";" (breaking function bodies and strings), lets statements hop
 * between pooled connections (losing the advisory lock), opens the main database as its own shadow when given a connection string, and
 * does not know catalogue columns of type "char".
 */
export class MigrationAdapter implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = "postgres";
  readonly adapterName = "@prisma/adapter-pg";
  readonly #config: pg.PoolConfig & { database: string };
  readonly #open = new Set<() => Promise<void>>();

  constructor(url: string) {
    const u = new URL(url);
    this.#config = {
      host: u.hostname,
      port: Number(u.port || 5432),
      user: decodeURIComponent(u.username),
      password: decodeURIComponent(u.password),
      database: decodeURIComponent(u.pathname.slice(1)),
    };
  }

  connect(): Promise<SqlDriverAdapter> {
    return this.#adapter(this.#config.database);
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `shadow_${randomUUID().replaceAll("-", "")}`;
    await this.#administer(`CREATE DATABASE "${name}" TEMPLATE template0`);
    return this.#adapter(name, () => this.#administer(`DROP DATABASE "${name}" WITH (FORCE)`));
  }

  /** Ends what the engine left open: its own `free()` does not. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((dispose) => dispose()));
  }

  async #adapter(database: string, afterwards?: () => Promise<void>): Promise<SqlDriverAdapter> {
    const pool = new pg.Pool({ ...this.#config, database, max: 1 });
    let charColumns: number[] = [];
    const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
    // "char" columns pass as text and are labelled afterwards
    pool.query = (async (...args: unknown[]) => {
      const result = await query(...args);
      charColumns = (result.fields ?? []).flatMap((field, i) => (field.dataTypeID === CHAR_OID ? [i] : []));
      for (const i of charColumns) result.fields[i].dataTypeID = TEXT_OID;
      return result;
    }) as typeof pool.query;
    const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (statement) => {
      const result = await queryRaw(statement);
      for (const i of charColumns) result.columnTypes[i] = ColumnTypeEnum.Character;
      return result;
    };
    const { onError } = adapter as unknown as { onError(error: unknown): never };
    // one call of the simple protocol is one implicit transaction
    adapter.executeScript = async (sql) => {
      try {
        await pool.query(sql);
      } catch (error) {
        onError.call(adapter, error);
      }
    };
    const dispose = adapter.dispose.bind(adapter);
    const once = async () => {
      if (!this.#open.delete(once)) return;
      await dispose();
      await afterwards?.();
    };
    this.#open.add(once);
    adapter.dispose = once;
    return adapter;
  }

  async #administer(sql: string): Promise<void> {
    const client = new pg.Client(this.#config);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
