import { TAU } from "#shared/primitives/angle.ts";

const SAMPLES = 16;
/** A longer silence than this means that the entity stood: far ones are told every fifth tick while they walk. */
const LONGEST_STRIDE_TICKS = 7;
/** Farther than anybody walks between two samples, m: it was moved, do not glide. */
const TELEPORT_M = 12;

export interface Place {
  x: number;
  y: number;
  /** Radians. */
  facing: number;
}

/**
 * Where an entity was, tick by tick, so that it can be shown smoothly a little in the past. The farther an entity is, the less
 * often the server tells about it; the track learns that rhythm and looks back far enough to have a sample on both sides.
 */
export class Track {
  readonly #tick = new Float64Array(SAMPLES);
  readonly #x = new Float64Array(SAMPLES);
  readonly #y = new Float64Array(SAMPLES);
  readonly #facing = new Float64Array(SAMPLES);
  #count = 0;
  #newest = -1;
  /** Ticks between two samples while it walks. */
  #rhythm = 1;
  /** The next sample is a new beginning. */
  #cut = false;

  /** The entity is here since `tick`; what was before does not count. */
  reset(tick: number, x: number, y: number, facing: number): void {
    this.#count = 0;
    this.#newest = -1;
    this.#rhythm = 1;
    this.#cut = false;
    this.#add(tick, x, y, facing);
  }

  push(tick: number, x: number, y: number, facing: number): void {
    if (this.#count === 0) return this.reset(tick, x, y, facing);
    const last = this.#newest;
    const gap = tick - this.#tick[last];
    if (gap <= 0) return;
    if (Math.hypot(x - this.#x[last], y - this.#y[last]) > TELEPORT_M || this.#cut) return this.reset(tick, x, y, facing);
    if (gap <= LONGEST_STRIDE_TICKS) this.#rhythm += (gap - this.#rhythm) * 0.3;
    // it stood until shortly before: without this it would creep through the whole pause
    else this.#add(tick - Math.max(1, Math.round(this.#rhythm)), this.#x[last], this.#y[last], this.#facing[last]);
    this.#add(tick, x, y, facing);
  }

  /** It was put elsewhere in this tick: it does not glide there. */
  cut(tick: number): void {
    if (this.#count === 0) return;
    const at = this.#newest;
    if (this.#tick[at] >= tick) this.reset(tick, this.#x[at], this.#y[at], this.#facing[at]);
    else this.#cut = true;
  }

  /** Where the newest sample is. */
  get latestX(): number {
    return this.#count ? this.#x[this.#newest] : 0;
  }

  get latestY(): number {
    return this.#count ? this.#y[this.#newest] : 0;
  }

  /**
   * Where it was at a time.
   * @param tick with fraction; ahead of the newest sample it stands still there
   */
  sample(tick: number, out: Place): void {
    if (this.#count === 0) return;
    const wanted = tick - (this.#rhythm - 1);
    let later = this.#newest;
    if (wanted >= this.#tick[later]) return this.#copy(later, out);
    for (let n = 1; n < this.#count; n++) {
      const earlier = (this.#newest - n + SAMPLES) % SAMPLES;
      if (this.#tick[earlier] <= wanted) {
        const part = (wanted - this.#tick[earlier]) / (this.#tick[later] - this.#tick[earlier]);
        out.x = this.#x[earlier] + (this.#x[later] - this.#x[earlier]) * part;
        out.y = this.#y[earlier] + (this.#y[later] - this.#y[earlier]) * part;
        out.facing = turn(this.#facing[earlier], this.#facing[later], part);
        return;
      }
      later = earlier;
    }
    this.#copy(later, out);
  }

  #copy(at: number, out: Place): void {
    out.x = this.#x[at];
    out.y = this.#y[at];
    out.facing = this.#facing[at];
  }

  #add(tick: number, x: number, y: number, facing: number): void {
    if (this.#count > 0 && tick <= this.#tick[this.#newest]) return;
    this.#newest = (this.#newest + 1) % SAMPLES;
    this.#count = Math.min(SAMPLES, this.#count + 1);
    this.#tick[this.#newest] = tick;
    this.#x[this.#newest] = x;
    this.#y[this.#newest] = y;
    this.#facing[this.#newest] = facing;
  }
}

/** From one angle towards another along the shorter way; `part` 0 … 1. */
export function turn(from: number, to: number, part: number): number {
  let difference = (to - from) % TAU;
  if (difference > Math.PI) difference -= TAU;
  if (difference < -Math.PI) difference += TAU;
  return from + difference * part;
}
