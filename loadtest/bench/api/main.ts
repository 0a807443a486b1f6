import { writeFileSync } from "node:fs";
import { describeFlags, type Flag, integer, listOf, oneOf, type FlagValues, runCommand, writableFile, writableFolder } from "../../args.ts";
import { Histogram } from "../../stats.ts";
import { short, table } from "../../table.ts";
import { BenchDatabase } from "../contenders/database.ts";
import { type Cores, findCores } from "../process.ts";
import { Bench, type Measured } from "./bench.ts";
import { type BesideRun, type BesideSide, compare, measureBeside } from "./beside.ts";
import { type Operation, OPERATIONS } from "./operations.ts";
import { type Row, summarize } from "./summary.ts";

/** Besides the operations: the ticks of a zone without and with log-ins. */
const BESIDE = "beside";
const NAMES = [...OPERATIONS.map(({ name }) => name), BESIDE];
const FLAGS = {
  operations: { value: "A,B,…", help: `what is asked: ${NAMES.join(", ")}`, default: NAMES, read: listOf(oneOf(NAMES)) } as Flag<string[]>,
  rounds: { value: "R", help: "how often each is measured; the table shows medians", default: 3, read: integer(1, 20) } as Flag<number>,
  seconds: { value: "S", help: "length of one measurement", default: 4, read: integer(1, 60) } as Flag<number>,
  walkers: { value: "N", help: `players in the zone of ${BESIDE}`, default: 150, read: integer(1, 5000) } as Flag<number>,
  logins: { value: "N", help: `log-ins per second of ${BESIDE}`, default: 50, read: integer(1, 1000) } as Flag<number>,
  profile: { value: "DIR", help: "also write a CPU profile of `ours` into this folder", default: null, read: writableFolder } as Flag<
    string | null
  >,
  json: { value: "FILE", help: "also write all raw figures as JSON", default: null, read: writableFile } as Flag<string | null>,
};
/** Between the last join and the first window, s. */
const WARM_UP_S = 4;
const HELP = `npm run bench:api -- [arguments]

Measures requests of the API beside a bare Express + pg handler that sends the same SQL (recorded from the server itself), each a
process of its own pinned to one core, PostgreSQL and the clients on the other; in turn, medians over the rounds.
${BESIDE}: a zone of the real server (which may use all cores) with walkers, in turn without and with log-ins: the time of its ticks.

${describeFlags(FLAGS)}
  --help               this text`;

type Options = FlagValues<typeof FLAGS>;

async function main(options: Options): Promise<number> {
  const cores = findCores();
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt.abort(new Error("interrupted")));
  console.log(
    cores ? `server on core ${cores.server}, clients and database on core ${cores.others}` : "not pinned: one core only, or no taskset",
  );
  const database = await BenchDatabase.start(cores?.others ?? null);
  const runs: Measured[] = [];
  const besides: BesideRun[] = [];
  try {
    const wanted = OPERATIONS.filter(({ name }) => options.operations.includes(name));
    if (wanted.length > 0) await measureOperations(database, wanted, cores, options, interrupt.signal, runs);
    if (options.operations.includes(BESIDE)) await measureTicks(database, cores, options, interrupt.signal, besides);
  } finally {
    await database.stop();
  }
  const rows = summarize(runs);
  const beside = compare(besides);
  if (rows.length > 0) showRows(rows);
  if (beside) showBeside(beside);
  const report = { runs, rows, besides, beside, node: process.version, pinned: cores !== null };
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  const missing = runs.some(({ answered }) => answered === 0) || besides.some((run) => run.asked > 0 && run.loginsPerSecond === 0);
  return missing || runs.length + besides.length === 0 ? 1 : 0;
}

async function measureOperations(
  database: BenchDatabase,
  operations: readonly Operation[],
  cores: Cores | null,
  { rounds, seconds, profile }: Options,
  signal: AbortSignal,
  runs: Measured[],
): Promise<void> {
  const bench = await Bench.start({ database, operations, cores, profileDir: profile });
  try {
    for (const { name, statements } of bench.statements) console.log(`${name.padEnd(12)} ${statements} statements`);
    for (let round = 1; round <= rounds; round++) {
      for (const operation of operations) {
        for (const contender of ["ours", "bare"] as const) {
          if (signal.aborted) return;
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
}

async function measureTicks(
  database: BenchDatabase,
  cores: Cores | null,
  { rounds, seconds, walkers, logins, profile }: Options,
  signal: AbortSignal,
  besides: BesideRun[],
): Promise<void> {
  const heard = (run: BesideRun, round: number): void => {
    besides.push(run);
    const { loginsPerSecond, loginP99Ms, failed, firstFailure, overloadStep } = run;
    const ticks = new Histogram();
    ticks.add(run.ticks);
    console.log(
      `round ${round}/${rounds}  ${BESIDE.padEnd(10)} ${run.asked} log-ins/s asked, ${short(loginsPerSecond)}/s done (p99 ${short(loginP99Ms)} ms), ` +
        `${failed} failed${failed ? `: ${firstFailure.split("\r\n")[0]}` : ""}; tick p50 ${short(ticks.quantile(0.5))} p99 ${short(ticks.quantile(0.99))} ms` +
        `${overloadStep ? `; ${overloadStep} steps against overload` : ""}`,
    );
  };
  const plan = { walkers, perSecond: logins, rounds, seconds, warmUp: WARM_UP_S, cores, profileDir: profile, signal, heard };
  await measureBeside(database, plan).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function showRows(rows: readonly Row[]): void {
  const head = ["operation", "ours /s", "bare /s", "ratio", "ours p99 ms", "bare p99 ms", "ours CPU µs", "bare CPU µs", "CPU ratio"];
  const cells = rows.map((r) => [
    r.operation,
    ...[r.ours.perSecond, r.bare.perSecond, r.ratio, r.ours.p99Ms, r.bare.p99Ms, r.ours.cpuUs, r.bare.cpuUs, r.cpuRatio].map(short),
  ]);
  console.log(`\nMedians; ratio: ours / bare, requests per second; CPU ratio: bare / ours, time per request\n${table(head, cells)}`);
}

function showBeside({ alone, beside, ratio }: NonNullable<ReturnType<typeof compare>>): void {
  const head = ["zone", "ticks", "p50 ms", "p99 ms", "snapshot gap p99 ms", "log-ins /s", "failed"];
  const line = (name: string, s: BesideSide) => [name, ...[s.ticks, s.p50Ms, s.p99Ms, s.gapP99Ms, s.loginsPerSecond, s.failed].map(short)];
  console.log(`\nTicks of all rounds\n${table(head, [line("alone", alone), line("beside log-ins", beside)])}`);
  console.log(`tick p99 beside log-ins / alone: ${short(ratio)}`);
}

process.exitCode = await runCommand({ name: "bench:api", flags: FLAGS, help: HELP }, main);
