import { Histogram } from "prom-client";
import { recordTick } from "../probe.ts";

/** Lives in the measured server (`--import`): tells the probe how long each tick took, as the server itself measures it, without buckets. */
const labels = Histogram.prototype.labels as (this: { name?: string }, ...values: unknown[]) => Histogram.Internal<string>;
Histogram.prototype.labels = function hear(this: { name?: string }, ...values: unknown[]) {
  const child = labels.apply(this, values);
  if (this.name !== "necp_tick_seconds") return child;
  return {
    ...child,
    observe: (seconds: number) => {
      recordTick(seconds * 1000);
      child.observe(seconds);
    },
  };
} as typeof Histogram.prototype.labels;
