import { PerformanceObserver } from "node:perf_hooks";
import { Histogram } from "../stats.ts";
import type { ProbeCommand, ProbeReport, ServerFigures } from "./ipc.ts";

/**
 * Lives in the process that is measured (`--import`, or imported by a contender) and reports CPU time, garbage
 * collection and heap over the window the bench marks. Costs nothing between the two marks but the GC observer.
 */
const ticks = new Histogram();
let gcMs = 0;
let gcRuns = 0;
let started: { at: number; cpu: NodeJS.CpuUsage; heap: number } | null = null;

/** A contender's own account of one tick, ms. */
export function recordTick(milliseconds: number): void {
  ticks.record(milliseconds);
}

export function tell(report: ProbeReport): void {
  process.send?.(report);
}

function heapAfterCollection(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function begin(): void {
  const heap = heapAfterCollection();
  gcMs = gcRuns = 0;
  ticks.reset();
  started = { at: performance.now(), cpu: process.cpuUsage(), heap };
  tell({ bench: "begun" });
}

function end(): void {
  if (!started) return;
  const cpu = process.cpuUsage(started.cpu);
  const seconds = (performance.now() - started.at) / 1000;
  const figures: ServerFigures = {
    seconds,
    cpuUserUs: cpu.user,
    cpuSystemUs: cpu.system,
    gcMs,
    gcRuns,
    heapBefore: started.heap,
    heapAfter: 0,
    ticks: ticks.data(),
  };
  started = null;
  figures.heapAfter = heapAfterCollection();
  tell({ bench: "figures", ...figures });
}

new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    // entries arrive late: the collection that opens the window is not part of it
    if (!started || entry.startTime < started.at) continue;
    gcMs += entry.duration;
    gcRuns++;
  }
}).observe({ entryTypes: ["gc"] });

process.on("message", (command: ProbeCommand) => {
  if (command?.bench === "begin") begin();
  else if (command?.bench === "end") end();
});
// the channel alone keeps no process alive; a contender whose bench has died ends
process.channel?.unref();
process.on("disconnect", () => process.exit(0));
