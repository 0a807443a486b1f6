import { writeFileSync } from "node:fs";
import { describeFlags, type Flag, type FlagValues, integer, runCommand, writableFile, writableFolder } from "../../args.ts";
import { Histogram } from "../../stats.ts";
import { short, table } from "../../table.ts";
import { BenchDatabase } from "../contenders/database.ts";
import { findCores } from "../process.ts";
import { type HubRun, measureHub, PARTY_SIZE, summarizeHub } from "./bench.ts";

const FLAGS = {
  clients: { value: "N", help: "clients of the hub", default: 2000, read: integer(PARTY_SIZE, 5000) } as Flag<number>,
  zone: { value: "N", help: "messages per second to all of them", default: 5, read: integer(1, 1000) } as Flag<number>,
  party: { value: "N", help: `messages per second to a party of ${PARTY_SIZE}`, default: 195, read: integer(0, 5000) } as Flag<number>,
  walkers: { value: "N", help: "players in the zone beside it", default: 200, read: integer(1, 5000) } as Flag<number>,
  rounds: { value: "R", help: "how often it is measured, silent and talking", default: 3, read: integer(1, 20) } as Flag<number>,
  seconds: { value: "S", help: "length of one measurement", default: 10, read: integer(1, 300) } as Flag<number>,
  profile: { value: "DIR", help: "also write a CPU profile of the server into this folder", default: null, read: writableFolder } as Flag<
    string | null
  >,
  json: { value: "FILE", help: "also write all raw figures as JSON", default: null, read: writableFile } as Flag<string | null>,
};
/** Between the last join and the first window, s. */
const WARM_UP_S = 3;
const HELP = `npm run bench:hub -- [arguments]

Measures how soon what a player says in chat is heard: clients of one hub, all in one zone's chat and in parties of ${PARTY_SIZE}, beside a zone
with walkers in the same process. In turn silent and talking; the server is pinned to one core, clients and database to the other.

${describeFlags(FLAGS)}
  --help               this text`;

async function main(options: FlagValues<typeof FLAGS>): Promise<number> {
  const cores = findCores();
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt.abort(new Error("interrupted")));
  const { clients, zone, party, walkers, rounds, seconds, profile } = options;
  console.log(`${clients} clients; ${zone} messages/s to all, ${party}/s to a party; ${walkers} players walk beside them`);
  const database = await BenchDatabase.start(cores?.others ?? null);
  const runs: HubRun[] = [];
  try {
    await measureHub(database, {
      ...{ clients, walkers, rounds, seconds, cores, zonePerSecond: zone, partyPerSecond: party },
      ...{ warmUp: WARM_UP_S, profileDir: profile, signal: interrupt.signal },
      heard: (run, round) => {
        runs.push(run);
        console.log(`round ${round}/${rounds}  ${describe(run)}`);
      },
    }).catch((error: unknown) => {
      if (!interrupt.signal.aborted) throw error;
    });
  } finally {
    await database.stop();
  }
  const figures = summarizeHub(runs);
  if (figures) {
    const { silent, talking } = figures;
    const side = (name: string, s: typeof silent) => [name, short(s.tickP50Ms), short(s.tickP99Ms), short(s.serverLoad)];
    console.log(`\n${table(["zone", "tick p50 ms", "tick p99 ms", "server load"], [side("silent", silent), side("talking", talking)])}`);
    console.log(
      `\n${short(figures.saidPerSecond)} messages/s said, ${short(figures.deliveredPerSecond)} deliveries/s, ${figures.lost} lost, ${figures.refused} refused\n` +
        `delivery p50 ${short(figures.p50Ms)} ms, p99 ${short(figures.p99Ms)} ms, max ${short(figures.maxMs)} ms; zone p99 ${short(figures.zoneP99Ms)} ms, party p99 ${short(figures.partyP99Ms)} ms`,
    );
  }
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ options, runs, figures, node: process.version, pinned: cores !== null }, null, 2)}\n`);
  return figures && figures.lost === 0 && figures.refused === 0 ? 0 : 1;
}

function describe({ talk, ticks, serverLoad, overloadStep }: HubRun): string {
  const all = new Histogram();
  all.add(ticks);
  const zone = `tick p50 ${short(all.quantile(0.5))} p99 ${short(all.quantile(0.99))} ms, server load ${short(serverLoad)}${overloadStep ? `; ${overloadStep} steps against overload` : ""}`;
  if (!talk) return `silent   ${zone}`;
  const heard = new Histogram();
  heard.add(talk.zone);
  heard.add(talk.party);
  const refusals = talk.refused ? `, ${talk.refused} refused: ${talk.firstRefusal}` : "";
  return `talking  ${zone}; ${talk.delivered} of ${talk.expected} heard, p50 ${short(heard.quantile(0.5))} p99 ${short(heard.quantile(0.99))} ms, clients' load ${short(talk.load)}${refusals}`;
}

process.exitCode = await runCommand({ name: "bench:hub", flags: FLAGS, help: HELP }, main);
