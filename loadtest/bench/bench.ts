import { short } from "../table.ts";
import type { Databases } from "./contenders/database.ts";
import { startContender } from "./contenders/start.ts";
import type { ContenderName } from "./options.ts";
import type { Cores } from "./process.ts";
import { type RunResult, run } from "./run.ts";
import type { Scenario } from "./scenario.ts";

export interface BenchPlan {
  scenario: Scenario;
  sizes: readonly number[];
  contenders: readonly ContenderName[];
  rounds: number;
  seconds: number;
  seed: number;
  limitBytes: number | null;
  profileDir: string | null;
  cores: Cores | null;
  /** Seconds between the last join and the measurement. */
  warmUp: number;
  /** Called once, when `ours` is first measured; stopped at the end. */
  openDatabases: () => Promise<Databases>;
  /** Ends the bench early; what was measured until then is the result. */
  signal: AbortSignal;
  /** Hears what happens, in pieces of lines. */
  say: (text: string) => void;
}

export interface BenchOutcome {
  runs: RunResult[];
  /** What makes a run say less than it seems to. */
  doubts: string[];
  /** Runs that gave no figures. */
  failures: string[];
}

/** Bytes of a message of `limit` until `ours` was measured: about what a scenario's snapshots have. */
const USUAL_BYTES = { spread: 90, dense: 450, fight: 450 };
/** `broadcast` sends N records to N clients: above this it only measures its own collapse. */
const MOST_BROADCAST_CLIENTS = 500;

/** All rounds, interleaved: A B C, A B C. A run that fails is told and the bench goes on. */
export async function runBench(plan: BenchPlan): Promise<BenchOutcome> {
  const outcome: BenchOutcome = { runs: [], doubts: [], failures: [] };
  const limitBytes = new Map<number, number>();
  const opened: Databases[] = [];
  const databases = async (): Promise<Databases> => {
    if (opened.length === 0) opened.push(await plan.openDatabases());
    return opened[0];
  };
  try {
    for (let round = 1; round <= plan.rounds; round++) {
      for (const clients of plan.sizes) {
        for (const name of lineUp(plan.contenders, clients)) {
          if (plan.signal.aborted) return outcome;
          plan.say(`round ${round}/${plan.rounds}  ${name.padEnd(9)} N=${String(clients).padEnd(5)}`);
          const { scenario, seconds, warmUp, seed, cores, profileDir, signal } = plan;
          const bytes = plan.limitBytes ?? limitBytes.get(clients) ?? USUAL_BYTES[scenario.name];
          const setup = { scenario, clients, seconds, warmUp, seed, cores, profileDir, signal, limitBytes: bytes };
          try {
            const result = await run(name, (s, sideM) => startContender(name, s, sideM, databases), setup);
            outcome.runs.push(result);
            if (name === "ours") limitBytes.set(clients, payloadOf(result.bytesPerClientTick));
            plan.say(
              ` ${short(result.cpuUs)} µs per client-tick, ${short(result.bytesPerClientTick)} B, ${short(result.ticksPerSecond)} ticks/s\n`,
            );
            outcome.doubts.push(...doubtsAbout(name, result));
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            plan.say(plan.signal.aborted ? " interrupted\n" : ` failed: ${reason.split("\n").join("\n    ")}\n`);
            outcome.failures.push(`${name}, N=${clients}, round ${round}: ${plan.signal.aborted ? "interrupted" : reason.split("\n")[0]}`);
          }
        }
      }
    }
    return outcome;
  } finally {
    for (const database of opened) await database.stop();
  }
}

function lineUp(contenders: readonly ContenderName[], clients: number): ContenderName[] {
  return contenders.filter((name) => name !== "broadcast" || contenders.length === 1 || clients <= MOST_BROADCAST_CLIENTS);
}

/** Without the WebSocket header of 2 (up to 125 bytes) or 4. */
function payloadOf(bytesOnTheLine: number): number {
  return Math.round(bytesOnTheLine - (bytesOnTheLine > 127 ? 4 : 2));
}

function doubtsAbout(name: string, r: RunResult): string[] {
  const list: string[] = [];
  const where = `${name}, N=${r.clients}`;
  for (const f of r.failed) list.push(`${where}: ${f.count} could not join: ${f.reason}`);
  if (r.crowdLoad > 0.95) list.push(`${where}: the clients' core was busy (${short(r.crowdLoad * 100)} %)`);
  if (r.overloadStep > 0) list.push(`${where}: ${r.overloadStep} steps against overload were taken: less was sent than usual`);
  if (r.inputsPerSecond < 19) list.push(`${where}: the clients sent only ${short(r.inputsPerSecond)} inputs per second`);
  return list;
}
