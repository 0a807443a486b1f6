import { median } from "../stats.ts";
import { percent, short, table } from "../table.ts";
import type { RunResult } from "./run.ts";

/** Fields of a run that are numbers and of which the median over the rounds is taken. */
const MEASURED = [
  "cpuUs",
  "cpuUserUs",
  "cpuSystemUs",
  "bytesPerClientTick",
  "tickP50Ms",
  "tickP99Ms",
  "tickMaxMs",
  "ticksPerSecond",
  "latePart",
  "maxGapMs",
  "heapGrowthPerMinute",
  "gcPart",
  "serverLoad",
  "crowdLoad",
  "inputsPerSecond",
] as const satisfies ReadonlyArray<keyof RunResult>;

export type Medians = Pick<RunResult, "contender" | "clients" | "joined" | (typeof MEASURED)[number]> & { rounds: number };

/** One line per contender and number of clients, in the order they were first measured. */
export function medians(runs: readonly RunResult[]): Medians[] {
  const groups = new Map<string, RunResult[]>();
  for (const r of runs) groups.set(`${r.clients} ${r.contender}`, [...(groups.get(`${r.clients} ${r.contender}`) ?? []), r]);
  return [...groups.values()]
    .map((group) => {
      const values = Object.fromEntries(MEASURED.map((key) => [key, median(group.map((r) => r[key]))]));
      return {
        contender: group[0].contender,
        clients: group[0].clients,
        joined: Math.min(...group.map((r) => r.joined)),
        rounds: group.length,
        ...values,
      } as Medians;
    })
    .sort((a, b) => a.clients - b.clients);
}

const HEAD = [
  "contender",
  "N",
  "joined",
  "CPU µs",
  "user",
  "sys",
  "× limit",
  "bytes",
  "tick p50",
  "p99",
  "max ms",
  "ticks/s",
  "late",
  "gap ms",
  "heap MB/min",
  "GC",
  "core",
];

export function resultTable(rows: readonly Medians[]): string {
  return table(
    HEAD,
    rows.map((m) => [
      m.contender,
      String(m.clients),
      String(m.joined),
      short(m.cpuUs),
      short(m.cpuUserUs),
      short(m.cpuSystemUs),
      short(m.cpuUs / cpu(rows, "limit", m.clients)),
      short(m.bytesPerClientTick),
      short(m.tickP50Ms),
      short(m.tickP99Ms),
      short(m.tickMaxMs),
      short(m.ticksPerSecond),
      percent(m.latePart),
      short(m.maxGapMs),
      short(m.heapGrowthPerMinute / 1e6),
      percent(m.gcPart),
      percent(m.serverLoad),
    ]),
  );
}

/** The raw figures behind the medians: one line per run, in the order of the runs. */
export function rawTable(runs: readonly RunResult[]): string {
  return table(
    ["run", "N", "CPU µs", "user", "sys", "bytes", "p50", "p99", "max ms", "ticks/s", "late", "gap ms", "core", "clients' core"],
    runs.map((r) => [
      r.contender,
      String(r.clients),
      short(r.cpuUs),
      short(r.cpuUserUs),
      short(r.cpuSystemUs),
      short(r.bytesPerClientTick),
      short(r.tickP50Ms),
      short(r.tickP99Ms),
      short(r.tickMaxMs),
      short(r.ticksPerSecond),
      percent(r.latePart),
      short(r.maxGapMs),
      percent(r.serverLoad),
      percent(r.crowdLoad),
    ]),
  );
}

export interface Ratio {
  what: string;
  value: number;
}

/** Ratios of medians of the same run: the only figures that say something on another machine. */
export function ratios(rows: readonly Medians[]): Ratio[] {
  const sizes = [...new Set(rows.map((m) => m.clients))];
  const list: Ratio[] = [];
  for (const n of sizes) {
    list.push({ what: `ours / limit, CPU, N=${n}`, value: cpu(rows, "ours", n) / cpu(rows, "limit", n) });
    list.push({ what: `stateview / ours, CPU, N=${n}`, value: cpu(rows, "stateview", n) / cpu(rows, "ours", n) });
    list.push({ what: `broadcast / ours, CPU, N=${n}`, value: cpu(rows, "broadcast", n) / cpu(rows, "ours", n) });
  }
  for (const contender of ["ours", "limit", "stateview"]) {
    const [first, last] = [sizes[0], sizes[sizes.length - 1]];
    if (first !== last)
      list.push({ what: `growth of ${contender}, N=${first} → ${last}`, value: cpu(rows, contender, last) / cpu(rows, contender, first) });
  }
  return list.filter((r) => Number.isFinite(r.value));
}

function cpu(rows: readonly Medians[], contender: string, clients: number): number {
  return rows.find((m) => m.contender === contender && m.clients === clients)?.cpuUs ?? Number.NaN;
}
