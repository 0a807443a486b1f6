import { describeFlags, type Flag, integer, listOf, oneOf, writableFolder, writableFile } from "../args.ts";
import { SCENARIOS, type Scenario } from "./scenario.ts";

export const CONTENDERS = ["ours", "limit", "stateview", "broadcast"] as const;
export type ContenderName = (typeof CONTENDERS)[number];

const scenarioNames = Object.keys(SCENARIOS) as Array<Scenario["name"]>;

export const FLAGS = {
  scenario: {
    value: "NAME",
    help: `what the clients do: ${scenarioNames.join(", ")}`,
    default: "spread",
    read: oneOf(scenarioNames),
  } as Flag<Scenario["name"]>,
  n: { value: "N,N,…", help: "numbers of clients; absent: those of the scenario", default: null, read: listOf(integer(1, 5000)) } as Flag<
    number[] | null
  >,
  contenders: { value: "A,B,…", help: "who is measured, in this order", default: [...CONTENDERS], read: listOf(oneOf(CONTENDERS)) } as Flag<
    ContenderName[]
  >,
  rounds: { value: "R", help: "how often each is measured; the table shows medians", default: 3, read: integer(1, 20) } as Flag<number>,
  seconds: { value: "S", help: "length of one measurement", default: 10, read: integer(1, 300) } as Flag<number>,
  warmup: { value: "S", help: "seconds between the last join and the measurement", default: 4, read: integer(0, 60) } as Flag<number>,
  seed: { value: "N", help: "decides every walk", default: 1, read: integer(0, 0x7fffffff) } as Flag<number>,
  limitBytes: {
    value: "B",
    help: "bytes of one message of `limit`; absent: what `ours` was measured to send",
    default: null,
    read: integer(1, 60_000),
  } as Flag<number | null>,
  profile: {
    value: "DIR",
    help: "also write a CPU profile of `ours` per run into this folder",
    default: null,
    read: writableFolder,
  } as Flag<string | null>,
  json: { value: "FILE", help: "also write all raw figures as JSON", default: null, read: writableFile } as Flag<string | null>,
};

export const HELP = `npm run bench -- [arguments]

Measures the zone server beside its peers and beside the limit of its network library, each as a process of its own
pinned to one core, the clients on another. Contenders:
  ours       the real server: tickets, combat, AI, metrics, PostgreSQL behind it
  limit      bare uWebSockets.js sending one prebuilt buffer of the same size
  stateview  a usual Colyseus room: schema state, one StateView per client
  broadcast  the same without views: everybody sees everybody (up to 500 clients unless asked for alone)

${describeFlags(FLAGS)}
  --help               this text

Everything runs on 127.0.0.1, with a database of its own that is removed at the end. Ctrl-C ends it cleanly.`;
