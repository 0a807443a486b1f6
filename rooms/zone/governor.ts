import type { OverloadStep } from "#shared/content/schema.ts";

/** When the ladder is climbed; times are counted in ticks, so that no clock is asked. */
export interface GovernorSettings {
  /** Steps in the order in which they are taken; undone in the reverse order. */
  ladder: readonly OverloadStep[];
  /** Part of the time between two ticks above which the next step is taken, below which the last one is undone. */
  raiseAt: number;
  lowerAt: number;
  /** At least this long between a step and the next one, or its undoing. */
  raiseTicks: number;
  lowerTicks: number;
}

/** What all steps taken so far amount to. */
export interface Relief {
  /** Multiples of the tiers' periods. */
  midFactor: number;
  farFactor: number;
  /** As `Simulation.setAiDetail` counts. */
  aiSaving: number;
  /** Part of the radius of interest. */
  viewPart: number;
  wantsLayer: boolean;
  refusesJoins: boolean;
}

/** The load is an average over about this many ticks. */
const SMOOTHING_TICKS = 16;
/** What each step of the view leaves of the radius. */
const VIEW_STEP = 0.8;
/** One tick counts at most so many times its time: a stall is over when it is over. */
const MOST_LOAD = 3;

/**
 * Climbs down from what a zone does for its players, step by step, while ticks take too long, and up again when there is room:
 * bends, so that it does not break. Pure: it is told how long each tick took.
 */
export class Governor {
  readonly #settings: GovernorSettings;
  #ticksSinceStep = 0;
  /** Average part of a tick's time that was needed. In an array, because a field with a fraction is boxed anew at each change. */
  readonly #load = new Float64Array(1);
  /** Steps of the ladder that are taken. */
  step = 0;

  constructor(settings: GovernorSettings) {
    this.#settings = settings;
  }

  get load(): number {
    return this.#load[0];
  }

  /**
   * One tick is over.
   * @param part of the time between two ticks that it took
   * @returns +1 when a step was taken, −1 when one was undone, else 0
   */
  observe(part: number): number {
    const { ladder, raiseAt, lowerAt, raiseTicks, lowerTicks } = this.#settings;
    const load = this.#load;
    load[0] += ((part > MOST_LOAD ? MOST_LOAD : part) - load[0]) / SMOOTHING_TICKS;
    this.#ticksSinceStep++;
    if (load[0] > raiseAt && this.step < ladder.length && this.#ticksSinceStep >= raiseTicks) return this.#change(1);
    if (load[0] < lowerAt && this.step > 0 && this.#ticksSinceStep >= lowerTicks) return this.#change(-1);
    return 0;
  }

  #change(by: 1 | -1): number {
    this.step += by;
    this.#ticksSinceStep = 0;
    return by;
  }

  relief(): Relief {
    return reliefOf(this.#settings.ladder.slice(0, this.step));
  }
}

export function reliefOf(steps: readonly OverloadStep[]): Relief {
  const times = (step: OverloadStep) => steps.filter((s) => s === step).length;
  return {
    midFactor: 2 ** times("mid"),
    farFactor: 2 ** times("far"),
    aiSaving: Math.min(2, times("ai")),
    viewPart: VIEW_STEP ** times("view"),
    wantsLayer: times("layer") > 0,
    refusesJoins: times("joins") > 0,
  };
}
