import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { PHASES } from "#rooms/simulation/simulation.ts";
import { describeFlags, type Flag, type FlagValues, integer, listOf, runCommand, words } from "../args.ts";
import { short, table } from "../table.ts";
import { type Figures, measureScene, type SceneName } from "./simulation-measure.ts";

const FLAGS = {
  entities: { value: "N,N,…", help: "players and NPCs together", default: [1000, 5000, 10_000], read: listOf(integer(10, 14_000)) } as Flag<
    number[]
  >,
  chasers: {
    value: "N",
    help: "NPCs that chase ten players through a ruined town; 0: leave it out",
    default: 500,
    read: integer(0, 10_000),
  } as Flag<number>,
  ticks: { value: "T", help: "ticks measured in each round", default: 600, read: integer(50, 100_000) } as Flag<number>,
  warmup: {
    value: "T",
    help: "ticks before that, for the compiler and for the fights to begin",
    default: 3000,
    read: integer(0, 100_000),
  } as Flag<number>,
  rounds: { value: "R", help: "rounds; the table shows medians", default: 3, read: integer(1, 20) } as Flag<number>,
  seed: { value: "N", help: "decides everything", default: 1, read: integer(0, 0x7fffffff) } as Flag<number>,
  json: { value: "FILE", help: "also write all raw figures as JSON", default: null, read: words } as Flag<string | null>,
};

const HELP = `npm run bench:sim -- [arguments]

Measures the simulation alone, in process, without network and replication: 80 % players who walk, turn and use an ability every
1.5 s, 20 % NPCs with AI, on 1000 × 1000 m with trees and rocks; then a chase, path finding at its worst. Prints ms per tick by phase and bytes allocated per tick.

${describeFlags(FLAGS)}
  --help            this text`;

/** Middle value. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

function main(options: FlagValues<typeof FLAGS>): number {
  if (!globalThis.gc) {
    console.error("node needs --expose-gc to count bytes: start this with npm run bench:sim");
    return 2;
  }
  const runs: Figures[] = [];
  console.log(
    `${options.rounds} rounds of ${options.ticks} ticks after ${options.warmup} to warm up; ${cpus()[0]?.model.trim()}, Node ${process.version}`,
  );
  const scenes: { scene: SceneName; entities: number }[] = options.entities.map((entities) => ({ scene: "crowd", entities }));
  if (options.chasers > 0) scenes.push({ scene: "chase", entities: options.chasers });
  for (let round = 1; round <= options.rounds; round++) {
    for (const { scene, entities } of scenes) {
      const figures = measureScene({ ...options, scene, entities, seed: options.seed + round - 1 });
      runs.push(figures);
      console.log(
        `round ${round}  ${scene} N=${entities}: ${short(figures.tickMs.p50)} / ${short(figures.tickMs.p99)} ms, ${short(figures.bytesPerTick)} B per tick`,
      );
    }
  }
  const head = [
    "scene",
    "entities",
    "tick p50",
    "tick p99",
    "CPU",
    ...PHASES.flatMap((phase) => [phase, "p99"]),
    "B/tick",
    "B/tick mean",
    "events/tick",
    "ways/tick",
    "waiting",
  ];
  const rows = scenes.map(({ scene, entities }) => {
    const of = runs.filter((run) => run.scene === scene && run.entities === entities);
    const mid = (read: (run: Figures) => number) => short(median(of.map(read)));
    return [
      scene,
      String(entities),
      mid((run) => run.tickMs.p50),
      mid((run) => run.tickMs.p99),
      mid((run) => run.cpuMsPerTick),
      ...PHASES.flatMap((phase) => [mid((run) => run.phaseMs[phase].p50), mid((run) => run.phaseMs[phase].p99)]),
      mid((run) => run.bytesPerTick),
      mid((run) => run.meanBytesPerTick),
      mid((run) => run.combatEventsPerTick),
      mid((run) => run.pathsPerTick),
      mid((run) => run.pathsWaiting),
    ];
  });
  console.log(`\nms per tick, medians of ${options.rounds} rounds\n${table(head, rows)}`);
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ node: process.version, cpu: cpus()[0]?.model, options, runs }, null, 2)}\n`);
  return 0;
}

process.exitCode = await runCommand({ name: "bench:sim", flags: FLAGS, help: HELP }, main);
