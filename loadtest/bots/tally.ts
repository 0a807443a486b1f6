import { Histogram, type HistogramData } from "../stats.ts";

/** What all bots of a process did and saw; those of several processes are added up. */
export interface TallyData {
  joined: number;
  /** Playing now. */
  playing: number;
  kills: number;
  deaths: number;
  /** Items taken. */
  loot: number;
  experience: number;
  abilities: number;
  /** Times that a bot came back after it had lost its connection, and the longest it took. */
  returned: number;
  maxAwayMs: number;
  /** Bots that did not get in, by reason. */
  failed: Record<string, number>;
  /** Bots that were in and lost their connection, by reason. */
  dropped: Record<string, number>;
  /** Actions the server refused, by code. */
  refused: Record<string, number>;
  /** Since the last `beginWindow`. */
  snapshots: number;
  bytes: number;
  late: number;
  maxGapMs: number;
  rtt: HistogramData;
  gaps: HistogramData;
  /** From a portal that opens to the first snapshot behind it, ms. */
  handoffs: HistogramData;
}

const SUMS = ["joined", "playing", "kills", "deaths", "loot", "experience", "abilities", "snapshots", "bytes", "late", "returned"] as const;
const REASONS = ["failed", "dropped", "refused"] as const;

export class Tally {
  joined = 0;
  playing = 0;
  kills = 0;
  deaths = 0;
  loot = 0;
  experience = 0;
  abilities = 0;
  snapshots = 0;
  bytes = 0;
  late = 0;
  maxGapMs = 0;
  returned = 0;
  maxAwayMs = 0;
  readonly failed: Record<string, number> = {};
  readonly dropped: Record<string, number> = {};
  readonly refused: Record<string, number> = {};
  readonly rtt = new Histogram();
  readonly gaps = new Histogram();
  readonly handoffs = new Histogram();

  /** Network figures count from here: joining is over. */
  beginWindow(): void {
    this.snapshots = this.bytes = this.late = this.maxGapMs = 0;
    this.rtt.reset();
    this.gaps.reset();
    this.handoffs.reset();
  }

  add(other: TallyData): void {
    for (const key of SUMS) this[key] += other[key];
    for (const key of REASONS)
      for (const [reason, count] of Object.entries(other[key])) this[key][reason] = (this[key][reason] ?? 0) + count;
    this.maxGapMs = Math.max(this.maxGapMs, other.maxGapMs);
    this.maxAwayMs = Math.max(this.maxAwayMs, other.maxAwayMs);
    this.rtt.add(other.rtt);
    this.gaps.add(other.gaps);
    this.handoffs.add(other.handoffs);
  }

  data(): TallyData {
    const { joined, playing, kills, deaths, loot, experience, abilities, snapshots, bytes, late, maxGapMs, failed, dropped, refused } =
      this;
    return {
      ...{ joined, playing, kills, deaths, loot, experience, abilities, snapshots, bytes, late, maxGapMs },
      ...{ returned: this.returned, maxAwayMs: this.maxAwayMs },
      ...{ failed: { ...failed }, dropped: { ...dropped }, refused: { ...refused } },
      rtt: this.rtt.data(),
      gaps: this.gaps.data(),
      handoffs: this.handoffs.data(),
    };
  }
}

export function countReason(reasons: Record<string, number>, reason: string): void {
  reasons[reason] = (reasons[reason] ?? 0) + 1;
}

export function total(reasons: Record<string, number>): number {
  return Object.values(reasons).reduce((sum, count) => sum + count, 0);
}
