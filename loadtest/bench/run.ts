import { setTimeout as sleep } from "node:timers/promises";
import { Rng } from "#shared/primitives/rng.ts";
import { type TickCounter, tickWindow } from "../metrics.ts";
import { Histogram } from "../stats.ts";
import type { CrowdFigures, CrowdPlan, CrowdReport, ServerFigures } from "./ipc.ts";
import { Child, type Cores } from "./process.ts";
import { entitiesOf, type Scenario, sideFor } from "./scenario.ts";

export interface RunSetup {
  scenario: Scenario;
  clients: number;
  seconds: number;
  /** Seconds between the last join and the measurement: compilers, caches and the crowd come to rest. */
  warmUp: number;
  seed: number;
  cores: Cores | null;
  /** Bytes of one message of `limit`: what `ours` was measured to send. */
  limitBytes: number;
  /** Folder for CPU profiles of `ours`; null: none. */
  profileDir: string | null;
  /** Ends the run early: everything is stopped and `run` throws. */
  signal: AbortSignal;
}

/** A contender that is up and waits for its clients. */
export interface RunningContender {
  server: Child;
  dialect: CrowdPlan["dialect"];
  entrances: CrowdPlan["entrances"];
  deflection?: number;
  fight?: CrowdPlan["fight"];
  /** Reads the server's own figures of its ticks, where the probe does not see them. */
  ticks?: () => Promise<TickCounter | null>;
  stop(): Promise<void>;
}

export interface RunResult {
  contender: string;
  scenario: Scenario["name"];
  clients: number;
  visible: number;
  joined: number;
  failed: Array<{ reason: string; count: number }>;
  /** Server CPU time per client and tick, µs. */
  cpuUs: number;
  cpuUserUs: number;
  cpuSystemUs: number;
  bytesPerClientTick: number;
  tickP50Ms: number;
  tickP99Ms: number;
  tickMaxMs: number;
  /** Snapshots each client got per second, on average: 20 when no tick is lost. */
  ticksPerSecond: number;
  /** Part of the snapshots that came more than 1.5 ticks after the one before. */
  latePart: number;
  maxGapMs: number;
  heapGrowthPerMinute: number;
  /** Part of the time spent in garbage collection. */
  gcPart: number;
  /** Load of the server's core, of the clients' core. */
  serverLoad: number;
  crowdLoad: number;
  /** Inputs sent per client and second: 20 when the crowd keeps up. */
  inputsPerSecond: number;
  /** Steps taken against overload during the run: with any, less was sent than the rules say. */
  overloadStep: number;
}

/** A crowd that joins may overload a server for a while: so long it is waited until all steps against that are undone. */
const RECOVERY_MS = 60_000;
const JOIN_TIMEOUT_MS = 180_000;

/** Where each client begins: evenly over the square, the same for every contender of a seed. */
export function placesFor(clients: number, sideM: number, seed: number): Array<[number, number]> {
  const rng = new Rng(seed);
  return Array.from({ length: clients }, () => [rng.range(2, sideM - 2), rng.range(2, sideM - 2)] as [number, number]);
}

/** One run: clients join, walk until all is warm, are watched for the given seconds. Both processes are ended after it. */
export async function run(
  name: string,
  start: (setup: RunSetup, sideM: number) => Promise<RunningContender>,
  setup: RunSetup,
): Promise<RunResult> {
  const entities = entitiesOf(setup.scenario, setup.clients);
  const sideM = sideFor(entities, setup.scenario.visible);
  const contender = await start(setup, sideM);
  const crowd = new Child("crowd", new URL("./crowd.ts", import.meta.url).pathname, [], { core: setup.cores?.others ?? null });
  const stopAll = (): void => {
    void crowd.stop(2000);
    void contender.server.stop();
  };
  setup.signal.addEventListener("abort", stopAll);
  try {
    setup.signal.throwIfAborted();
    const joined = await joinCrowd(crowd, contender, setup, sideM);
    const { before, seen, used, after } = await watch(contender, crowd, setup.seconds, setup.signal);
    const ticks = before && after ? ticksFromMetrics(before, after) : ticksFromProbe(used);
    return {
      ...figures(seen, used),
      ...ticks,
      contender: name,
      scenario: setup.scenario.name,
      clients: setup.clients,
      visible: setup.scenario.visible,
      overloadStep: Math.max(before?.overloadStep ?? 0, after?.overloadStep ?? 0),
      joined: joined.clients,
      failed: joined.failed,
    };
  } finally {
    setup.signal.removeEventListener("abort", stopAll);
    await crowd.stop(2000);
    await contender.stop();
  }
}

