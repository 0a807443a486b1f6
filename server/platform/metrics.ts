import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { HubMetrics } from "#rooms/ports/hub.ts";
import type { RoomMetrics } from "#rooms/ports/monitoring.ts";
import type { Breakers } from "./breaker.ts";

export interface Metrics {
  registry: Registry;
  zones: {
    /** Layers of a zone that this process is. */
    layers(zoneId: string, count: number): void;
    /** One more was opened, for a reason, or one was closed. */
    layerChanged(zoneId: string, change: string): void;
  };
  rooms: RoomMetrics & HubMetrics;
  http(method: string, route: string, status: number, seconds: number): void;
  /** Shows circuit breakers: 0 closed, 1 tried again, 2 open. */
  watch(breakers: Breakers): void;
  /** An event the bounded queue had no room for. */
  eventLost(name: string): void;
  /** What became of events on their way to a subscriber. */
  deliveries(subscriber: string, outcome: string, events: number): void;
  /** Differences that a check of the books found; whether trading is frozen since. */
  economy(findings: number, frozen: boolean): void;
  /** What became of an attempt to send a letter. */
  mail(outcome: string): void;
}

const BREAKER_STATES = ["closed", "half-open", "open"];
const TICK_BUCKETS = [0.0005, 0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.016, 0.024, 0.032, 0.05, 0.1, 0.25, 1];

