import { median } from "../../stats.ts";
import type { Measured } from "./bench.ts";

export interface Side {
  perSecond: number;
  p99Ms: number;
  cpuUs: number;
}
export interface Row {
  operation: string;
  ours: Side;
  bare: Side;
  /** Requests per second, ours to bare. */
  ratio: number;
  /** CPU time per request, bare to ours: the same question, steadier on a machine that others use too. */
  cpuRatio: number;
}

/** Medians over the rounds, one row per operation; what was not measured on both sides has none. */
export function summarize(runs: readonly Measured[]): Row[] {
  const operations = [...new Set(runs.map(({ operation }) => operation))];
  return operations.flatMap((operation) => {
    const side = (contender: Measured["contender"]): Side => {
      const mine = runs.filter((run) => run.operation === operation && run.contender === contender);
      const of = (read: (run: Measured) => number) => median(mine.map(read));
      return { perSecond: of((r) => r.perSecond), p99Ms: of((r) => r.p99Ms), cpuUs: of((r) => r.cpuUs) };
    };
    const [ours, bare] = [side("ours"), side("bare")];
    if (Number.isNaN(ours.perSecond) || Number.isNaN(bare.perSecond)) return [];
    return [{ operation, ours, bare, ratio: ours.perSecond / bare.perSecond, cpuRatio: bare.cpuUs / ours.cpuUs }];
  });
}