/** Lets the crowd in and gives it time to come to rest. */
export async function joinCrowd(
  crowd: Child,
  contender: RunningContender,
  setup: RunSetup,
  sideM: number,
): Promise<Extract<CrowdReport, { bench: "joined" }>> {
  const plan: CrowdPlan = {
    dialect: contender.dialect,
    entrances: contender.entrances,
    places: placesFor(setup.clients, sideM, setup.seed),
    sideM,
    seed: setup.seed,
    deflection: contender.deflection ?? 1,
    fight: contender.fight ?? null,
  };
  crowd.tell({ bench: "join", ...plan } as { bench: string });
  const joined = await crowd.hear<Extract<CrowdReport, { bench: "joined" }>>("joined", JOIN_TIMEOUT_MS);
  await sleep(setup.warmUp * 1000, undefined, { signal: setup.signal });
  return joined;
}

/**
 * One window of so many seconds, as server and crowd saw it; `before` and `after`: the server's own count of its ticks.
 * @param begun called when it has begun: the server collects its garbage just before and just after it
 */
export async function watch(contender: RunningContender, crowd: Child, seconds: number, signal: AbortSignal, begun?: () => void) {
  const before = await recovered(contender, signal);
  contender.server.tell({ bench: "begin" });
  await contender.server.hear("begun", 30_000);
  crowd.tell({ bench: "begin" });
  await crowd.hear("begun", 30_000);
  begun?.();
  await sleep(seconds * 1000, undefined, { signal });
  crowd.tell({ bench: "end" });
  contender.server.tell({ bench: "end" });
  const seen = await crowd.hear<CrowdFigures>("seen", 30_000);
  const used = await contender.server.hear<ServerFigures>("figures", 60_000);
  return { before, seen, used, after: await contender.ticks?.() };
}

/** The server's figures once no step against overload is left, or as they are when that takes too long. */
async function recovered(contender: RunningContender, signal: AbortSignal): Promise<TickCounter | null | undefined> {
  const until = performance.now() + RECOVERY_MS;
  for (;;) {
    const ticks = await contender.ticks?.();
    if (!ticks?.overloadStep || performance.now() > until) return ticks;
    await sleep(500, undefined, { signal });
  }
}

function figures(seen: CrowdFigures, used: ServerFigures) {
  // a client-tick is one snapshot that reached one client; scaled, because both windows are a few ms apart
  const clientTicks = Math.max(1, (seen.snapshots / seen.seconds) * used.seconds);
  return {
    cpuUs: (used.cpuUserUs + used.cpuSystemUs) / clientTicks,
    cpuUserUs: used.cpuUserUs / clientTicks,
    cpuSystemUs: used.cpuSystemUs / clientTicks,
    bytesPerClientTick: seen.bytes / Math.max(1, seen.snapshots),
    ticksPerSecond: seen.snapshots / Math.max(1, seen.clients) / seen.seconds,
    latePart: seen.late / Math.max(1, seen.snapshots),
    maxGapMs: seen.maxGapMs,
    heapGrowthPerMinute: ((used.heapAfter - used.heapBefore) / used.seconds) * 60,
    gcPart: used.gcMs / 1000 / used.seconds,
    serverLoad: (used.cpuUserUs + used.cpuSystemUs) / 1e6 / used.seconds,
    crowdLoad: seen.cpuUs / 1e6 / seen.seconds,
    inputsPerSecond: seen.inputs / Math.max(1, seen.clients) / seen.seconds,
  };
}

function ticksFromMetrics(before: TickCounter, after: TickCounter) {
  const window = tickWindow(before, after);
  return { tickP50Ms: window.p50Ms, tickP99Ms: window.p99Ms, tickMaxMs: window.maxMs };
}

function ticksFromProbe(used: ServerFigures) {
  const h = new Histogram();
  h.add(used.ticks);
  return { tickP50Ms: h.quantile(0.5), tickP99Ms: h.quantile(0.99), tickMaxMs: h.max };
}
