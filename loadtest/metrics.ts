import type { HttpClient } from "./http.ts";

/** The server's own account of its ticks, as `/metrics` shows it; the difference of two is a window. */
export interface TickCounter {
  /** [upper bound, s; ticks that took at most that long], rising; the last bound is +Inf. */
  buckets: Array<[number, number]>;
  /** Ticks that were dropped because the server was late. */
  late: number;
  /** Steps taken against overload, of the zone that has taken the most. */
  overloadStep: number;
}

const BUCKET = /^necp_tick_seconds_bucket\{([^}]*)\} (\S+)/;
const LATE = /^necp_ticks_late_total(?:\{[^}]*\})? (\S+)/;
const OVERLOAD = /^necp_zone_overload_step(?:\{[^}]*\})? (\S+)/;

/** Reads Prometheus text; the zones of the server are added up. */
export function readTickCounter(text: string): TickCounter {
  const buckets = new Map<number, number>();
  let late = 0;
  let overloadStep = 0;
  for (const line of text.split("\n")) {
    const bucket = BUCKET.exec(line);
    if (bucket) {
      const bound = /(?:^|,)le="([^"]+)"/.exec(bucket[1])?.[1] ?? "";
      const key = bound === "+Inf" ? Number.POSITIVE_INFINITY : Number(bound);
      buckets.set(key, (buckets.get(key) ?? 0) + Number(bucket[2]));
    }
    const dropped = LATE.exec(line);
    if (dropped) late += Number(dropped[1]);
    const step = OVERLOAD.exec(line);
    if (step) overloadStep = Math.max(overloadStep, Number(step[1]));
  }
  return { buckets: [...buckets].sort((a, b) => a[0] - b[0]), late, overloadStep };
}

/** null when the server does not show its metrics here. */
export async function fetchTickCounter(http: HttpClient, endpoint: string): Promise<TickCounter | null> {
  try {
    const answer = await http.send("GET", `${endpoint}/metrics`);
    return answer.status === 200 && typeof answer.body === "string" ? readTickCounter(answer.body) : null;
  } catch {
    return null;
  }
}

export interface TickWindow {
  ticks: number;
  late: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** What happened between two readings. Quantiles lie in the bucket in proportion, the maximum is its bucket's bound. */
export function tickWindow(before: TickCounter, after: TickCounter): TickWindow {
  const earlier = new Map(before.buckets);
  const counts = after.buckets.map(([bound, count]) => ({ bound, count: count - (earlier.get(bound) ?? 0) }));
  const ticks = counts.at(-1)?.count ?? 0;
  const late = after.late - before.late;
  if (ticks <= 0) return { ticks: 0, late, p50Ms: 0, p99Ms: 0, maxMs: 0 };
  const quantile = (q: number): number => {
    const wanted = q * ticks;
    const i = counts.findIndex((c) => c.count >= wanted);
    const low = i > 0 ? counts[i - 1] : { bound: 0, count: 0 };
    // beyond the last finite bound nothing is known
    if (!Number.isFinite(counts[i].bound)) return low.bound * 1000;
    const part = (wanted - low.count) / Math.max(1, counts[i].count - low.count);
    return (low.bound + (counts[i].bound - low.bound) * part) * 1000;
  };
  const slowest = counts.findIndex((c) => c.count >= ticks);
  const max = Number.isFinite(counts[slowest].bound) ? counts[slowest].bound : (counts[slowest - 1]?.bound ?? 0);
  return { ticks, late, p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: max * 1000 };
}
