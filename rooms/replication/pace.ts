import { FAR_PERIOD_S, MID_PART, MID_PERIOD_S, NEAR_PART } from "./tiers.ts";

/** Distances are compared in whole steps of 1/16 m: squares of all that a zone can hold stay below 2^31. */
export const STEPS_PER_M = 16;

/** How far and how often clients look: the zone's settings, and what the governor makes of them under load. */
export class Pace {
  readonly #radiusM: number;
  readonly #hysteresisM: number;
  readonly #midTicks: number;
  readonly #farTicks: number;

  /** Ticks between two looks. */
  mid = 1;
  far = 1;
  /** Entities nearer than this come into view, they go out of view beyond that, 1/16 m. Whole: fractions are boxed where they are handed on. */
  enter = 0;
  leave = 0;
  /** Squares of distances, (1/16 m)². */
  near2 = 0;
  mid2 = 0;
  enter2 = 0;
  leave2 = 0;

  constructor(radiusM: number, hysteresisM: number, tickRate: number) {
    this.#radiusM = radiusM;
    this.#hysteresisM = hysteresisM;
    this.#midTicks = Math.max(1, Math.floor(tickRate * MID_PERIOD_S));
    this.#farTicks = Math.max(1, Math.floor(tickRate * FAR_PERIOD_S));
    this.set(1, 1, 1);
  }

  /**
   * @param midFactor @param farFactor whole multiples of the tiers' periods
   * @param viewPart part of the radius, 0 … 1
   */
  set(midFactor: number, farFactor: number, viewPart: number): void {
    this.mid = this.#midTicks * midFactor;
    this.far = Math.max(this.mid, this.#farTicks * farFactor);
    const enterM = this.#radiusM * viewPart;
    this.enter = Math.ceil(enterM * STEPS_PER_M);
    this.leave = Math.ceil((enterM + this.#hysteresisM) * STEPS_PER_M);
    this.near2 = square(enterM * NEAR_PART);
    this.mid2 = square(enterM * MID_PART);
    this.enter2 = square(enterM);
    this.leave2 = square(enterM + this.#hysteresisM);
  }

  /** Ticks until the next look at an entity at this distance. */
  period(distance2: number): number {
    return distance2 <= this.near2 ? 1 : distance2 <= this.mid2 ? this.mid : this.far;
  }
}

function square(metres: number): number {
  return Math.round((metres * STEPS_PER_M) ** 2);
}