/** One registry per server, so that several can live in one process (tests). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "necp_process_" });
  const zone = ["zone"] as const;
  const tick = new Histogram({ name: "necp_tick_seconds", help: "Whole tick", labelNames: zone, buckets: TICK_BUCKETS, registers });
  const phase = new Histogram({
    name: "necp_tick_phase_seconds",
    help: "One phase of a tick",
    labelNames: ["zone", "phase"] as const,
    buckets: TICK_BUCKETS,
    registers,
  });
  const late = new Counter({ name: "necp_ticks_late_total", help: "Ticks dropped because the zone was late", labelNames: zone, registers });
  const bytes = new Counter({ name: "necp_snapshot_bytes_total", help: "Snapshot bytes sent", labelNames: zone, registers });
  const snapshots = new Counter({ name: "necp_snapshots_total", help: "Snapshots sent", labelNames: zone, registers });
  const postponed = new Counter({
    name: "necp_npc_thoughts_postponed_total",
    help: "Thoughts of NPCs that a tick's budget did not reach",
    labelNames: zone,
    registers,
  });
  const thoughts = new Counter({ name: "necp_npc_thoughts_total", help: "Thoughts of NPCs", labelNames: zone, registers });
  const pathsWaiting = new Gauge({ name: "necp_npc_paths_waiting", help: "NPCs that wait for a way", labelNames: zone, registers });
  const layer = ["zone", "layer"] as const;
  const clients = new Gauge({ name: "necp_clients", help: "Players in the zone", labelNames: layer, registers });
  const entities = new Gauge({ name: "necp_entities", help: "Entities in the zone", labelNames: layer, registers });
  const overloadStep = new Gauge({ name: "necp_zone_overload_step", help: "Steps taken against overload", labelNames: layer, registers });
  const overloadChanges = new Counter({
    name: "necp_zone_overload_changes_total",
    help: "Steps against overload that were taken (up) or undone (down)",
    labelNames: ["zone", "layer", "direction"] as const,
    registers,
  });
  const layers = new Gauge({ name: "necp_zone_layers", help: "Layers of the zone that run here", labelNames: zone, registers });
  const layerChanges = new Counter({
    name: "necp_zone_layer_changes_total",
    help: "Further layers opened (missed, players, relief) and closed",
    labelNames: ["zone", "change"] as const,
    registers,
  });
  const roomErrors = new Counter({
    name: "necp_room_errors_total",
    help: "Exceptions in rooms",
    labelNames: ["room", "method"] as const,
    registers,
  });
  const lost = new Counter({
    name: "necp_events_lost_total",
    help: "Events the full queue refused",
    labelNames: ["event"] as const,
    registers,
  });
  const deliveries = new Counter({
    name: "necp_event_deliveries_total",
    help: "Events by what became of them on their way to a subscriber",
    labelNames: ["subscriber", "outcome"] as const,
    registers,
  });
  const mail = new Counter({
    name: "necp_mail_total",
    help: "Letters by what became of them",
    labelNames: ["outcome"] as const,
    registers,
  });
  const findings = new Gauge({ name: "necp_economy_findings", help: "What the last check of items and currency found wrong", registers });
  const frozen = new Gauge({ name: "necp_economy_frozen", help: "1: trading is frozen", registers });
  const checked = new Gauge({ name: "necp_economy_checked_seconds", help: "When the books were last checked here, Unix time", registers });
  const hubSeats = new Gauge({ name: "necp_hub_seats", help: "Players connected to the hub", registers });
  const hubMessages = new Counter({ name: "necp_hub_messages_total", help: "Messages of the hub, each encoded once", registers });
  const hubDeliveries = new Counter({ name: "necp_hub_deliveries_total", help: "Readers that messages of the hub were for", registers });
  const hubSlow = new Counter({ name: "necp_hub_slow_readers_total", help: "Readers dropped for being slow", registers });
  const hubDropped = new Counter({
    name: "necp_hub_dropped_total",
    help: "Messages of the hub that did not reach somebody",
    labelNames: ["why"] as const,
    registers,
  });
  const http = new Histogram({
    name: "necp_http_request_seconds",
    help: "HTTP requests",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  // children are looked up once: the tick observes without allocating label objects
  const children = <T>(make: (key: string) => T) => {
    const known = new Map<string, T>();
    return (key: string): T => {
      let child = known.get(key);
      if (child === undefined) {
        child = make(key);
        known.set(key, child);
      }
      return child;
    };
  };
  const tickOf = children((z) => tick.labels(z));
  const phasesOf = children((z) => children((p) => phase.labels(z, p)));
  const bytesOf = children((z) => bytes.labels(z));
  const snapshotsOf = children((z) => snapshots.labels(z));
  const thoughtsOf = children((z) => thoughts.labels(z));
  const postponedOf = children((z) => postponed.labels(z));
  const waitingOf = children((z) => pathsWaiting.labels(z));
  return {
    registry,
    rooms: {
      phase: (z, p, seconds) => phasesOf(z)(p).observe(seconds),
      tick: (z, seconds) => tickOf(z).observe(seconds),
      lateTicks: (z, dropped) => late.labels(z).inc(dropped),
      snapshotBytes: (z, sent, to) => {
        bytesOf(z).inc(sent);
        snapshotsOf(z).inc(to);
      },
      ai: (z, thought, putOff, waiting) => {
        thoughtsOf(z).inc(thought);
        postponedOf(z).inc(putOff);
        waitingOf(z).set(waiting);
      },
      population: (z, l, players, all) => {
        clients.labels(z, String(l)).set(players);
        entities.labels(z, String(l)).set(all);
      },
      overload: (z, l, step, up) => {
        overloadStep.labels(z, String(l)).set(step);
        overloadChanges.labels(z, String(l), up ? "up" : "down").inc();
      },
      roomError: (room, method) => roomErrors.labels(room, method).inc(),
      hubSeats: (count) => hubSeats.set(count),
      hubMessage: (readers) => {
        hubMessages.inc();
        hubDeliveries.inc(readers);
      },
      hubDropped: (why, count) => hubDropped.labels(why).inc(count),
      hubSlowReader: () => hubSlow.inc(),
    },
    zones: {
      layers: (z, count) => layers.labels(z).set(count),
      layerChanged: (z, change) => layerChanges.labels(z, change).inc(),
    },
    http: (method, route, status, seconds) => http.labels(method, route, String(status)).observe(seconds),
    watch: (breakers) => {
      new Gauge({
        name: "necp_breaker_state",
        help: "Circuit breakers: 0 closed, 1 half open, 2 open",
        labelNames: ["remote"] as const,
        registers,
        collect() {
          for (const [remote, state] of Object.entries(breakers.states())) this.labels(remote).set(BREAKER_STATES.indexOf(state));
        },
      });
    },
    deliveries: (subscriber, outcome, events) => deliveries.labels(subscriber, outcome).inc(events),
    economy: (wrong, isFrozen) => {
      findings.set(wrong);
      frozen.set(isFrozen ? 1 : 0);
      checked.setToCurrentTime();
    },
    mail: (outcome) => mail.labels(outcome).inc(),
    eventLost: (name) => lost.labels(name).inc(),
  };
}
