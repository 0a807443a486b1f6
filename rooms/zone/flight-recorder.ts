import type { FlightEntry } from "#rooms/ports/monitoring.ts";
import { PHASES } from "#rooms/simulation/simulation.ts";

/** Phases of a room's tick, in their order: the simulation's, then what the room does with its outcome. */
export const ROOM_PHASES = [...PHASES, "snapshot", "events"] as const;
export type RoomPhase = (typeof ROOM_PHASES)[number];

/** What is counted in every tick; each is what makes the phases named here expensive. */
const COUNTS = {
  players: ["inputs", "movement", "snapshot"],
  entities: ["movement", "ai", "spawns"],
  joins: ["snapshot"],
  actions: ["abilities"],
  combatEvents: ["abilities", "snapshot"],
  kills: ["events"],
  bytes: ["snapshot"],
} as const satisfies Record<string, readonly RoomPhase[]>;
export type TickCount = keyof typeof COUNTS;
const COUNT_NAMES = Object.keys(COUNTS) as TickCount[];

const MINUTE_MS = 60_000;
const MINUTES = 60;
/** Ticks kept of each minute. */
const KEPT = 5;
/** A new tick's part in the averages, once there were so many ticks. */
const MEMORY_TICKS = 400;
/** Less than this above its average is no reason, ms. */
const NOTABLE_MS = 0.2;

const P = ROOM_PHASES.length;
const C = COUNT_NAMES.length;
// columns of a row
const EPOCH = 0;
const TICK = 1;
const STARTED = 2;
const TOTAL = 3;
const LATE = 4;
const GC = 5;
const USUAL_TOTAL = 6;
const PHASE = 7;
const COUNT = PHASE + P;
const USUAL_PHASE = COUNT + C;
const USUAL_COUNT = USUAL_PHASE + P;
const COLUMNS = USUAL_COUNT + C;

/**
 * The worst ticks of the last hour: a few of each minute, with what they were made of and what is usual. Allocates nothing while it
 * records; words are found when somebody asks.
 */
export class FlightRecorder {
  /** The tick under way: phases in ms, counts. */
  readonly #row = new Float64Array(COLUMNS);
  readonly #usual = new Float64Array(1 + P + C);
  readonly #kept = new Float64Array(MINUTES * KEPT * COLUMNS);
  /** Minute (since 1970) that each stretch of rows belongs to. */
  readonly #minuteOf = new Float64Array(MINUTES);
  readonly #now: () => number;
  #ticks = 0;

