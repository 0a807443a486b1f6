import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Histogram } from "../../stats.ts";
import type { BenchDatabase } from "../contenders/database.ts";
import { FIELD_ID, fieldZone } from "../contenders/field.ts";
import { freePort } from "../contenders/free-port.ts";
import { addField } from "../contenders/office.ts";
import type { ServerFigures } from "../ipc.ts";
import { Child, type Cores } from "../process.ts";
import { SCENARIOS } from "../scenario.ts";
import type { AskPlan, AskReport } from "./crowd.ts";
import { bareRequest, type Operation, OPERATIONS } from "./operations.ts";
import { type BenchPlayer, makePlayers } from "./players.ts";
import { writeScripts } from "./script.ts";

const SERVER = new URL("../../../server/main.ts", import.meta.url).pathname;
const PROBE = new URL("../probe.ts", import.meta.url).href;
const RECORDER = new URL("./recorder.ts", import.meta.url).href;
const BARE = new URL("./bare.ts", import.meta.url).pathname;
const CROWD = new URL("./crowd.ts", import.meta.url).pathname;
const TOKEN_SECRET = "a secret of the bench, long enough";
/** Half of them log in: that makes new sessions, which the others' tokens must survive. */
const PLAYERS = 64;
const FIELD_SIDE_M = 60;
const UP_MS = 60_000;
const WARM_UP_S = 1;

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

/** Both servers over one database, and the crowd that asks them in turn. */
export class Bench {
  readonly #children: Child[];
  readonly #ports: Record<Measured["contender"], number>;
  readonly #servers: Record<Measured["contender"], Child>;
  readonly #crowd: Child;
  readonly #players: (operation: Operation) => readonly BenchPlayer[];
  /** How many statements each operation sends. */
  readonly statements: Array<{ name: string; statements: number }>;

  /** @throws Error when a server does not come up, or answers otherwise than the operations expect */
  static async start(database: BenchDatabase, cores: Cores | null, profileDir: string | null): Promise<Bench> {
    const children: Child[] = [];
    const child = (...args: ConstructorParameters<typeof Child>) => {
      children.push(new Child(...args));
      return children[children.length - 1];
    };
    try {
      return await Bench.#assemble({ database, cores, profileDir }, child, children);
    } catch (error) {
      for (const one of children) await one.stop();
      throw error;
    }
  }

  static async #assemble(
    { database, cores, profileDir }: { database: BenchDatabase; cores: Cores | null; profileDir: string | null },
    child: (...args: ConstructorParameters<typeof Child>) => Child,
    children: Child[],
  ): Promise<Bench> {
    const databaseUrl = await database.create();
    await addField(databaseUrl, FIELD_SIDE_M);
    const core = cores?.server ?? null;
    const port = await freePort();
    const zoneFile = join(database.folder, `${FIELD_ID}.yaml`);
    writeFileSync(zoneFile, fieldZone(SCENARIOS.spread, 0, FIELD_SIDE_M, 1));
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
    const players = await makePlayers(databaseUrl, PLAYERS, TOKEN_SECRET);
    const half = PLAYERS / 2;
    const playersOf = ({ name }: Operation) => (name === "login" ? players.slice(half) : players.slice(0, half));
    const scripts = await writeScripts(ours, port, OPERATIONS, playersOf);
    const file = join(database.folder, "scripts.json");
    writeFileSync(file, JSON.stringify(scripts));
    const bare = child("bare", BARE, [databaseUrl, file], { core, nodeFlags: ["--expose-gc"], env: { NODE_ENV: "production" } });
    const { port: barePort } = await bare.hear<{ port: number }>("listening", UP_MS);
    const crowd = child("crowd", CROWD, [], { core: cores?.others ?? null });
    const statements = OPERATIONS.map(({ name }) => ({ name, statements: scripts[name][0].statements.length }));
    return new Bench(children, { ours: port, bare: barePort }, { ours, bare }, crowd, playersOf, statements);
  }

  private constructor(
    children: Child[],
    ports: Record<Measured["contender"], number>,
    servers: Record<Measured["contender"], Child>,
    crowd: Child,
    players: (operation: Operation) => readonly BenchPlayer[],
    statements: Array<{ name: string; statements: number }>,
  ) {
    this.#children = children;
    this.#ports = ports;
    this.#servers = servers;
    this.#crowd = crowd;
    this.#players = players;
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
    const players = this.#players(operation);
    const requests = players.map((player, n) => (contender === "ours" ? operation.request(player) : bareRequest(operation, n)));
    const { connections, status } = operation;
    const plan: AskPlan = { bench: "ask", port: this.#ports[contender], requests, connections, seconds, status };
    this.#crowd.tell(plan);
    return this.#crowd.hear<AskReport>("asked", (seconds + 30) * 1000);
  }

  async stop(): Promise<void> {
    for (const child of this.#children) await child.stop(30_000);
  }
}

async function ready(server: Child, port: number): Promise<void> {
  const until = performance.now() + UP_MS;
  while (!(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok) {
    if (server.exited) throw new Error(`${server.exited}\n${server.output}`);
    if (performance.now() > until) throw new Error(`the server was not ready within ${UP_MS / 1000} s\n${server.output}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
