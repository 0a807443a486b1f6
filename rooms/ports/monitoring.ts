/** What operators see of rooms: log, metrics, the worst ticks. */

/** One of the worst ticks of a zone. Times in ms. */
export interface FlightEntry {
  /** ISO time. */
  at: string;
  tick: number;
  totalMs: number;
  /** How much later than due it began. */
  lateMs: number;
  /** Time of it, and of the wait for it, that garbage collection took. */
  gcMs: number;
  phases: Record<string, number>;
  counts: Record<string, number>;
  /** Averages over the ticks before. */
  usual: { totalMs: number; phases: Record<string, number>; counts: Record<string, number> };
  /** What made it expensive, in words. */
  cause: string;
}

/** The worst ticks of the last hour of one zone layer. */
export interface ZoneFlight {
  zoneId: string;
  layer: number;
  tickRate: number;
  worst: FlightEntry[];
}

/** Moments in which the process stood still: garbage collection. */
export interface Pauses {
  /** @param listener is told start (monotonic ms) and length (ms) of each pause, a moment after it @returns stops that */
  listen(listener: (startedAt: number, ms: number) => void): () => void;
}

export interface RoomMetrics {
  /** Seconds spent in one phase of one tick. */
  phase(zoneId: string, phase: string, seconds: number): void;
  /** Whole tick, seconds. */
  tick(zoneId: string, seconds: number): void;
  lateTicks(zoneId: string, dropped: number): void;
  snapshotBytes(zoneId: string, bytes: number, clients: number): void;
  /** A step against overload was taken (up) or undone; `step` are taken now. */
  overload(zoneId: string, layer: number, step: number, up: boolean): void;
  /** What the NPCs' thinking of one tick came to: thoughts put off and NPCs waiting for a way. */
  ai(zoneId: string, thoughts: number, postponed: number, pathsWaiting: number): void;
  population(zoneId: string, layer: number, players: number, entities: number): void;
  roomError(room: string, method: string): void;
}

export interface RoomLog {
  info(details: Record<string, unknown>, message: string): void;
  warn(details: Record<string, unknown>, message: string): void;
  error(details: Record<string, unknown>, message: string): void;
}
