import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { seed } from "#prisma/seed.ts";
import type { Failpoint } from "#server/platform/failpoint.ts";
import { loadContent } from "#shared/content/load.ts";
import { createDatabase, type TestDatabase } from "#test/support/database.ts";
import { freePortPair } from "#test/support/ports.ts";

const MAIN = fileURLToPath(new URL("../../../server/main.ts", import.meta.url));
const ARMING = new URL("./arm-by-message.ts", import.meta.url).href;
export const GROUND = "proving_ground";
/** A small field with the game's weakest NPCs near its entry. */
const GROUND_ZONE = {
  id: GROUND,
  name: "Proving Ground",
  widthM: 120,
  heightM: 120,
  interest: { radiusM: 60, hysteresisM: 6 },
  entry: { at: [60, 60], radiusM: 4 },
  respawnPoints: [[20, 20]],
  spawns: [{ id: "boars", npc: "meadow_boar", at: [72, 60], radiusM: 4, count: 5, respawnMs: 1000 }],
};

export const FAR = "far_side";
/** Another, smaller one that ticks slower, for what goes from zone to zone; tests put things into it. */
export const FAR_FIELD = {
  id: FAR,
  name: "Far Side",
  widthM: 60,
  heightM: 60,
  tickRate: 10,
  interest: { radiusM: 40, hysteresisM: 4 },
  entry: { at: [30, 30], radiusM: 2 },
  respawnPoints: [[20, 20]],
};

/** A database with the proving ground, and server processes that work on it. */
export class World {
  readonly #database: TestDatabase;
  /** DATA_DIR of all its servers. */
  readonly dataDir: string;
  readonly zoneFiles: string;
  readonly #servers: ServerProcess[] = [];
  readonly sql: pg.Pool;

  /** @param others zones beside the proving ground, as their files have them; @param own its database, if not one like everybody's */
  static async make(others: readonly { id: string }[] = [], ground: object = {}, own?: TestDatabase): Promise<World> {
    const database = own ?? (await createDatabase());
    const folder = mkdtempSync(path.join(tmpdir(), "necpgame-world-"));
    const files = [{ ...GROUND_ZONE, ...ground }, ...others].map((zone) => {
      const file = path.join(folder, `${zone.id}.yaml`);
      writeFileSync(file, JSON.stringify(zone)); // JSON is YAML
      return file;
    });
    await seed(database.url, loadContent(undefined, { extraZones: files }));
    return new World(database, folder, files.join(","));
  }

  private constructor(database: TestDatabase, folder: string, zoneFiles: string) {
    this.#database = database;
    this.dataDir = folder;
    this.zoneFiles = zoneFiles;
    this.sql = new pg.Pool({ connectionString: database.url, max: 4 });
    this.sql.on("error", () => {});
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  /** Starts a server and waits until it is ready. */
  async start(env: Record<string, string> = {}): Promise<ServerProcess> {
    const ports = await freePortPair();
    const server = new ServerProcess(ports, {
      DATABASE_URL: this.#database.url,
      DATA_DIR: this.dataDir,
      PORT: String(ports.web),
      GAME_PORT: String(ports.game),
      EXTRA_ZONES: this.zoneFiles,
      ZONES: GROUND,
      TOKEN_SECRET: "the secret of all servers of one test",
      RATE_LIMITS: "off",
      SAVE_INTERVAL_S: "1",
      LOG_LEVEL: "warn",
      NODE_ENV: "test",
      ...env,
    });
    this.#servers.push(server);
    await server.ready;
    return server;
  }

  /** One row; the first column's name is the key. */
  async row<T extends object>(sql: string, ...values: unknown[]): Promise<T> {
    return (await this.sql.query(sql, values)).rows[0] as T;
  }

  async end(): Promise<void> {
    for (const server of this.#servers) await server.kill();
    await this.sql.end();
    await this.#database.drop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export class ServerProcess {
  readonly web: string;
  readonly game: string;
  readonly ready: Promise<void>;
  readonly child: ChildProcess;
  /** What it wrote: warnings and errors. */
  output = "";
  exitCode: number | null = null;
  readonly #exited: Promise<unknown>;

  constructor(ports: { web: number; game: number }, env: Record<string, string>) {
    this.web = `http://127.0.0.1:${ports.web}`;
    this.game = `ws://127.0.0.1:${ports.game}`;
    this.child = spawn(process.execPath, ["--import", ARMING, MAIN], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const { child } = this;
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (text: Buffer) => {
        this.output += text;
      });
    }
    this.#exited = once(this.child, "exit").then(([code]) => {
      this.exitCode = code as number | null;
    });
    this.ready = Promise.race([
      new Promise<void>((resolve) => {
        this.child.on("message", (message) => {
          if (message === "ready") resolve();
        });
      }),
      this.#exited.then(() => {
        throw new Error(`the server ended before it was ready: ${this.output}`);
      }),
    ]);
    this.ready.catch(() => {});
  }

  /** Arms failpoints while it runs, in the place of those armed before. */
  async arm(points: readonly Failpoint[]): Promise<void> {
    const armed = new Promise<void>((resolve) => {
      const hear = (message: unknown) => {
        if (message !== "armed") return;
        this.child.off("message", hear);
        resolve();
      };
      this.child.on("message", hear);
    });
    this.child.send([...points]);
    await Promise.race([armed, this.#exited]);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** The exit code, once it has ended. */
  async exit(): Promise<number | null> {
    await this.#exited;
    return this.exitCode;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.signal("SIGCONT"); // a stopped process is killed too, but only then its pipes close
      this.signal("SIGKILL");
    }
    await this.#exited;
  }
}
