/**
 * The server with everything it needs on one machine: a private PostgreSQL when DATABASE_URL is unset, migrations, content, play page.
 * `npm start` comes here. Ends with 0 on SIGINT and SIGTERM, and leaves no process behind.
 */
import { buildClient } from "../clients/web/build.ts";
import { type Config, ConfigError, parseConfig } from "#server/config/config.ts";
import { startServer } from "#server/main.ts";
import { runUntilStopped } from "#server/platform/lifecycle.ts";
import { createLog } from "#server/platform/log.ts";
import { requireFreePorts } from "./ports.ts";
import { type Postgres, startPostgres } from "./pg.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { claimDataDir } from "./single.ts";

/** Told to end before everything ran. */
class Interrupted extends Error {}

const say = (line: string) => console.log(line);
let interrupted = false;
const interrupt = () => {
  interrupted = true;
};

/** Between two steps of the start: goes on only while nobody told it to end. */
function goOn(): void {
  if (interrupted) throw new Interrupted();
}

async function main(config: Config): Promise<void> {
  const undo: (() => Promise<void> | void)[] = [];
  const takeDown = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    await requireFreePorts(config);
    let databaseUrl = config.databaseUrl;
    if (!databaseUrl) {
      undo.push(claimDataDir(config.dataDir));
      const postgres = await startPostgres({ dir: `${config.dataDir}/postgres`, progress: say });
      undo.push(() => postgres.stop());
      goOn();
      say(describe(postgres));
      databaseUrl = postgres.url();
    }
    await prepareDatabase(databaseUrl, say);
    goOn();
    if (await buildClient()) say("built the play page");
    goOn();
    const log = createLog(config);
    const server = await startServer({ ...config, databaseUrl }, log);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupt);
    runUntilStopped({ server, log, after: takeDown });
    if (interrupted) process.kill(process.pid, "SIGTERM");
    say(`\n  play     ${server.webUrl}/play/\n  API      ${server.webUrl}/docs\n  rooms    ${server.gameUrl}\n\nCtrl-C ends it.`);
  } catch (error) {
    await takeDown();
    if (!interrupted) throw error;
    say("stopped before everything ran");
    process.exit(0);
  }
}

function describe({ found, folder, port }: Postgres): string {
  return `PostgreSQL ${found ? "was running" : "runs"} on 127.0.0.1:${port}, data in ${folder}`;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
if (process.argv.includes("--with-parent")) {
  // a start script that was killed cannot pass signals on
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, 500).unref();
}

try {
  await main(parseConfig(process.env));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : `start: ${(error as Error).message}`);
  process.exit(1);
}
