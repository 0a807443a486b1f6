/** Prisma migrations by the WebAssembly schema engine from npm: the native one would have to be downloaded. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine, SchemasContainer } from "@prisma/schema-engine-wasm";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { MigrationAdapter } from "./migration-adapter.ts";

const SCHEMA = path.join(import.meta.dirname, "schema.prisma");
const MIGRATIONS = path.join(import.meta.dirname, "migrations");
const NO_FILTER = { externalTables: [], externalEnums: [] };

/** The glue's types leave out what its own loader uses. */
interface Glue {
  __wbg_set_wasm(exports: unknown): void;
  SchemaEngine: { new: (...args: unknown[]) => Promise<SchemaEngine> };
}

/** Node has it; its types come only with those of the browser. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, unknown>) => { exports: Record<string, unknown> };
}

let loaded = false;
/** Once per process: the glue keeps views on the first instance's memory. */
function loadEngine(): Glue {
  const engine = glue as unknown as Glue;
  if (loaded) return engine;
  const file = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  const { exports } = new Instance(new Module(readFileSync(file)), { "./schema_engine_bg.js": glue });
  engine.__wbg_set_wasm(exports);
  (exports.__wbindgen_start as (() => void) | undefined)?.();
  loaded = true;
  return engine;
}

function schema(): SchemasContainer {
  return { files: [{ path: SCHEMA, content: readFileSync(SCHEMA, "utf8") }] };
}

function migrations(): MigrationList {
  const lock = path.join(MIGRATIONS, "migration_lock.toml");
  const folders = existsSync(MIGRATIONS) ? readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
  const read = (folder: string) => readFileSync(path.join(MIGRATIONS, folder, "migration.sql"), "utf8");
  return {
    baseDir: MIGRATIONS,
    shadowDbInitScript: "",
    lockfile: { path: "migration_lock.toml", content: existsSync(lock) ? readFileSync(lock, "utf8") : null },
    migrationDirectories: folders
      .map((entry) => entry.name)
      .sort()
      .map((name) => ({ path: name, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: read(name) } } })),
  };
}

/** Migrations of one database: schema.prisma is the model, migrations/ its history. */
export class Migrator {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /**
   * Applies what is missing, each file whole or not at all; several processes may try at once.
   * @returns names of what was applied
   * @throws Error when a migration failed earlier, or was edited after it had been applied
   */
  deploy(): Promise<string[]> {
    return this.#engine(async (engine) => {
      const migrationsList = migrations();
      const history = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: NO_FILTER });
      if (history.failedMigrationNames.length)
        throw new Error(`failed earlier, resolve by hand: ${history.failedMigrationNames.join(", ")}`);
      if (history.editedMigrationNames.length) throw new Error(`edited after being applied: ${history.editedMigrationNames.join(", ")}`);
      return (await engine.applyMigrations({ migrationsList, filters: NO_FILTER })).appliedMigrationNames;
    });
  }

  /** Writes the next migration from the difference between history and model. @returns its folder; null when there is none */
  async create(name: string): Promise<string | null> {
    const sql = await this.pending();
    if (!sql) return null;
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const folder = `${stamp}_${name.toLowerCase().replace(/\W+/g, "_")}`;
    mkdirSync(path.join(MIGRATIONS, folder), { recursive: true });
    writeFileSync(path.join(MIGRATIONS, folder, "migration.sql"), sql);
    const lock = path.join(MIGRATIONS, "migration_lock.toml");
    if (!existsSync(lock)) writeFileSync(lock, '# Which database these migrations are for\nprovider = "postgresql"\n');
    return folder;
  }

  /** SQL from the history to the model; "" when they are in step. */
  pending(): Promise<string> {
    const list = migrations();
    // not the engine's createMigration(): this build never opens the shadow database there
    return this.#difference(list.migrationDirectories.length ? { tag: "migrations", ...list } : { tag: "empty" });
  }

  /** SQL from the living database to the model; "" when they are in step. */
  drift(): Promise<string> {
    return this.#difference({ tag: "schemaDatasource", ...schema(), configDir: path.dirname(SCHEMA) });
  }

  /** Empties the database: every table is gone. */
  reset(): Promise<void> {
    return this.#engine((engine) => engine.reset({ filter: NO_FILTER }));
  }

  #difference(from: unknown): Promise<string> {
    return this.#engine(async (engine) => {
      const to = { tag: "schemaDatamodel", ...schema() };
      const difference = await engine.diff({ from, to, script: true, exitCode: true, filters: NO_FILTER } as Parameters<
        SchemaEngine["diff"]
      >[0]);
      return difference.exitCode === 0 ? "" : (difference.stdout ?? "(differs)");
    });
  }

  async #engine<T>(use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
    const { SchemaEngine: Engine } = loadEngine();
    let panic = "";
    // a panic of the engine says why only here
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => (panic = message) } });
    const logs: string[] = [];
    const adapter = new MigrationAdapter(this.#url);
    const models = { datamodels: schema().files.map((file) => [file.path, file.content]) };
    const engine = await Engine.new(models, (line: string) => logs.push(line), bindMigrationAwareSqlAdapterFactory(adapter));
    try {
      return await use(engine);
    } catch (error) {
      throw new Error(panic || (error as Error).message || logs.join("\n"), { cause: error });
    } finally {
      try {
        engine.free();
      } catch {
        // poisoned by a panic, which was already reported
      }
      await adapter.close();
    }
  }
}
