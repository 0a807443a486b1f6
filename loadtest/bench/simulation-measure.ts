import { PHASES, type Phase, type PhaseHook, type Simulation } from "#rooms/simulation/simulation.ts";
import { Chase } from "./simulation-chase.ts";
import { Crowd } from "./simulation-crowd.ts";

export interface Quantiles {
  p50: number;
  p99: number;
  max: number;
}

/** What is measured: a world and those who act in it. */
export interface Scene {
  readonly simulation: Simulation;
  /** The players' inputs for the next tick; allocates nothing. */
  drive(): void;
  step(): void;
}

export const SCENES = {
  crowd: (entities: number, seed: number, measure: PhaseHook): Scene => new Crowd(entities, seed, measure),
  chase: (chasers: number, seed: number, measure: PhaseHook): Scene => new Chase(chasers, seed, measure),
} as const;
export type SceneName = keyof typeof SCENES;

export interface Figures {
  scene: SceneName;
  entities: number;
  seed: number;
  ticks: number;
  tickMs: Quantiles;
  /** Mean processor time of a tick: steadier than the clock where others use the machine too. */
  cpuMsPerTick: number;
  phaseMs: Record<Phase, Quantiles>;
  /** Median over windows of ticks: what a steady tick allocates. */
  bytesPerTick: number;
  /** Over all windows: with what the compiler and rare events leave behind. */
  meanBytesPerTick: number;
  combatEventsPerTick: number;
  kills: number;
  /** Ways planned per tick, and those waiting at its end. */
  pathsPerTick: number;
  pathsWaiting: number;
}

/** Ticks between two looks at the heap. */
const WINDOW_TICKS = 50;

/** Warms a scene up, then measures times, then bytes: reading clocks and counters would disturb the other. Needs --expose-gc. */
export function measureScene(options: { scene: SceneName; entities: number; seed: number; ticks: number; warmup: number }): Figures {
  const { scene, entities, seed, ticks, warmup } = options;
  const phaseTimes = PHASES.map(() => new Float64Array(ticks));
  const tickTimes = new Float64Array(ticks);
  let sample = -1;
  let began = 0;
  const crowd = SCENES[scene](entities, seed, (finished) => {
    if (sample < 0) return;
    const now = performance.now();
    if (finished !== null) phaseTimes[PHASES.indexOf(finished)][sample] = now - began;
    began = now;
  });
  for (let n = 0; n < warmup; n++) {
    crowd.drive();
    crowd.step();
  }
  let events = 0;
  let kills = 0;
  let paths = 0;
  let waiting = 0;
  let cpuUs = 0;
  for (let n = 0; n < ticks; n++) {
    crowd.drive();
    sample = n;
    const cpu = process.cpuUsage();
    const start = performance.now();
    crowd.step();
    tickTimes[n] = performance.now() - start;
    const used = process.cpuUsage(cpu);
    cpuUs += used.user + used.system;
    events += crowd.simulation.events.combat.count;
    kills += crowd.simulation.events.kills.count;
    paths += crowd.simulation.aiLoad.paths;
    waiting += crowd.simulation.aiLoad.pathsWaiting;
  }
  sample = -1;
  const windows = measureBytes(crowd, ticks);
  return {
    scene,
    entities,
    seed,
    ticks,
    tickMs: quantiles(tickTimes),
    cpuMsPerTick: cpuUs / 1000 / ticks,
    phaseMs: Object.fromEntries(PHASES.map((phase, n) => [phase, quantiles(phaseTimes[n])])) as Record<Phase, Quantiles>,
    bytesPerTick: windows[windows.length >> 1],
    meanBytesPerTick: windows.reduce((sum, bytes) => sum + bytes, 0) / windows.length,
    combatEventsPerTick: events / ticks,
    kills,
    pathsPerTick: paths / ticks,
    pathsWaiting: waiting / ticks,
  };
}

/** Bytes per tick of each window, rising. Windows in which the collector ran are left out. */
export function measureBytes(crowd: Scene, ticks: number, extra: () => void = () => {}): Float64Array {
  const bytes = new Float64Array(Math.ceil(ticks / WINDOW_TICKS));
  globalThis.gc?.();
  // what a look at the heap itself leaves behind: the second looks are already compiled
  const looks = new Float64Array(9);
  for (let n = 0; n < looks.length; n++) {
    const before = process.memoryUsage().heapUsed;
    looks[n] = process.memoryUsage().heapUsed - before;
  }
  const look = looks.sort()[looks.length >> 1];
  let count = 0;
  for (let window = 0; window < bytes.length; window++) {
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < WINDOW_TICKS; n++) {
      crowd.drive();
      crowd.step();
      extra();
    }
    const grown = process.memoryUsage().heapUsed - before - look;
    if (grown >= 0) bytes[count++] = grown / WINDOW_TICKS;
  }
  return bytes.subarray(0, count).sort();
}

function quantiles(values: Float64Array): Quantiles {
  const sorted = values.toSorted();
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  return { p50: at(0.5), p99: at(0.99), max: sorted[sorted.length - 1] };
}
