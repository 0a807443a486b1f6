import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Histogram } from "../../stats.ts";
import type { WorldObject } from "#shared/content/schema.ts";
import type { Databases } from "../contenders/database.ts";
import { FIELD_ID, fieldZone } from "../contenders/field.ts";
import { freePort } from "../contenders/free-port.ts";
import { addField, entrancesOf, issueTickets, withClient } from "../contenders/office.ts";
import type { CrowdPlan, CrowdReport, ServerFigures } from "../ipc.ts";
import { Child, type Cores } from "../process.ts";
import { SCENARIOS } from "../scenario.ts";
import type { AskPlan, AskReport } from "./crowd.ts";
import { makeDealers } from "./dealers.ts";
import type { Operation } from "./operations.ts";
import { type BenchPlayer, makePlayers, PLACE_M } from "./players.ts";
import { writeScripts } from "./script.ts";
import { RECORDED } from "./turns.ts";

const SERVER = new URL("../../../server/main.ts", import.meta.url).pathname;
const PROBE = new URL("../probe.ts", import.meta.url).href;
const RECORDER = new URL("./recorder.ts", import.meta.url).href;
const BARE = new URL("./bare.ts", import.meta.url).pathname;
const CROWD = new URL("./crowd.ts", import.meta.url).pathname;
const IDLE = new URL("../crowd.ts", import.meta.url).pathname;
const TOKEN_SECRET = "a secret of the bench, long enough";
/** For each of three purposes, besides dealers; see `Players`. */
const PLAYERS = 32;
const FIELD_SIDE_M = 60;
const UP_MS = 60_000;
const WARM_UP_S = 1;
/** Preparing turns may take so much longer than asking for them. */
const PREPARING = 4;
/** Two dealers each, who stand in the zone. */
const DEALS = 48;
/** A zone that ticks as seldom as it may, Hz: what is measured are requests beside it. */
const TICK_RATE = 5;
const AUCTIONEER = {
  ...{ kind: "auctioneer", id: "bench_auctioneer", name: "Auctioneer", at: [PLACE_M, PLACE_M], rangeM: 10 },
  ...{ minLevel: 1, castTimeMs: 0 },
} as const satisfies WorldObject;

export interface BenchSetup {
  database: Databases;
  /** What can be measured. */
  operations: readonly Operation[];
  cores: Cores | null;
  /** Folder for a CPU profile of `ours`; null: none. */
  profileDir: string | null;
}

export interface Measured {
  contender: "ours" | "bare";
  operation: string;
  answered: number;
  failed: number;
  firstFailure: string;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time of the server per answer. */
  cpuUs: number;
}

/**
 * Log-ins make new sessions, which the others' tokens must survive; what depends on turns is asked of each server for players of its own,
 * but for dealers, who are in the zone: what both of them did is one row of turns.
 */
class Players {
  readonly #all: readonly BenchPlayer[];
  readonly #dealers: readonly BenchPlayer[];

  constructor(all: readonly BenchPlayer[], dealers: readonly BenchPlayer[]) {
    this.#all = all;
    this.#dealers = dealers;
  }

  of({ name, done, stage }: Operation, contender: Measured["contender"]): readonly BenchPlayer[] {
    if (stage) return this.#dealers;
    const part = name === "login" ? 1 : done && contender === "bare" ? 2 : 0;
    return this.#all.slice(part * PLAYERS, (part + 1) * PLAYERS);
  }
}

/** Both servers over one database, and the crowd that asks them in turn. */
export class Bench {
  readonly #children: Child[];
  readonly #ports: Record<Measured["contender"], number>;
  readonly #servers: Record<Measured["contender"], Child>;
  readonly #crowd: Child;
  readonly #players: Players;
  readonly #database: Databases;
  readonly #databaseUrl: string;
  /** How many statements each operation sends. */
  readonly statements: Array<{ name: string; statements: number }>;

  /** @throws Error when a server does not come up, or answers otherwise than the operations expect */
  static async start(setup: BenchSetup): Promise<Bench> {
    const children: Child[] = [];
    const child = (...args: ConstructorParameters<typeof Child>) => {
      children.push(new Child(...args));
      return children[children.length - 1];
    };
    try {
      return await Bench.#assemble(setup, child, children);
    } catch (error) {
      for (const one of children) await one.stop();
      throw error;
    }
  }

