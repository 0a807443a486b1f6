import { percent, short, table } from "../table.ts";
import type { TickWindow } from "../metrics.ts";
import { type Tally, total } from "./tally.ts";

export interface Outcome {
  clients: number;
  scenario: string;
  /** Length of the measured window, s. */
  seconds: number;
  /** From the start to the last bot in, s. */
  enteredAfterS: number;
  tally: Tally;
  /** null: the server shows no metrics. */
  ticks: TickWindow | null;
}

/** Everything at the end, one figure per line. */
export function summary(o: Outcome): string {
  const { tally: t, ticks } = o;
  const perClientSecond = t.snapshots / Math.max(1, t.joined) / o.seconds;
  const rows: string[][] = [
    ["clients joined", `${t.joined} of ${o.clients} (in ${short(o.enteredAfterS)} s)`],
    ["failed to join", counted(t.failed)],
    ["dropped", counted(t.dropped)],
    ["came back, longest away", `${t.returned}, ${short(t.maxAwayMs / 1000)} s`],
    ["kills", String(t.kills)],
    ["deaths", String(t.deaths)],
    ["items looted", String(t.loot)],
    ["experience gained", String(t.experience)],
    ["abilities used", String(t.abilities)],
    ["actions refused", counted(t.refused)],
    ["round trip p50 / p95 / p99", `${short(t.rtt.quantile(0.5))} / ${short(t.rtt.quantile(0.95))} / ${short(t.rtt.quantile(0.99))} ms`],
    ...(t.handoffs.count > 0
      ? [
          [
            "zone changes, p50 / p99 / max",
            `${t.handoffs.count}: ${short(t.handoffs.quantile(0.5))} / ${short(t.handoffs.quantile(0.99))} / ${short(t.handoffs.max)} ms`,
          ],
        ]
      : []),
    ["server tick p50 / p99 / max", ticks ? `${short(ticks.p50Ms)} / ${short(ticks.p99Ms)} / ${short(ticks.maxMs)} ms` : "– (no metrics)"],
    ["server ticks, late", ticks ? `${ticks.ticks}, ${ticks.late}` : "– (no metrics)"],
    ["snapshots per client and second", short(perClientSecond)],
    ["bytes per client and tick", short(t.bytes / Math.max(1, t.snapshots))],
    ["snapshots late (> 75 ms)", percent(t.late / Math.max(1, t.snapshots))],
    ["longest time without a snapshot", `${short(t.maxGapMs)} ms`],
  ];
  return table([o.scenario, `${short(o.seconds)} s`], rows);
}

/** The same for programs. */
export function asJson(o: Outcome): Record<string, unknown> {
  const { tally: t } = o;
  return {
    scenario: o.scenario,
    clients: o.clients,
    seconds: o.seconds,
    enteredAfterS: o.enteredAfterS,
    joined: t.joined,
    failed: t.failed,
    dropped: t.dropped,
    returned: t.returned,
    maxAwayMs: t.maxAwayMs,
    kills: t.kills,
    deaths: t.deaths,
    loot: t.loot,
    experience: t.experience,
    abilities: t.abilities,
    refused: t.refused,
    rttMs: { p50: t.rtt.quantile(0.5), p95: t.rtt.quantile(0.95), p99: t.rtt.quantile(0.99), max: t.rtt.max, count: t.rtt.count },
    handoffMs: { p50: t.handoffs.quantile(0.5), p99: t.handoffs.quantile(0.99), max: t.handoffs.max, count: t.handoffs.count },
    serverTick: o.ticks,
    snapshotsPerClientSecond: t.snapshots / Math.max(1, t.joined) / o.seconds,
    bytesPerClientTick: t.bytes / Math.max(1, t.snapshots),
    latePart: t.late / Math.max(1, t.snapshots),
    maxGapMs: t.maxGapMs,
  };
}

/** 0 when every bot came in and stayed. */
export function exitCode(o: Outcome): number {
  return total(o.tally.failed) || total(o.tally.dropped) || o.tally.joined < o.clients ? 1 : 0;
}

/** One line while it runs. */
export function progressLine(clients: number, seconds: number, phase: string, t: Tally): string {
  const failed = total(t.failed) + total(t.dropped);
  return (
    `${Math.round(seconds)} s ${phase}  playing ${t.playing}/${clients}  failed ${failed}  ` +
    `kills ${t.kills}  deaths ${t.deaths}  loot ${t.loot}  RTT p50 ${short(t.rtt.quantile(0.5))} p99 ${short(t.rtt.quantile(0.99))} ms`
  );
}

function counted(reasons: Record<string, number>): string {
  const list = Object.entries(reasons).sort((a, b) => b[1] - a[1]);
  if (list.length === 0) return "0";
  return `${total(reasons)}: ${list.map(([reason, count]) => `${count} × ${reason}`).join("; ")}`;
}
