import { PerformanceObserver } from "node:perf_hooks";
import type { Pauses } from "#rooms/ports/monitoring.ts";

/** Tells of garbage collections of this process. `close` ends it. */
export function watchPauses(): Pauses & { close(): void } {
  const listeners = new Set<(startedAt: number, ms: number) => void>();
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      for (const listener of listeners) listener(startTime, duration);
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  return {
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => observer.disconnect(),
  };
}