  static async #assemble(
    { database, operations, cores, profileDir }: BenchSetup,
    child: (...args: ConstructorParameters<typeof Child>) => Child,
    children: Child[],
  ): Promise<Bench> {
    const databaseUrl = await database.create();
    await addField(databaseUrl, FIELD_SIDE_M);
    const core = cores?.server ?? null;
    const port = await freePort();
    const zoneFile = join(database.folder, `${FIELD_ID}.yaml`);
    writeFileSync(zoneFile, fieldZone(SCENARIOS.spread, 0, FIELD_SIDE_M, 1, { tickRate: TICK_RATE, objects: [AUCTIONEER] }));
    const profile = profileDir === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileDir}`];
    const env = {
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      GAME_PORT: "0",
      DATABASE_URL: databaseUrl,
      DATA_DIR: join(database.folder, "api-server"),
      EXTRA_ZONES: zoneFile,
      ZONES: FIELD_ID,
      TOKEN_SECRET,
      RATE_LIMITS: "off",
      LOG_LEVEL: "warn",
    };
    const ours = child("ours", SERVER, [], { core, nodeFlags: ["--expose-gc", "--import", PROBE, "--import", RECORDER, ...profile], env });
    await ready(ours, port);
    const all = await makePlayers(databaseUrl, 3 * PLAYERS + 2 * DEALS, TOKEN_SECRET);
    const traders = all.slice(3 * PLAYERS);
    const players = new Players(all, await makeDealers(databaseUrl, traders));
    if (operations.some(({ stage }) => stage)) {
      const idle = child("idle", IDLE, [], { core: cores?.others ?? null });
      await enter(databaseUrl, idle, traders);
    }
    const scripts = await withClient(databaseUrl, (client) =>
      writeScripts(ours, port, client, operations, (operation) => players.of(operation, "bare")),
    );
    const file = join(database.folder, "scripts.json");
    writeFileSync(file, JSON.stringify(scripts));
    const bare = child("bare", BARE, [databaseUrl, file], { core, nodeFlags: ["--expose-gc"], env: { NODE_ENV: "production" } });
    const { port: barePort } = await bare.hear<{ port: number }>("listening", UP_MS);
    const crowd = child("crowd", CROWD, [], { core: cores?.others ?? null });
    const statements = operations.map(({ name }) => ({ name, statements: scripts[name][0].statements.length }));
    return new Bench(children, { ours: port, bare: barePort }, { ours, bare }, crowd, players, { database, databaseUrl }, statements);
  }

  private constructor(
    children: Child[],
    ports: Record<Measured["contender"], number>,
    servers: Record<Measured["contender"], Child>,
    crowd: Child,
    players: Players,
    { database, databaseUrl }: { database: Databases; databaseUrl: string },
    statements: Array<{ name: string; statements: number }>,
  ) {
    this.#children = children;
    this.#ports = ports;
    this.#servers = servers;
    this.#crowd = crowd;
    this.#players = players;
    this.#database = database;
    this.#databaseUrl = databaseUrl;
    this.statements = statements;
  }

  async measure(contender: Measured["contender"], operation: Operation, seconds: number): Promise<Measured> {
    const server = this.#servers[contender];
    await this.#ask(contender, operation, WARM_UP_S);
    server.tell({ bench: "begin" });
    await server.hear("begun", 5000);
    const asked = await this.#ask(contender, operation, seconds);
    server.tell({ bench: "end" });
    const { cpuUserUs, cpuSystemUs } = await server.hear<ServerFigures>("figures", 5000);
    const latency = new Histogram();
    latency.add(asked.latency);
    return {
      contender,
      operation: operation.name,
      answered: asked.answered,
      failed: asked.failed,
      firstFailure: asked.firstFailure,
      perSecond: asked.answered / asked.seconds,
      p50Ms: latency.quantile(0.5),
      p99Ms: latency.quantile(0.99),
      cpuUs: (cpuUserUs + cpuSystemUs) / Math.max(1, asked.answered),
    };
  }

  async #ask(contender: Measured["contender"], operation: Operation, seconds: number): Promise<AskReport> {
    const players = this.#players.of(operation, contender);
    const { name, connections, status, done, stage } = operation;
    const turns = stage || (done && contender === "bare") ? RECORDED : 0;
    const asks = { contender, operation: name, players, turns };
    const plan: AskPlan = {
      bench: "ask",
      port: this.#ports[contender],
      ...asks,
      connections,
      seconds,
      status,
      databaseUrl: this.#databaseUrl,
    };
    const before = done ? await this.#count(done, players) : 0;
    this.#crowd.tell(plan);
    const report = await this.#crowd.hear<AskReport>("asked", (PREPARING * seconds + 30) * 1000);
    const effects = done ? (await this.#count(done, players)) - before : report.answered;
    if (effects !== report.answered) throw new Error(`${contender} answered ${name} ${report.answered} times and did it ${effects} times`);
    return report;
  }

  async #count(sql: string, players: readonly BenchPlayer[]): Promise<number> {
    const ids = players.map(({ characterId }) => characterId);
    return withClient(this.#databaseUrl, async (client) => Number((await client.query(sql, [ids])).rows[0].count));
  }

  async stop(): Promise<void> {
    for (const child of this.#children) await child.stop(30_000);
    await this.#database.drop(this.#databaseUrl);
  }
}

/** Lets players into the field, where they stand and say nothing. @throws Error when one is refused */
async function enter(databaseUrl: string, crowd: Child, players: readonly BenchPlayer[]): Promise<void> {
  const entrances = await entrancesOf(databaseUrl, await issueTickets(databaseUrl, players));
  const places = players.map((): [number, number] => [PLACE_M, PLACE_M]);
  const plan: CrowdPlan = { dialect: "ours", entrances, places, sideM: FIELD_SIDE_M, seed: 1, deflection: 1, fight: null, idle: true };
  crowd.tell({ bench: "join", ...plan } as { bench: string });
  const { clients, failed } = await crowd.hear<Extract<CrowdReport, { bench: "joined" }>>("joined", UP_MS);
  if (clients !== players.length) throw new Error(`${players.length - clients} could not join: ${failed[0]?.reason}`);
}

async function ready(server: Child, port: number): Promise<void> {
  const until = performance.now() + UP_MS;
  while (!(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok) {
    if (server.exited) throw new Error(`${server.exited}\n${server.output}`);
    if (performance.now() > until) throw new Error(`the server was not ready within ${UP_MS / 1000} s\n${server.output}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
