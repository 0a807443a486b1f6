import { Rng } from "#shared/primitives/rng.ts";
import { HttpClient } from "../http.ts";
import { Histogram } from "../stats.ts";
import { CrowdClient } from "./crowd-client.ts";
import type { CrowdCommand, CrowdFigures, CrowdPlan, CrowdReport } from "./ipc.ts";
import { TICK_MS } from "./scenario.ts";

/**
 * The other side of a bench run, a process of its own: thousands of clients that walk and count what they are sent.
 * Inputs are spread over the tick, as those of real players are.
 */
const SLICES = 10;
/** Clients that are joining at the same time. */
const JOINING_AT_ONCE = 32;

let clients: CrowdClient[] = [];
let inputs = 0;
let window: { at: number; cpu: NodeJS.CpuUsage } | null = null;
const gaps = new Histogram();

function tell(report: CrowdReport): void {
  process.send?.(report);
}

async function join(plan: CrowdPlan): Promise<void> {
  const http = new HttpClient(JOINING_AT_ONCE);
  const rng = new Rng(plan.seed);
  const failures = new Map<string, number>();
  clients = plan.entrances.map((entrance, i) => new CrowdClient(plan, entrance, plan.places[i], new Rng(rng.u32()), gaps));
  if (!plan.idle) start();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < clients.length) {
      const client = clients[next++];
      try {
        await client.join(http);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failures.set(reason, (failures.get(reason) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: JOINING_AT_ONCE }, worker));
  http.close();
  tell({
    bench: "joined",
    clients: clients.filter((c) => c.joined).length,
    failed: [...failures].map(([reason, count]) => ({ reason, count })),
  });
}

/** Walks everybody on: each client once per tick, a tenth of them at a time; never more than one tick behind. */
function start(): void {
  let slice = 0;
  let due = performance.now();
  const step = (): void => {
    for (let i = slice; i < clients.length; i += SLICES) if (clients[i].walk()) inputs++;
    slice = (slice + 1) % SLICES;
    due = Math.max(due + TICK_MS / SLICES, performance.now() - TICK_MS);
    setTimeout(step, Math.max(0, due - performance.now()));
  };
  step();
}

function begin(): void {
  const now = performance.now();
  gaps.reset();
  inputs = 0;
  for (const client of clients) client.begin(now);
  window = { at: now, cpu: process.cpuUsage() };
  tell({ bench: "begun" });
}

function end(): void {
  if (!window) return;
  const now = performance.now();
  const cpu = process.cpuUsage(window.cpu);
  const figures: CrowdFigures = {
    seconds: (now - window.at) / 1000,
    clients: 0,
    snapshots: 0,
    bytes: 0,
    inputs,
    late: 0,
    maxGapMs: 0,
    gaps: gaps.data(),
    cpuUs: cpu.user + cpu.system,
  };
  window = null;
  for (const client of clients) {
    const seen = client.end(now);
    if (!client.joined) continue;
    figures.clients++;
    figures.snapshots += seen.snapshots;
    figures.bytes += seen.bytes;
    figures.late += seen.late;
    figures.maxGapMs = Math.max(figures.maxGapMs, seen.maxGapMs);
  }
  tell({ bench: "seen", ...figures });
}

process.on("message", (command: CrowdCommand) => {
  if (command.bench === "join") void join(command);
  else if (command.bench === "begin") begin();
  else end();
});
process.on("disconnect", () => process.exit(0));
