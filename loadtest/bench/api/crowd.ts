/** Asks one server as fast as it answers, over connections that are kept: a process of its own, on the clients' core. */
import { Histogram, type HistogramData } from "../../stats.ts";
import { Line } from "./line.ts";

/** One request, ready to be sent. */
export interface AskPlan {
  bench: "ask";
  port: number;
  /** Whole requests, asked in turn. */
  requests: string[];
  connections: number;
  seconds: number;
  /** Statuses that count as answered. */
  status: number;
  /** So many requests begin per second; absent: as many as are answered. */
  perSecond?: number;
}
export interface AskReport {
  bench: "asked";
  answered: number;
  /** Answers with another status, and lines that broke. */
  failed: number;
  seconds: number;
  latency: HistogramData;
  /** The first answer that was none. */
  firstFailure: string;
}

async function ask(plan: AskPlan): Promise<AskReport> {
  const latency = new Histogram();
  const report: AskReport = { bench: "asked", answered: 0, failed: 0, seconds: 0, latency: latency.data(), firstFailure: "" };
  const from = performance.now();
  const end = from + plan.seconds * 1000;
  let next = 0;
  const walk = async (line: Line) => {
    for (let n = next++; performance.now() < end; n = next++) {
      if (plan.perSecond) {
        const due = from + (n * 1000) / plan.perSecond;
        if (due >= end) return;
        await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      }
      const at = performance.now();
      const answer = await line.ask(plan.requests[n % plan.requests.length]);
      if (answer?.startsWith(`HTTP/1.1 ${plan.status} `)) {
        report.answered++;
        latency.record(performance.now() - at);
      } else {
        report.failed++;
        report.firstFailure ||= answer?.slice(0, 300) ?? "the line broke";
        if (answer === null) return;
      }
    }
  };
  const lines = Array.from({ length: plan.connections }, () => new Line(plan.port));
  await Promise.all(lines.map(walk));
  for (const line of lines) line.close();
  return { ...report, seconds: (performance.now() - from) / 1000, latency: latency.data() };
}

process.on("message", (plan: AskPlan) => {
  if (plan?.bench === "ask") void ask(plan).then((report) => process.send?.(report));
});
process.on("disconnect", () => process.exit(0));
