import type { CompiledZone } from "#shared/content/compiled.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import type { RoomLog, RoomMetrics } from "#rooms/ports/monitoring.ts";
import type { Replication } from "#rooms/replication/replication.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { Governor, type Relief } from "./governor.ts";

export interface LoadControlOptions {
  zone: CompiledZone;
  layer: number;
  sim: Simulation;
  replication: Replication;
  metrics: RoomMetrics;
  log: RoomLog;
  /** Tells the room's clients and its listing what is so now. */
  announce: (step: number, relief: Relief) => void;
}

/** Carries out what the governor decides, and says so. */
export class LoadControl {
  readonly #options: LoadControlOptions;
  readonly #governor: Governor;
  readonly #periodMs: number;
  #relief: Relief;

  constructor(options: LoadControlOptions) {
    this.#options = options;
    const { overload, tickRate } = options.zone.zone;
    this.#periodMs = 1000 / tickRate;
    this.#governor = new Governor({
      ...overload,
      raiseTicks: msToTicks(overload.raiseMs, tickRate),
      lowerTicks: msToTicks(overload.lowerMs, tickRate),
    });
    this.#relief = this.#governor.relief();
  }

  /** Nobody new may come in. */
  get refusesJoins(): boolean {
    return this.#relief.refusesJoins;
  }

  /**
   * A tick is over. Being late counts only beyond a whole tick: less is what else the process has to do, above all joins, and nothing
   * that a zone holds back makes that faster.
   */
  ticked(tookMs: number, lateMs: number): void {
    const behindMs = lateMs > this.#periodMs ? lateMs - this.#periodMs : 0;
    const change = this.#governor.observe((tookMs + behindMs) / this.#periodMs);
    if (change !== 0) this.#changed(change);
  }

  #changed(change: number): void {
    const { zone, layer, sim, replication, metrics, log, announce } = this.#options;
    const { id, overload } = zone.zone;
    const { step, load } = this.#governor;
    const relief = this.#governor.relief();
    if (relief.aiSaving !== this.#relief.aiSaving) sim.setAiDetail(relief.aiSaving);
    this.#relief = relief;
    replication.pace.set(relief.midFactor, relief.farFactor, relief.viewPart);
    metrics.overload(id, layer, step, change > 0);
    const details = { zoneId: id, layer, step, what: overload.ladder[change > 0 ? step - 1 : step], load: Math.round(load * 100) / 100 };
    if (change > 0) log.warn(details, "overloaded: a step is taken");
    else log.info(details, "less load: a step is undone");
    announce(step, relief);
  }
}
