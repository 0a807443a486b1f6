import { Gauge, type Registry } from "prom-client";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";

/** How far a subscriber is behind. */
export interface SubscriberLag {
  subscriber: string;
  events: string[];
  /** At most MOST_COUNTED. */
  waiting: number;
  /** Age of the first that waits, s; 0: nothing waits. */
  lagS: number;
  /** At most MOST_COUNTED. */
  parked: number;
}

/** Counting ends here: whoever is that far behind is in trouble, whatever the number. */
const MOST_COUNTED = 10_000;

/** Everybody who subscribes, by name. */
export function lagOfSubscribers(db: PrismaClient): Promise<SubscriberLag[]> {
  return rowsOf<SubscriberLag>(db)`
    SELECT s.subscriber, s.events,
      (SELECT count(*)::int FROM (
        SELECT 1 FROM event_deliveries d WHERE d.subscriber = s.subscriber AND d.state = 'waiting' LIMIT ${MOST_COUNTED}) w) AS waiting,
      coalesce((
        SELECT greatest(0, extract(epoch FROM now() - e.created_at))::float8 FROM event_deliveries d JOIN game_events e ON e.id = d.event_id
        WHERE d.subscriber = s.subscriber AND d.state = 'waiting' ORDER BY d.seq LIMIT 1), 0) AS "lagS",
      (SELECT count(*)::int FROM (
        SELECT 1 FROM event_deliveries d WHERE d.subscriber = s.subscriber AND d.state = 'parked' LIMIT ${MOST_COUNTED}) p) AS parked
    FROM (SELECT subscriber, array_agg(event::text ORDER BY event) AS events FROM event_subscriptions GROUP BY subscriber) s
    ORDER BY s.subscriber`;
}

/** Shows how far subscribers are behind, asked when the metrics are: every process tells the same. While the database is away: nothing. */
export function watchLag(registry: Registry, db: PrismaClient): void {
  let asking: Promise<SubscriberLag[]> | null = null;
  // the gauges of one scrape share one question
  const ask = () => {
    asking ??= lagOfSubscribers(db)
      .catch(() => [])
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  const gauge = (name: string, help: string, shown: (lag: SubscriberLag) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["subscriber"] as const,
      registers: [registry],
      async collect() {
        const lags = await ask();
        this.reset();
        for (const lag of lags) this.labels(lag.subscriber).set(shown(lag));
      },
    });
  gauge("necp_event_lag_seconds", "Age of the first event that waits for a subscriber", ({ lagS }) => lagS);
  gauge("necp_events_waiting", "Events that wait for a subscriber", ({ waiting }) => waiting);
  gauge("necp_events_parked", "Events that a subscriber cannot handle", ({ parked }) => parked);
}
