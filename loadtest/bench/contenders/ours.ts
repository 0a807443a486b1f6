import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadContent } from "#shared/content/load.ts";
import { HttpClient } from "../../http.ts";
import { fetchTickCounter } from "../../metrics.ts";
import { Child } from "../process.ts";
import { placesFor, type RunningContender, type RunSetup } from "../run.ts";
import type { Databases } from "./database.ts";
import { deflection, FIELD_ID, fieldZone, fightPlan } from "./field.ts";
import { freePort } from "./free-port.ts";
import { addField, entrancesOf, preparePlayers } from "./office.ts";

const SERVER = new URL("../../../server/main.ts", import.meta.url).pathname;
const PROBE = new URL("../probe.ts", import.meta.url).href;
const UP_TIMEOUT_MS = 60_000;

/**
 * `ours`: the server as it is started for players, nothing switched off, hosting one open field. What it is measured with
 * (probe.ts, and what `preload` names) is loaded before it; accounts and tickets lie in its database before the first client comes.
 */
export async function startOurs(
  database: Databases,
  setup: RunSetup,
  sideM: number,
  { preload = [], env = {} }: { preload?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<RunningContender & { port: number; databaseUrl: string }> {
  const content = loadContent();
  const zoneFile = join(database.folder, `${FIELD_ID}.yaml`);
  writeFileSync(zoneFile, fieldZone(setup.scenario, setup.clients, sideM, setup.seed));
  const databaseUrl = await database.create();
  await addField(databaseUrl, sideM);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = new Child("ours", SERVER, [], {
    core: setup.cores?.server ?? null,
    nodeFlags: ["--expose-gc", ...[PROBE, ...preload].flatMap((file) => ["--import", file]), ...profileFlags(setup.profileDir)],
    env: {
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      GAME_PORT: "0",
      DATABASE_URL: databaseUrl,
      DATA_DIR: join(database.folder, "server"),
      EXTRA_ZONES: zoneFile,
      ZONES: FIELD_ID,
      LOG_LEVEL: "warn",
      ...env,
    },
  });
  const http = new HttpClient(1);
  const stop = async (): Promise<void> => {
    http.close();
    await server.stop(30_000);
    await database.drop(databaseUrl);
  };
  try {
    await untilReady(server, http, endpoint);
    const tickets = await preparePlayers(databaseUrl, placesFor(setup.clients, sideM, setup.seed));
    const entrances = await entrancesOf(databaseUrl, tickets);
    const { abilityEveryMs } = setup.scenario;
    return {
      server,
      port,
      databaseUrl,
      dialect: "ours",
      entrances,
      deflection: deflection(content),
      fight: abilityEveryMs === null ? null : fightPlan(content, abilityEveryMs),
      ticks: () => fetchTickCounter(http, endpoint),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function profileFlags(dir: string | null): string[] {
  return dir === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${dir}`];
}

async function untilReady(server: Child, http: HttpClient, endpoint: string): Promise<void> {
  const until = performance.now() + UP_TIMEOUT_MS;
  for (;;) {
    if (server.exited) throw new Error(`${server.exited}\n${server.output}`);
    try {
      if ((await http.send("GET", `${endpoint}/readyz`)).status === 200) return;
    } catch {
      // not listening yet
    }
    if (performance.now() > until) throw new Error(`the server was not ready within ${UP_TIMEOUT_MS / 1000} s\n${server.output}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
