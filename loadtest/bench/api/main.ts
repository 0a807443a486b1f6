import { writeFileSync } from "node:fs";
import { describeFlags, type Flag, integer, listOf, oneOf, parseFlags, writableFile, writableFolder } from "../../args.ts";
import { short, table } from "../../table.ts";
import { BenchDatabase } from "../contenders/database.ts";
import { findCores } from "../process.ts";
import { Bench, type Measured } from "./bench.ts";
import { OPERATIONS } from "./operations.ts";
import { summarize } from "./summary.ts";

const NAMES = OPERATIONS.map(({ name }) => name);
const FLAGS = {
  operations: { value: "A,B,…", help: `what is asked: ${NAMES.join(", ")}`, default: NAMES, read: listOf(oneOf(NAMES)) } as Flag<string[]>,
  rounds: { value: "R", help: "how often each is measured; the table shows medians", default: 3, read: integer(1, 20) } as Flag<number>,
  seconds: { value: "S", help: "length of one measurement", default: 4, read: integer(1, 60) } as Flag<number>,
  profile: { value: "DIR", help: "also write a CPU profile of `ours` into this folder", default: null, read: writableFolder } as Flag<
    string | null
  >,
  json: { value: "FILE", help: "also write all raw figures as JSON", default: null, read: writableFile, writableFolder } as Flag<
    string | null
  >,
};
const HELP = `npm run bench:api -- [arguments]

Measures requests of the API beside a bare Express + pg handler that sends the same SQL (recorded from the server itself), each a
process of its own pinned to one core, PostgreSQL and the clients on the other; in turn, medians over the rounds.

${describeFlags(FLAGS)}
  --help               this text`;

async function main(): Promise<number> {
  const parsed = parseFlags(FLAGS, process.argv.slice(2));
  if (parsed.kind === "help") {
    console.log(HELP);
    return 0;
  }
  if (parsed.kind === "wrong") {
    console.error(`${parsed.problems.join("\n")}\n\nnpm run bench:api -- --help lists what there is.`);
    return 2;
  }
  const { operations, rounds, seconds, profile, json } = parsed.values;
  const cores = findCores();
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (interrupted = true));
  console.log(
    cores ? `server on core ${cores.server}, clients and database on core ${cores.others}` : "not pinned: one core only, or no taskset",
  );
  const database = await BenchDatabase.start(cores?.others ?? null);
  const runs: Measured[] = [];
  try {
    const bench = await Bench.start(database, cores, profile);
    try {
      for (const { name, statements } of bench.statements) console.log(`${name.padEnd(12)} ${statements} statements`);
      for (let round = 1; round <= rounds; round++) {
        for (const operation of OPERATIONS.filter(({ name }) => operations.includes(name))) {
          for (const contender of ["ours", "bare"] as const) {
            if (interrupted) break;
            const run = await bench.measure(contender, operation, seconds);
            runs.push(run);
            const { perSecond, p99Ms, cpuUs, failed } = run;
            const failures = failed ? `, ${failed} failed: ${run.firstFailure}` : "";
            console.log(
              `round ${round}/${rounds}  ${operation.name.padEnd(10)} ${contender}  ${short(perSecond)}/s, p99 ${short(p99Ms)} ms, ${short(cpuUs)} µs CPU${failures}`,
            );
          }
        }
      }
    } finally {
      await bench.stop();
    }
  } finally {
    await database.stop();
  }
  const rows = summarize(runs);
  const head = ["operation", "ours /s", "bare /s", "ratio", "ours p99 ms", "bare p99 ms", "ours CPU µs", "bare CPU µs", "CPU ratio"];
  const cells = rows.map((r) => [
    r.operation,
    ...[r.ours.perSecond, r.bare.perSecond, r.ratio, r.ours.p99Ms, r.bare.p99Ms, r.ours.cpuUs, r.bare.cpuUs, r.cpuRatio].map(short),
  ]);
  console.log(`\nMedians; ratio: ours / bare, requests per second; CPU ratio: bare / ours, time per request\n${table(head, cells)}`);
  if (json) writeFileSync(json, `${JSON.stringify({ runs, rows, node: process.version, pinned: cores !== null }, null, 2)}\n`);
  return runs.some(({ answered }) => answered === 0) || runs.length === 0 ? 1 : 0;
}

process.exitCode = await main();
