import { randomInt } from "node:crypto";
import type { CompiledZone } from "#shared/content/compiled.ts";
import type { RoomLog, RoomMetrics, ZoneFlight } from "#rooms/ports/monitoring.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import { Recorder } from "#rooms/recording/recorder.ts";
import type { Replication } from "#rooms/replication/replication.ts";
import { Simulation } from "#rooms/simulation/simulation.ts";
import { FlightRecorder, type RoomPhase } from "./flight-recorder.ts";
import { LoadControl } from "./load-control.ts";
import { openReplication } from "./open-replication.ts";
import { Outlet } from "./outlet.ts";
import { Roster } from "./roster.ts";

export interface ZoneTickOptions {
  zone: CompiledZone;
  layer: number;
  services: ZoneServices;
  /** Record everything that is done to the zone. */
  record: boolean;
  metrics: RoomMetrics;
  log: RoomLog;
  /** The zone has taken a step of its overload ladder, or undone one. */
  announceLoad: (step: number, wantsLayer: boolean) => void;
}

/** One tick of a zone, with everything that watches it: rules, pictures, sends; recording, measuring, bending under load. */
export class ZoneTick {
  readonly sim: Simulation;
  readonly replication: Replication;
  readonly load: LoadControl;
  /** Who is told. */
  readonly roster: Roster;
  /** Since the last tick, for the flight recorder. */
  joins = 0;
  actions = 0;
  /** Called when everybody has been told: what the tick reports is read now. */
  onTold: () => void = () => {};
  readonly #options: ZoneTickOptions;
  readonly #zoneId: string;
  readonly #outlet: Outlet;
  readonly #recorder: Recorder;
  readonly #flight: FlightRecorder;
  readonly #stopListening: () => void;
  #phaseFrom = 0;

  constructor(options: ZoneTickOptions) {
    const { zone, layer, services, metrics, log } = options;
    const zoneId = zone.zone.id;
    const seed = randomInt(2 ** 32);
    this.#options = options;
    this.#zoneId = zoneId;
    this.#flight = new FlightRecorder(() => services.now());
    this.#recorder = new Recorder({
      zone: { zoneId, layer, seed, contentHash: zone.content.hash },
      store: services.recordings,
      everything: options.record,
      log,
      now: () => services.now(),
    });
    this.sim = new Simulation(zone, { seed, measure: (phase) => this.#measure(phase), commands: this.#recorder.commands });
    this.#recorder.begin(this.sim);
    this.#stopListening = services.pauses.listen((startedAt, ms) => this.#flight.pause(startedAt, ms));
    this.replication = openReplication(this.sim, zone);
    this.#outlet = new Outlet(this.replication);
    this.roster = new Roster(this.sim.world.capacity);
    this.load = new LoadControl({
      zone,
      layer,
      sim: this.sim,
      replication: this.replication,
      metrics,
      log,
      announce: (step, { wantsLayer }) => options.announceLoad(step, wantsLayer),
    });
  }

  /**
   * Rules, pictures, sends, then what the tick reports. What the office answered was applied when it came, between two ticks.
   * @param startedAt monotonic ms @param lateMs how much later than due
   */
  run(startedAt: number, lateMs: number): void {
    const { metrics, layer } = this.#options;
    const { sim, roster } = this;
    sim.step();
    this.#phaseFrom = performance.now();
    this.replication.encode();
    this.#outlet.send(roster.all);
    metrics.snapshotBytes(this.#zoneId, this.#outlet.bytes, this.#outlet.snapshots);
    this.#measure("snapshot");
    this.onTold();
    const { thoughts, postponed, pathsWaiting } = sim.aiLoad;
    metrics.ai(this.#zoneId, thoughts, postponed, pathsWaiting);
    const { tick, count } = sim.world;
    if (tick % sim.tickRate === 0) metrics.population(this.#zoneId, layer, roster.size, count);
    this.#recorder.ticked();
    this.#measure("events");
    const tookMs = performance.now() - startedAt;
    metrics.tick(this.#zoneId, tookMs / 1000);
    this.#count();
    this.#flight.ended(tick, startedAt, tookMs, lateMs);
    this.load.ticked(tookMs, lateMs);
  }

  /** The tick threw: its last minute is kept. */
  crashed(error: unknown): void {
    this.#recorder.crashed(error);
  }

  /** The worst ticks of the last hour. */
  flight(limit: number): ZoneFlight {
    return { zoneId: this.#zoneId, layer: this.#options.layer, tickRate: this.sim.tickRate, worst: this.#flight.worst(limit) };
  }

  close(): void {
    this.#options.metrics.population(this.#zoneId, this.#options.layer, 0, 0);
    this.#recorder.close();
    this.#stopListening();
  }

  /** What may explain why a tick was expensive. */
  #count(): void {
    const { world, events } = this.sim;
    const flight = this.#flight;
    flight.count("players", this.roster.size);
    flight.count("entities", world.count);
    flight.count("joins", this.joins);
    flight.count("actions", this.actions);
    flight.count("combatEvents", events.combat.count);
    flight.count("kills", events.kills.count);
    flight.count("bytes", this.#outlet.bytes);
    this.joins = 0;
    this.actions = 0;
  }

  #measure(phase: RoomPhase | null): void {
    const now = performance.now();
    if (phase !== null) {
      this.#flight.phase(phase, now - this.#phaseFrom);
      this.#options.metrics.phase(this.#zoneId, phase, (now - this.#phaseFrom) / 1000);
    }
    this.#phaseFrom = now;
  }
}
