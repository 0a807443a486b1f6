import type { HistogramData } from "../stats.ts";

/** What the bench tells the process it measures (probe.ts) … */
export type ProbeCommand = { bench: "begin" } | { bench: "end" };
/** … and what that answers. */
export type ProbeReport = { bench: "listening"; port: number } | { bench: "begun" } | ({ bench: "figures" } & ServerFigures);

/** What the measured process used between begin and end. */
export interface ServerFigures {
  seconds: number;
  cpuUserUs: number;
  cpuSystemUs: number;
  gcMs: number;
  gcRuns: number;
  /** Bytes of the JavaScript heap after a full collection, before and after the window. */
  heapBefore: number;
  heapAfter: number;
  /** Duration of each tick, ms; empty when the process does not count them itself. */
  ticks: HistogramData;
}

/** How a client of the crowd gets in. */
export type Entrance =
  | { kind: "socket"; url: string }
  | { kind: "matchmake"; endpoint: string; method: "joinOrCreate" | "joinById"; room: string; options: Record<string, unknown> };

/** In which words a client of the crowd says where it walks. */
export type Dialect = "bytes12" | "message" | "ours";

export interface CrowdPlan {
  dialect: Dialect;
  entrances: Entrance[];
  /** Where each client stands at first, m; used where the server does not say it. */
  places: Array<[number, number]>;
  sideM: number;
  seed: number;
  /** Part of full speed at which the scenario's speed is walked. */
  deflection: number;
  /** null: nobody fights. */
  fight: FightPlan | null;
  /** They join and stand there, saying nothing. */
  idle?: boolean;
}

/** Every so often: the attack on the nearest enemy in range, else the help for the nearest friend. */
export interface FightPlan {
  everyMs: number;
  attack: { slot: number; rangeM: number };
  help: { slot: number; rangeM: number };
}

export type CrowdCommand = ({ bench: "join" } & CrowdPlan) | { bench: "begin" } | { bench: "end" };
export type CrowdReport =
  | { bench: "joined"; clients: number; failed: Array<{ reason: string; count: number }> }
  | { bench: "begun" }
  | ({ bench: "seen" } & CrowdFigures);

/** What the clients saw between begin and end. */
export interface CrowdFigures {
  seconds: number;
  /** Clients still connected at the end. */
  clients: number;
  snapshots: number;
  /** Bytes received by all, WebSocket headers included. */
  bytes: number;
  inputs: number;
  /** Snapshots that came more than 1.5 ticks after the one before. */
  late: number;
  /** Longest time any client was without a snapshot, ms. */
  maxGapMs: number;
  gaps: HistogramData;
  /** CPU time of the crowd itself: above 0.95 s per s it could not keep up and the run says little. */
  cpuUs: number;
}
