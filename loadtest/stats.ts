/** What one histogram looks like on its way to another process: [bucket, count] pairs. */
export interface HistogramData {
  buckets: Array<[number, number]>;
  sum: number;
  max: number;
}

/** Lower end of the first bucket. */
const FLOOR = 0.001;
/** Each bucket ends this much above its beginning: quantiles are right within 2 %. */
const GROWTH = 1.02;
const BUCKETS = 1200;
const LOG_GROWTH = Math.log(GROWTH);

/** Counts positive numbers (ms, bytes) in bounded memory; histograms of several processes can be added up. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #max = 0;

  record(value: number): void {
    const bucket = value <= FLOOR ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log(value / FLOOR) / LOG_GROWTH));
    this.#counts[bucket]++;
    this.#count++;
    this.#sum += value;
    if (value > this.#max) this.#max = value;
  }

  get count(): number {
    return this.#count;
  }

  get max(): number {
    return this.#max;
  }

  get mean(): number {
    return this.#count ? this.#sum / this.#count : 0;
  }

  /** The value below which the part `q` (0 … 1) of all records lies; 0 when there are none. */
  quantile(q: number): number {
    const wanted = Math.max(1, Math.ceil(q * this.#count));
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#counts[i];
      if (seen >= wanted && this.#count) return Math.min(this.#max, FLOOR * GROWTH ** (i + 0.5));
    }
    return 0;
  }

  add(data: HistogramData): void {
    for (const [bucket, count] of data.buckets) {
      this.#counts[bucket] += count;
      this.#count += count;
    }
    this.#sum += data.sum;
    this.#max = Math.max(this.#max, data.max);
  }

  data(): HistogramData {
    const buckets: Array<[number, number]> = [];
    for (let i = 0; i < BUCKETS; i++) if (this.#counts[i]) buckets.push([i, this.#counts[i]]);
    return { buckets, sum: this.#sum, max: this.#max };
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = this.#sum = this.#max = 0;
  }
}

/** Middle of the sorted values, the mean of the middle two when their number is even; NaN of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