  /** @param now epoch ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  phase(name: RoomPhase, ms: number): void {
    this.#row[PHASE + ROOM_PHASES.indexOf(name)] = ms;
  }

  count(name: TickCount, value: number): void {
    this.#row[COUNT + COUNT_NAMES.indexOf(name)] = value;
  }

  /**
   * The tick is over; its phases and counts were told before.
   * @param startedAt monotonic ms, on the clock of `pause`
   * @param lateMs how much later than due it began
   */
  ended(tick: number, startedAt: number, totalMs: number, lateMs: number): void {
    const row = this.#row;
    const usual = this.#usual;
    const minute = Math.floor(this.#now() / MINUTE_MS);
    const at = this.#placeFor(minute, totalMs + lateMs);
    if (at >= 0) {
      row[EPOCH] = this.#now();
      row[TICK] = tick;
      row[STARTED] = startedAt;
      row[TOTAL] = totalMs;
      row[LATE] = lateMs;
      row[GC] = 0;
      row[USUAL_TOTAL] = usual[0];
      for (let n = 0; n < P + C; n++) row[USUAL_PHASE + n] = usual[1 + n];
      this.#kept.set(row, at);
    }
    if (this.#ticks < MEMORY_TICKS) this.#ticks++;
    usual[0] += (totalMs - usual[0]) / this.#ticks;
    for (let n = 0; n < P + C; n++) usual[1 + n] += (row[PHASE + n] - usual[1 + n]) / this.#ticks;
    row.fill(0, PHASE, PHASE + P + C);
  }

  /** The process stood still (garbage collection): ticks of this minute that it fell into are told. */
  pause(startedAt: number, ms: number): void {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    for (const m of [minute, minute - 1]) {
      if (this.#minuteOf[m % MINUTES] !== m) continue;
      for (let k = 0; k < KEPT; k++) {
        const at = ((m % MINUTES) * KEPT + k) * COLUMNS;
        const kept = this.#kept;
        const overlap =
          Math.min(startedAt + ms, kept[at + STARTED] + kept[at + TOTAL]) - Math.max(startedAt, kept[at + STARTED] - kept[at + LATE]);
        if (overlap > 0) kept[at + GC] += overlap;
      }
    }
  }

  /** The worst ticks of the last hour, the worst first. */
  worst(limit: number): FlightEntry[] {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    const rows: Float64Array[] = [];
    for (let n = 0; n < MINUTES * KEPT; n++) {
      const row = this.#kept.subarray(n * COLUMNS, (n + 1) * COLUMNS);
      if (row[TICK] > 0 && minute - this.#minuteOf[Math.floor(n / KEPT)] < MINUTES) rows.push(row);
    }
    rows.sort((a, b) => b[TOTAL] + b[LATE] - a[TOTAL] - a[LATE]);
    return rows.slice(0, limit).map(entryOf);
  }

  /** Where in `#kept` a tick of this cost goes; negative: five of this minute were worse. */
  #placeFor(minute: number, cost: number): number {
    const slot = minute % MINUTES;
    const from = slot * KEPT * COLUMNS;
    const kept = this.#kept;
    if (this.#minuteOf[slot] !== minute) {
      this.#minuteOf[slot] = minute;
      kept.fill(0, from, from + KEPT * COLUMNS);
    }
    let least = from;
    for (let at = from; at < from + KEPT * COLUMNS; at += COLUMNS) {
      if (kept[at + TOTAL] + kept[at + LATE] < kept[least + TOTAL] + kept[least + LATE]) least = at;
    }
    return cost > kept[least + TOTAL] + kept[least + LATE] ? least : -1;
  }
}

function entryOf(row: Float64Array): FlightEntry {
  const table = (names: readonly string[], from: number, digits: number) =>
    Object.fromEntries(names.map((name, n) => [name, rounded(row[from + n], digits)]));
  return {
    at: new Date(row[EPOCH]).toISOString(),
    tick: row[TICK],
    totalMs: rounded(row[TOTAL], 2),
    lateMs: rounded(row[LATE], 2),
    gcMs: rounded(row[GC], 2),
    phases: table(ROOM_PHASES, PHASE, 2),
    counts: table(COUNT_NAMES, COUNT, 0),
    usual: {
      totalMs: rounded(row[USUAL_TOTAL], 2),
      phases: table(ROOM_PHASES, USUAL_PHASE, 2),
      counts: table(COUNT_NAMES, USUAL_COUNT, 0),
    },
    cause: causeOf(row),
  };
}

/** What made it expensive, in words: the largest of the lateness, the pauses and the phases above what is usual for them. */
function causeOf(row: Float64Array): string {
  let phase = 0;
  for (let n = 1; n < P; n++) if (above(row, n) > above(row, phase)) phase = n;
  const excess = above(row, phase);
  if (row[GC] > NOTABLE_MS && row[GC] * 2 > Math.max(row[LATE], row[TOTAL] - row[USUAL_TOTAL])) {
    return `garbage collection stopped the process for ${rounded(row[GC], 1)} ms`;
  }
  if (row[LATE] > excess && row[LATE] > NOTABLE_MS) {
    return `it began ${rounded(row[LATE], 1)} ms late: the process was busy with something else`;
  }
  if (excess < NOTABLE_MS) return "nothing stands out: this is what a tick costs";
  const name = ROOM_PHASES[phase];
  const times = `${name} took ${rounded(row[PHASE + phase], 2)} ms instead of ${rounded(row[USUAL_PHASE + phase], 2)} ms`;
  let reason = "";
  let most = 1.5;
  for (let n = 0; n < C; n++) {
    const reasons: readonly RoomPhase[] = COUNTS[COUNT_NAMES[n]];
    if (!reasons.includes(name)) continue;
    const ratio = row[COUNT + n] / Math.max(1, row[USUAL_COUNT + n]);
    if (ratio <= most) continue;
    most = ratio;
    reason = `: ${row[COUNT + n]} ${wordsOf(COUNT_NAMES[n])} instead of ${rounded(row[USUAL_COUNT + n], 1)}`;
  }
  return times + reason;
}

const above = (row: Float64Array, phase: number) => row[PHASE + phase] - row[USUAL_PHASE + phase];
const wordsOf = (count: TickCount) => count.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
