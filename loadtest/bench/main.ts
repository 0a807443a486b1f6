import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { type FlagValues, runCommand } from "../args.ts";
import { short } from "../table.ts";
import { runBench } from "./bench.ts";
import { BenchDatabase } from "./contenders/database.ts";
import { FLAGS, HELP } from "./options.ts";
import { findCores } from "./process.ts";
import { medians, ratios, rawTable, resultTable } from "./report.ts";
import { entitiesOf, SCENARIOS, sideFor } from "./scenario.ts";

async function main(options: FlagValues<typeof FLAGS>): Promise<number> {
  const scenario = SCENARIOS[options.scenario];
  const sizes = options.n ?? [...scenario.clients];
  const cores = findCores();
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt.abort(new Error("interrupted")));

  console.log(`scenario ${scenario.name}: about ${scenario.visible} visible per client, ${options.rounds} rounds of ${options.seconds} s`);
  if (cores) console.log(`server on core ${cores.server}, clients and database on core ${cores.others}`);
  else console.log("not pinned: there is one core only, or no taskset; figures are less steady");
  const { runs, doubts, failures } = await runBench({
    scenario,
    sizes,
    contenders: options.contenders,
    rounds: options.rounds,
    seconds: options.seconds,
    warmUp: options.warmup,
    seed: options.seed,
    limitBytes: options.limitBytes,
    profileDir: options.profile,
    cores,
    openDatabases: () => BenchDatabase.start(cores?.others ?? null),
    signal: interrupt.signal,
    say: (text) => process.stdout.write(text),
  });

  const rows = medians(runs);
  const compared = ratios(rows);
  if (runs.length) {
    console.log(`\nEach run:\n${rawTable(runs)}`);
    console.log(`\nMedians, ${scenario.name} (CPU and bytes per client and tick):\n${resultTable(rows)}\n`);
  }
  for (const r of compared) console.log(`${r.what.padEnd(36)} ${short(r.value)}`);
  if (doubts.length) console.log(`\nTo be read with care:\n${doubts.join("\n")}`);
  if (failures.length) console.log(`\nFailed:\n${failures.join("\n")}`);
  if (options.json) {
    const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), pinned: cores !== null, node: process.version };
    const world = sizes.map((n) => {
      const entities = entitiesOf(scenario, n);
      return { clients: n, entities, sideM: sideFor(entities, scenario.visible) };
    });
    const report = { scenario, world, options, machine, runs, medians: rows, ratios: compared, doubts, failures };
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nwritten to ${options.json}`);
  }
  return failures.length || runs.length === 0 ? 1 : 0;
}

process.exitCode = await runCommand({ name: "bench", flags: FLAGS, help: HELP }, main);
