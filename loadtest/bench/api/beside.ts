import { setTimeout as sleep } from "node:timers/promises";
import { Histogram, type HistogramData } from "../../stats.ts";
import type { Databases } from "../contenders/database.ts";
import { startOurs } from "../contenders/ours.ts";
import { Child, type Cores } from "../process.ts";
import { joinCrowd, type RunningContender, watch } from "../run.ts";
import { SCENARIOS, sideFor } from "../scenario.ts";
import type { AskPlan, AskReport } from "./crowd.ts";
import { LOGIN } from "./operations.ts";
import { type BenchPlayer, makePlayers } from "./players.ts";

const TICKS = new URL("./ticks.ts", import.meta.url).href;
const CROWD = new URL("./crowd.ts", import.meta.url).pathname;
const TOKEN_SECRET = "a secret of the bench, long enough";
/** Those who log in, in turn; they are not the ones who walk. */
const ACCOUNTS = 64;
/** Enough that a log-in which waits for a hash holds up no other; of two seconds at most, so that none idles until it is closed. */
const CONNECTIONS = 64;
/** Log-ins begin so long before the window and end so long after it, s. */
const MARGIN_S = 1;

export interface BesidePlan {
  /** Players who walk in the zone. */
  walkers: number;
  /** Log-ins that begin per second while there are any. */
  perSecond: number;
  rounds: number;
  seconds: number;
  warmUp: number;
  cores: Cores | null;
  profileDir: string | null;
  signal: AbortSignal;
  heard: (run: BesideRun, round: number) => void;
}

/** One window: the zone's ticks, and the log-ins there were beside them. */
export interface BesideRun {
  /** Log-ins asked for per second; 0: the zone alone. */
  asked: number;
  /** Answered 200, per second. */
  loginsPerSecond: number;
  /** Answered otherwise (busy, refused), or not at all. */
  failed: number;
  firstFailure: string;
  loginP99Ms: number;
  /** Duration of each tick, ms. */
  ticks: HistogramData;
  /** Time between two snapshots of a client, ms: a tick that begins late shows here. */
  gaps: HistogramData;
  /** Steps against overload, with any of which less is sent. */
  overloadStep: number;
}

/**
 * What log-ins do to the ticks of the server they are made at: a zone with walkers, in turn alone and with log-ins, A B A B. The server
 * may use all cores, as one that is started for players: with one core there is no place for a hash but beside the tick.
 */
export async function measureBeside(databases: Databases, plan: BesidePlan): Promise<BesideRun[]> {
  const scenario = SCENARIOS.spread;
  const sideM = sideFor(plan.walkers, scenario.visible);
  const { walkers: clients, seconds, warmUp, profileDir, signal } = plan;
  const setup = { scenario, clients, seconds, warmUp, profileDir, signal, seed: 1, cores: null, limitBytes: 0 };
  const zone = await startOurs(databases, setup, sideM, { preload: [TICKS], env: { TOKEN_SECRET, RATE_LIMITS: "off" } });
  const core = plan.cores?.others ?? null;
  const crowd = new Child("crowd", new URL("../crowd.ts", import.meta.url).pathname, [], { core });
  const asker = new Child("asker", CROWD, [], { core });
  try {
    const players = await makePlayers(zone.databaseUrl, ACCOUNTS, TOKEN_SECRET);
    const { failed } = await joinCrowd(crowd, zone, setup, sideM);
    if (failed.length) throw new Error(`${failed[0].count} could not join: ${failed[0].reason}`);
    const runs: BesideRun[] = [];
    const measure = { zone, crowd, asker, players, seconds, signal };
    for (let round = 1; round <= plan.rounds; round++) {
      for (const asked of [0, plan.perSecond]) {
        const run = await measureOnce(measure, asked);
        runs.push(run);
        plan.heard(run, round);
      }
    }
    return runs;
  } finally {
    for (const child of [asker, crowd]) await child.stop(2000);
    await zone.stop();
  }
}

interface Measure {
  zone: RunningContender & { port: number };
  crowd: Child;
  asker: Child;
  players: readonly BenchPlayer[];
  seconds: number;
  signal: AbortSignal;
}

async function measureOnce({ zone, crowd, asker, players, seconds, signal }: Measure, perSecond: number): Promise<BesideRun> {
  const lasts = seconds + 2 * MARGIN_S;
  if (perSecond > 0) {
    const { status, name: operation } = LOGIN;
    const connections = Math.min(CONNECTIONS, 2 * perSecond);
    const login = { contender: "ours", operation, players, turns: 0, status } as const;
    const ask: AskPlan = { bench: "ask", port: zone.port, ...login, connections, seconds: lasts, perSecond };
    asker.tell(ask);
  }
  await sleep(MARGIN_S * 1000, undefined, { signal });
  const { seen, used, after } = await watch(zone, crowd, seconds, signal);
  const report = perSecond > 0 ? await asker.hear<AskReport>("asked", (lasts + 30) * 1000) : null;
  const latency = new Histogram();
  if (report) latency.add(report.latency);
  return {
    asked: perSecond,
    loginsPerSecond: report ? report.answered / report.seconds : 0,
    failed: report?.failed ?? 0,
    firstFailure: report?.firstFailure ?? "",
    loginP99Ms: latency.quantile(0.99),
    ticks: used.ticks,
    gaps: seen.gaps,
    overloadStep: after?.overloadStep ?? 0,
  };
}

/** All windows of one kind together, ms. */
export interface BesideSide {
  ticks: number;
  p50Ms: number;
  p99Ms: number;
  /** Between two snapshots of a client. */
  gapP99Ms: number;
  loginsPerSecond: number;
  failed: number;
}

/** The zone alone and with log-ins; `ratio`: tick p99 with them to tick p99 without, 1 when they leave it unchanged. Null: not both were measured. */
export function compare(runs: readonly BesideRun[]): { alone: BesideSide; beside: BesideSide; ratio: number } | null {
  const side = (mine: readonly BesideRun[]): BesideSide => {
    const [ticks, gaps] = [new Histogram(), new Histogram()];
    for (const run of mine) {
      ticks.add(run.ticks);
      gaps.add(run.gaps);
    }
    return {
      ticks: ticks.count,
      p50Ms: ticks.quantile(0.5),
      p99Ms: ticks.quantile(0.99),
      gapP99Ms: gaps.quantile(0.99),
      loginsPerSecond: mine.reduce((sum, run) => sum + run.loginsPerSecond, 0) / Math.max(1, mine.length),
      failed: mine.reduce((sum, run) => sum + run.failed, 0),
    };
  };
  const [alone, beside] = [side(runs.filter(({ asked }) => asked === 0)), side(runs.filter(({ asked }) => asked > 0))];
  return alone.ticks && beside.ticks ? { alone, beside, ratio: beside.p99Ms / alone.p99Ms } : null;
}
