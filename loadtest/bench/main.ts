import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseFlags } from "../args.ts";
import { startContender } from "./contenders/start.ts";
import { type ContenderName, FLAGS, HELP } from "./options.ts";
import { findCores } from "./process.ts";
import { medians, ratios, rawTable, resultTable } from "./report.ts";
import { type RunResult, run } from "./run.ts";
import { SCENARIOS, sideFor, entitiesOf } from "./scenario.ts";
import { short } from "../table.ts";

/** Bytes of a snapshot that `limit` sends until `ours` was measured: about what a scenario's snapshots measure. */
const USUAL_BYTES = { spread: 90, dense: 450, fight: 450 };
/** `broadcast` sends N records to N clients: above this it only measures its own collapse. */
const MOST_BROADCAST_CLIENTS = 500;

async function main(): Promise<number> {
  const parsed = parseFlags(FLAGS, process.argv.slice(2));
  if (parsed.kind === "help") {
    console.log(HELP);
    return 0;
  }
  if (parsed.kind === "wrong") {
    console.error(`${parsed.problems.join("\n")}\n\nnpm run bench -- --help lists what there is.`);
    return 2;
  }
  const options = parsed.values;
  const scenario = SCENARIOS[options.scenario];
  const sizes = options.n ?? [...scenario.clients];
  const cores = findCores();
  const runs: RunResult[] = [];
  const problems: string[] = [];

  console.log(`scenario ${scenario.name}: about ${scenario.visible} visible per client, ${options.rounds} rounds of ${options.seconds} s`);
  console.log(
    cores
      ? `server on core ${cores.server}, clients on core ${cores.others}`
      : "not pinned: there is one core only, or no taskset; figures are less steady",
  );
  for (let round = 1; round <= options.rounds; round++) {
    for (const clients of sizes) {
      for (const name of lineUp(options.contenders, clients)) {
        const bytes = options.limitBytes ?? USUAL_BYTES[scenario.name];
        const setup = { scenario, clients, seconds: options.seconds, seed: options.seed, cores, limitBytes: bytes };
        process.stdout.write(`round ${round}/${options.rounds}  ${name.padEnd(9)} N=${String(clients).padEnd(5)}`);
        try {
          const result = await run(name, (s, sideM) => startContender(name, s, sideM), setup);
          runs.push(result);
          console.log(
            ` ${short(result.cpuUs)} µs per client-tick, ${short(result.bytesPerClientTick)} B, ${short(result.ticksPerSecond)} ticks/s`,
          );
          problems.push(...doubts(name, result));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          console.log(` failed: ${reason.split("\n").join("\n    ")}`);
          problems.push(`${name}, N=${clients}, round ${round}: ${reason.split("\n")[0]}`);
        }
      }
    }
  }

  const rows = medians(runs);
  console.log(`\nEach run:\n${rawTable(runs)}`);
  console.log(`\nMedians of ${options.rounds} rounds, ${scenario.name} (per client and tick):\n${resultTable(rows)}`);
  console.log(
    `\n${ratios(rows)
      .map((r) => `${r.what.padEnd(36)} ${short(r.value)}`)
      .join("\n")}`,
  );
  if (problems.length) console.log(`\nTo be read with care:\n${problems.join("\n")}`);
  if (options.json) {
    const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), pinned: cores !== null, node: process.version };
    const world = sizes.map((n) => ({
      clients: n,
      entities: entitiesOf(scenario, n),
      sideM: sideFor(entitiesOf(scenario, n), scenario.visible),
    }));
    writeFileSync(
      options.json,
      `${JSON.stringify({ scenario, world, options, machine, runs, medians: rows, ratios: ratios(rows), problems }, null, 2)}\n`,
    );
    console.log(`\nwritten to ${options.json}`);
  }
  return runs.length === 0 || problems.some((p) => p.includes("round")) ? 1 : 0;
}

function lineUp(contenders: readonly ContenderName[], clients: number): ContenderName[] {
  return contenders.filter((name) => name !== "broadcast" || contenders.length === 1 || clients <= MOST_BROADCAST_CLIENTS);
}

/** What makes a run say less than it seems to. */
function doubts(name: string, r: RunResult): string[] {
  const list: string[] = [];
  const where = `${name}, N=${r.clients}`;
  for (const f of r.failed) list.push(`${where}: ${f.count} could not join: ${f.reason}`);
  if (r.crowdLoad > 0.95) list.push(`${where}: the clients' core was busy (${short(r.crowdLoad * 100)} %)`);
  if (r.inputsPerSecond < 19) list.push(`${where}: the clients sent only ${short(r.inputsPerSecond)} inputs per second`);
  return list;
}

process.exitCode = await main();
